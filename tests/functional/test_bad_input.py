"""Bad input: one line that names file and cause, nothing lost, and the good file beside it published as ever."""

import multiprocessing
import os
import resource
import shutil
import sys
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter
from typer.testing import CliRunner

from flows.cli import app
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE
from flows.sources import zips
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import recognise
from flows.sources.inbox import arrivals
from flows.summary import ExitCode, Summary
from tests.malformed.cases import (
    HELD_AT_THE_GATE,
    LEFT_ALONE,
    NOT_ALL_OF_IT,
    PASSED_OVER,
    UNREADABLE,
    Bad,
    good,
    sheets,
)
from tests.malformed.nights import Night, age, in_part, refused, write_census, write_project
from tests.malformed.page import PAGE, page
from warehouse.alerts import alert
from warehouse.contents import partition
from warehouse.ledger_tables import extract, metric_value

ARCHIVED = [bad for bad in (*UNREADABLE, *HELD_AT_THE_GATE) if bad.opened and not bad.told_as]


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound census."""
    return write_census(tmp_path_factory.mktemp("census") / "x")


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, census: Path) -> Night:
    """One run on good extracts among everything that must be refused."""
    return refused(write_project(tmp_path_factory.mktemp("refused") / "project"), census)


def formulas(path: Path) -> None:
    """Write a list whose dates are formulas: Excel stored the results of the first two, of the third it did not."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("List 3")
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["Child Unique ID", "Date of Referral", "Referral Source"])
        for line, stored in enumerate([45020, 45021, ""], start=1):
            sheet.write(line, 0, f"F{line}")
            sheet.write_formula(line, 1, "=TODAY()-3", day, stored)
            sheet.write(line, 2, "1A")


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory, census: Path) -> Night:
    """One run on files that can be read, but not all of them."""

    def more(inbox: Path) -> None:
        twins = census.read_text().replace("SAM000002<", "SAM000001<", 1)
        (inbox / "twins.xml").write_text(twins.replace("<ReferenceDate>2023", "<ReferenceDate>2022"))
        formulas(inbox / "Annex A formulas 2023-04-30.xlsx")
        twice = sheets(
            List_1=[["Child Unique ID", "Date of Contact", "Contact Source"], ["A1", "2023-03-02", "1A"]],
            List_3=[
                ["Child Unique ID", "Date of Referral", "Date of Referral"],
                *[["A1", "2023-03-02", "2023-03-03"]] * 4,
            ],
            List_4=[["Child Unique ID", "Assessment start date", "Gender", "Gender"], ["A1", "2023-03-02", "M", "F"]],
        )
        twice(inbox / "Annex A twice 2023-05-31.xlsx", "")

    return in_part(write_project(tmp_path_factory.mktemp("spoiled") / "project", census), census, more)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, census: Path) -> Path:
    """A project that has only the good extracts, after a run."""
    project = write_project(tmp_path_factory.mktemp("clean") / "project")
    good(project / "in", census)
    age(project / "in")
    nightly(project)
    return project


def figures(project: Path) -> list[tuple]:
    """Return every figure in a fixed order."""
    value = metric_value.c
    key = (value.metric_code, value.cut_name, value.cut_value, value.period_type, value.period_start)
    with looking_at(project) as (_, connection):
        return connection.execute(sa.select(*key, value.numerator, value.value_presented).order_by(*key)).all()


@pytest.mark.parametrize("bad", UNREADABLE, ids=str)
def test_what_cannot_be_read_is_named_with_its_cause_in_one_line(night: Night, bad: Bad):
    """Told once, on one line, with the cause; a scheduler sees exit code 3 for it."""
    (result,) = night.results(bad.shown)
    assert result.state == "unreadable"
    assert bad.says in result.reason
    assert Summary(extracts=[result]).exit_code is ExitCode.UNREADABLE
    (line,) = night.told_of(bad.shown)
    assert line.startswith("UNREADABLE") and line.isprintable() and len(line) < 250


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is Linux's")
def test_malformed_inputs_are_told_apart_in_bounded_memory(night: Night, tmp_path: Path):
    """In a process that may grow by 128 MB, all of them: many would fill any memory, and none is short of it."""
    process = multiprocessing.get_context("fork").Process(
        target=read_all_of, args=(night.project / "in", tmp_path, 128 * 1024**2)
    )
    process.start()
    process.join(120)
    assert process.exitcode == 0


def read_all_of(inbox: Path, work: Path, growth: int) -> None:
    """Read or unpack whatever lies in an inbox, within so much more memory than the process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + growth
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    for number, arrival in enumerate(arrivals(inbox, quiet_seconds=0, now=datetime.now(UTC))):
        with suppress(UnreadableExtract):
            if zips.is_zip(arrival.path):
                zips.unpack(arrival.path, work / str(number), password="wrong")
            elif not arrival.refused and (form := recognise(arrival.path)):
                form.read(arrival.path)


@pytest.mark.parametrize("bad", HELD_AT_THE_GATE, ids=str)
def test_what_must_not_be_loaded_is_stopped_with_its_cause_in_one_line(night: Night, bad: Bad):
    """Read, but not loaded: the line says why, and a scheduler sees exit code 4 for it."""
    (result,) = night.results(bad.name)
    assert result.state == "stopped"
    assert bad.says in result.reason
    assert Summary(extracts=[result]).exit_code is ExitCode.STOPPED
    (line,) = night.told_of(bad.shown)
    assert line.startswith("STOPPED") and line.isprintable()


@pytest.mark.parametrize("bad", [*LEFT_ALONE, *PASSED_OVER], ids=str)
def test_what_is_not_taken_is_told_and_not_archived(night: Night, bad: Bad):
    """Still being written, or none of ours: a line each, and no trace in the ledger."""
    (line,) = night.told_of(bad.shown)
    assert bad.says in line
    with looking_at(night.project) as (_, connection):
        assert bad.name not in connection.scalars(sa.select(extract.c.file_name)).all()


@pytest.mark.parametrize("bad", NOT_ALL_OF_IT, ids=str)
def test_what_can_be_read_in_part_is_neutralised(spoiled: Night, bad: Bad):
    """Loaded, with every row accounted for and what could not be taken named."""
    lines = spoiled.told_of(bad.shown)
    assert lines[0].startswith("Conformed") and any(bad.says in line for line in lines)
    assert all(line.isprintable() and len(line) < 250 for line in lines)


def test_the_page_of_malformed_inputs_is_current(night: Night, spoiled: Night):
    """What the documentation says is what these runs told; "make malformed" writes it again."""
    assert PAGE.read_text(encoding="utf-8") == page(night, spoiled)


@pytest.mark.parametrize("bad", ARCHIVED, ids=str)
def test_what_is_refused_is_kept(night: Night, bad: Bad):
    """The archive holds every byte of it under its hash, and the ledger knows."""
    with looking_at(night.project) as (settings, connection):
        entry = connection.execute(sa.select(extract).where(extract.c.file_name == bad.name)).mappings().one()
    archived = settings.path(settings.archive) / entry["archive_path"]
    if bad.name in night.delivered:
        assert sha256(archived.read_bytes()).hexdigest() == night.delivered[bad.name] == entry["extract_id"]
        return
    with zipfile.ZipFile(archived) as folder:
        kept = {f"{bad.name}/{name}": sha256(folder.read(name)).hexdigest() for name in folder.namelist()}
    assert kept == {name: digest for name, digest in night.delivered.items() if name.startswith(f"{bad.name}/")}


@pytest.mark.parametrize("bad", [*UNREADABLE, *HELD_AT_THE_GATE], ids=str)
def test_what_is_refused_is_alerted(night: Night, bad: Bad):
    """Each is a problem of its own, open until a better file takes its place."""
    with looking_at(night.project) as (_, connection):
        details = connection.scalars(sa.select(alert.c.details).where(alert.c.state == "open")).all()
    assert sum(f" {bad.shown}: " in f" {told}" for told in details) == 1


def test_the_inbox_is_as_it_was(night: Night):
    """A run takes nothing away from where people put it."""
    inbox = night.project / "in"
    assert {name for name in night.delivered if not (inbox / name).is_file()} == set()


def test_a_folder_named_like_a_file_is_a_folder(night: Night):
    """What lies in it is looked at as anything else; an empty one is nothing."""
    assert not any("CIN_Census_2021.xml" in line for line in night.lines)


def test_the_good_file_is_loaded_and_published_all_the_same(night: Night, clean: Path):
    """Star and figures are those of a project that never saw the bad files."""
    assert [result.state for result in night.results("CIN_Census_2023.xml")] == ["conformed"]
    assert night.summary.failures == []
    assert night.summary.publications[0].publication_id == 1
    with looking_at(night.project) as (_, connection):
        star = partition(connection, CODE)
    with looking_at(clean) as (_, connection):
        expected = partition(connection, CODE)
    assert [name for name in expected if not star[name].equals(expected[name])] == []
    assert figures(night.project) == figures(clean) != []


def test_nothing_from_outside_comes_in(night: Night):
    """No external entity was fetched."""
    with Path("/etc/passwd").open() as file:
        first = file.readline().split(":")[0] + ":x:"
    for path in night.project.rglob("*"):
        if path.is_file() and not path.is_relative_to(night.project / "in"):
            assert first.encode() not in path.read_bytes()


def test_a_formula_counts_with_its_stored_result(spoiled: Night):
    """Excel's results are loaded; the row whose date was never calculated is held back, and the cause is named."""
    (result,) = spoiled.results("Annex A formulas 2023-04-30.xlsx")
    assert (result.rows_in, result.loaded, result.quarantined_by) == (6, 5, {"required:referral_date": 1})
    assert any("1 formulas have no stored result" in line and result.file_name in line for line in spoiled.lines)


def test_a_list_with_a_key_given_twice_is_left_out_and_the_others_are_loaded(spoiled: Night):
    """Its four rows are accounted for as dropped, by a named rule, and the line says which column it is."""
    (result,) = spoiled.results("Annex A twice 2023-05-31.xlsx")
    assert (result.rows_in, result.loaded, result.dropped_by) == (8, 4, {"missing_key_column": 4})
    assert any("no usable column 'Date of Referral'" in line and result.file_name in line for line in spoiled.lines)


def test_a_list_that_is_left_out_is_alerted(spoiled: Night):
    """It is an error, and not only a remark: figures lack it."""
    with looking_at(spoiled.project) as (_, connection):
        severities = dict(connection.execute(sa.select(alert.c.problem_key, alert.c.severity)).all())
    assert severities["999:annex_a:list_3:reader:list_refused"] == "error"
    assert severities["999:annex_a:list_4:reader:duplicate_header"] == "warning"


def test_two_children_with_one_identifier_are_one_child_and_a_held_row(spoiled: Night):
    """Nobody can tell whose it is: the first is loaded, the second kept in quarantine, nothing lost."""
    (result,) = spoiled.results("twins.xml")
    assert result.quarantined_by == {"grain": 1}
    assert result.rows_in == result.loaded + result.quarantined + result.dropped


def test_what_can_be_read_in_part_leaves_the_good_file_alone(spoiled: Night):
    """The census beside them is loaded whole, and all of it published in the same run."""
    (result,) = spoiled.results("CIN_Census_2023.xml")
    assert result.rows_in == result.loaded
    assert spoiled.summary.publications[0].publication_id == 1
    assert spoiled.summary.exit_code is ExitCode.SUCCESS


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="to root nothing is forbidden")
def test_a_file_that_may_not_be_opened_is_named_and_left_where_it_is(tmp_path: Path, census: Path):
    """Neither a closed file nor a closed folder keeps the good one from being loaded; both are alerted."""
    project = write_project(tmp_path / "project", census)
    closed = [project / "in" / name for name in ("closed.xml", "closed folder")]
    closed[0].write_text("<Message>")
    closed[1].mkdir()
    age(project / "in")
    for path in closed:
        path.chmod(0)
    summary = nightly(project)
    for path in closed:
        path.chmod(0o700)
    refused = {result.file_name: result.reason for result in summary.extracts if result.state == "unreadable"}
    assert refused.keys() == {path.name for path in closed}
    assert all("not permitted" in reason for reason in refused.values())
    assert summary.exit_code is ExitCode.UNREADABLE
    assert summary.publications[0].publication_id == 1
    with looking_at(project) as (_, connection):
        assert len(connection.scalars(sa.select(alert).where(alert.c.title.like("%cannot be opened"))).all()) == 2


def test_a_file_that_went_astray_is_loaded_once_it_is_in_the_right_inbox(
    tmp_path: Path, census: Path, monkeypatch: pytest.MonkeyPatch
):
    """Stopped as another authority's, then moved to where it belongs: the same content, and not "seen before"."""
    for step in ("load", "publish", "report"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)
    project = write_project(tmp_path / "project", census)
    other = '[[authorities]]\ncode = "852"\nname = "Otherham"\ninbox = "astray"\n\n[sources]'
    settings = project / "lodestar.toml"
    settings.write_text(settings.read_text().replace("[sources]", other))
    (project / "astray").mkdir()
    shutil.move(project / "in" / census.name, project / "astray")
    age(project / "astray")
    astray = nightly(project)
    assert [result.state for result in astray.extracts] == ["stopped"]
    shutil.move(project / "astray" / census.name, project / "in")
    mended = nightly(project)
    assert [(result.authority_code, result.state) for result in mended.extracts] == [(CODE, "conformed")]
    with looking_at(project) as (_, connection):
        assert connection.scalars(sa.select(alert.c.state)).all() == ["recovered"]


def test_a_run_on_bad_input_alone_tells_and_ends_with_its_exit_code(tmp_path: Path, census: Path):
    """From the command line: one line for the person, exit code 3, no traceback."""
    project = write_project(tmp_path / "project", census)
    (project / "in" / census.name).write_text(census.read_text()[:2000])
    age(project / "in")
    done = CliRunner().invoke(app, ["run", "--project", str(project), "--no-prefect"])
    assert done.exit_code == ExitCode.UNREADABLE
    assert "UNREADABLE  CIN_Census_2023.xml: it ends before its last element is closed" in done.stdout
    assert "Traceback" not in done.output
