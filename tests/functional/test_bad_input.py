"""Bad input: one line that names file and cause, nothing lost, and the good file beside it published as ever."""

import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter
from typer.testing import CliRunner

from flows.cli import app
from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE, write_sample
from flows.summary import ExitCode, ExtractResult, Summary
from flows.telling import tell_person
from warehouse.alerts import alert
from warehouse.contents import partition
from warehouse.ledger_tables import extract, metric_value

QUIET = 60  # seconds
OFFICE_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = 64 * 1024 * 1024
PASSWD = "<!DOCTYPE Message [<!ENTITY who SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = "<!DOCTYPE Message [<!ENTITY a 'ha'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
)


@dataclass(frozen=True)
class Bad:
    """One bad file: its name, how it is made from a good census, and what a person must be told of it."""

    name: str
    make: Callable[[Path, str], object]
    says: str

    def __str__(self) -> str:
        return self.name


def text(change: Callable[[str], str], encoding: str = "utf-8") -> Callable[[Path, str], object]:
    return lambda path, census: path.write_bytes(change(census).encode(encoding))


def content(of: bytes) -> Callable[[Path, str], object]:
    return lambda path, census: path.write_bytes(of)


def bomb(entry: str) -> Callable[[Path, str], object]:
    """Make a workbook of which one entry is a thousand times as large unpacked."""

    def make(path: Path, census: str) -> None:
        xlsxwriter.Workbook(path).close()
        with zipfile.ZipFile(path) as sound:
            entries = {name: sound.read(name) for name in sound.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, packed in (entries | {entry: entries[entry] + b" " * BOMB}).items():
                archive.writestr(name, packed)

    return make


def csv_folder(bad: bytes) -> Callable[[Path, str], object]:
    """Make a folder of two lists of which the first cannot be read."""

    def make(path: Path, census: str) -> None:
        path.mkdir()
        (path / "list_1.csv").write_bytes(bad)
        (path / "list_3.csv").write_text("Child Unique ID,Date of Referral\nA1,2023-04-02\n")

    return make


def sheets(**lists: list[list[object]]) -> Callable[[Path, str], object]:
    """Make a workbook of lists, each a header and rows."""

    def make(path: Path, census: str) -> None:
        with xlsxwriter.Workbook(path) as workbook:
            for name, rows in lists.items():
                sheet = workbook.add_worksheet(name.replace("_", " "))
                for line, row in enumerate(rows):
                    sheet.write_row(line, 0, row)

    return make


UNREADABLE = [
    Bad("truncated.xml", text(lambda census: census[: len(census) * 3 // 5]), "the file was cut short"),
    Bad(
        "laughs.xml", text(lambda census: census.replace("<Message>", LAUGHS + "<Message>")), "declares a document type"
    ),
    Bad(
        "outside.xml",
        text(lambda census: census.replace("<Message>", PASSWD + "<Message>").replace("SAM0", "&who;SAM0", 1)),
        "declares a document type",
    ),
    Bad(
        "undeclared.xml", text(lambda census: census.replace("SAM0", "&who;SAM0", 1)), "an entity that is not declared"
    ),
    Bad("latin1.xml", text(lambda census: census.replace("SAM0", "Zoë0", 1), "latin-1"), "not in the encoding"),
    Bad(
        "utf16.xml", text(lambda census: census.replace('"UTF-8"', '"UTF-16"')), "in another encoding than it declares"
    ),
    Bad("klingon.xml", text(lambda census: census.replace("UTF-8", "klingon")), "an encoding that nobody knows"),
    Bad("nul.xml", text(lambda census: census.replace("SAM0", "\0", 1)), "a character that XML forbids"),
    Bad("empty.xml", content(b""), "it is empty"),
    Bad("words.xml", content(b"Dear colleague, please find attached"), "it is not XML"),
    Bad("bomb.xlsx", bomb("xl/worksheets/sheet1.xml"), "times its size"),
    Bad("bomb in the contents.xlsx", bomb("xl/workbook.xml"), "times its size"),
    Bad("no zip.xlsx", content(b"Child Unique ID,Date of Referral\nA1,2023-04-02\n"), "not a zip archive"),
    Bad("locked.xlsx", content(OFFICE_CONTAINER + b"\0" * 512), "locked with a password"),
    Bad("Annex A nul 2023-04-30", csv_folder(b"Child Unique ID,Date of Contact\nA\0,2023-04-02\n"), "list_1.csv"),
    Bad("Annex A quote 2023-04-30", csv_folder(b'Child Unique ID,Date of Contact\n"A1,2023-04-02\n'), "list_1.csv"),
    Bad("Annex A empty 2023-04-30", csv_folder(b""), "list_1.csv: it is empty"),
]

STOPPED = [
    Bad(
        "twice a key.xlsx",
        sheets(
            List_3=[["Child Unique ID", "Date of Referral", "Date of Referral"], ["A1", "2023-04-02", "2023-04-03"]]
        ),
        "'Date of Referral'",
    ),
    Bad("other authority.xml", text(lambda census: census.replace("<LEA>999<", "<LEA>852<")), "authority 852's"),
]


def write_project(folder: Path, census: Path) -> Path:
    """Make a project with one good census in its inbox; its files are old enough to be taken."""
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", f"quiet_seconds = {QUIET}"))
    shutil.copy(census, folder / "in")
    return folder


def age(folder: Path) -> None:
    """Make every file look as if it had been there for an hour."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 3600, time.time() - 3600))


@pytest.fixture(scope="module")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound census."""
    folder = tmp_path_factory.mktemp("census")
    list(write_sample(folder / "x", children=12, first_year=2023, last_year=2023, months=0, mess=0, seed=7))
    return folder / "x" / "CIN_Census_2023.xml"


@dataclass(frozen=True)
class Night:
    """A project after a run, and what the run told."""

    project: Path
    summary: Summary
    lines: list[str]
    delivered: dict[str, str]

    def results(self, name: str) -> list[ExtractResult]:
        return [result for result in self.summary.extracts if result.file_name == name]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, census: Path) -> Iterator[Night]:
    """One run on a good census among everything that must be refused."""
    project = write_project(tmp_path_factory.mktemp("refused") / "project", census)
    inbox = project / "in"
    for bad in (*UNREADABLE, *STOPPED):
        bad.make(inbox / bad.name, census.read_text())
    (inbox / "CIN_Census_2021.xml").mkdir()
    (inbox / "Annex_A_2021-03-31.xlsx").mkdir()
    (inbox / "Annex_A_2021-03-31.xlsx" / "minutes.docx").write_bytes(b"PK")
    (inbox / "CIN_Census_2020.xml.part").write_text("<Message>")
    age(inbox)
    (inbox / "growing.xml").write_text(census.read_text()[:500])
    delivered = {
        file.relative_to(inbox).as_posix(): sha256(file.read_bytes()).hexdigest()
        for file in inbox.rglob("*")
        if file.is_file()
    }
    summary = nightly(project)
    yield Night(project, summary, list(tell_person(summary)), delivered)


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
    project = write_project(tmp_path_factory.mktemp("spoiled") / "project", census)
    inbox = project / "in"
    twins = (
        census.read_text().replace("SAM000002<", "SAM000007<", 1).replace("<ReferenceDate>2023", "<ReferenceDate>2022")
    )
    (inbox / "twins.xml").write_text(twins)
    formulas(inbox / "Annex A formulas 2023-04-30.xlsx")
    twice = sheets(
        List_1=[["Child Unique ID", "Date of Contact", "Contact Source"], ["A1", "2023-03-02", "1A"]],
        List_3=[["Child Unique ID", "Date of Referral", "Date of Referral"], *[["A1", "2023-03-02", "2023-03-03"]] * 4],
        List_4=[["Child Unique ID", "Assessment start date", "Gender", "Gender"], ["A1", "2023-03-02", "M", "F"]],
    )
    twice(inbox / "Annex A twice 2023-05-31.xlsx", "")
    age(inbox)
    summary = nightly(project)
    return Night(project, summary, list(tell_person(summary)), {})


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, census: Path) -> Path:
    """A project that has only the good census, after a run."""
    project = write_project(tmp_path_factory.mktemp("clean") / "project", census)
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
    (result,) = night.results(bad.name)
    assert result.state == "unreadable"
    assert bad.says in f"{bad.name} cannot be read: {result.reason}"
    assert Summary(extracts=[result]).exit_code is ExitCode.UNREADABLE
    (line,) = (line for line in night.lines if bad.name in line)
    assert line.startswith("UNREADABLE") and line.isprintable() and len(line) < 250


@pytest.mark.parametrize("bad", STOPPED, ids=str)
def test_what_must_not_be_loaded_is_stopped_with_its_cause_in_one_line(night: Night, bad: Bad):
    """Read, but not loaded: the line says why, and a scheduler sees exit code 4 for it."""
    (result,) = night.results(bad.name)
    assert result.state == "stopped"
    assert bad.says in result.reason
    assert Summary(extracts=[result]).exit_code is ExitCode.STOPPED
    (line,) = (line for line in night.lines if bad.name in line)
    assert line.startswith("STOPPED") and line.isprintable()


@pytest.mark.parametrize("bad", [*UNREADABLE, *STOPPED], ids=str)
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


@pytest.mark.parametrize("bad", [*UNREADABLE, *STOPPED], ids=str)
def test_what_is_refused_is_alerted(night: Night, bad: Bad):
    """Each is a problem of its own, open until a better file takes its place."""
    with looking_at(night.project) as (_, connection):
        details = connection.scalars(sa.select(alert.c.details).where(alert.c.state == "open")).all()
    assert sum(f"{bad.name}: " in told for told in details) == 1


def test_the_inbox_is_as_it_was(night: Night):
    """A run takes nothing away from where people put it."""
    inbox = night.project / "in"
    assert {name for name in night.delivered if not (inbox / name).is_file()} == set()


def test_a_file_that_is_still_growing_is_left_for_the_next_run(night: Night):
    """It changed a moment ago: neither archived nor refused, but told."""
    assert night.summary.left_alone == ["growing.xml"]
    assert any(line.startswith("Left alone  growing.xml: may still be being written") for line in night.lines)
    with looking_at(night.project) as (_, connection):
        names = connection.scalars(sa.select(extract.c.file_name)).all()
    assert "growing.xml" not in names


def test_a_folder_named_like_a_file_is_a_folder(night: Night):
    """What lies in it is looked at as anything else; an empty one is nothing."""
    assert night.summary.not_recognised == ["minutes.docx"]
    assert "Not ours    minutes.docx: no format that Lodestar reads" in night.lines


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
        if path.is_file() and path.parent.name != "in":
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


def test_a_name_with_strange_signs_stays_on_one_line(tmp_path: Path, census: Path):
    """A line break in a file's name does not make a second line in the log."""
    project = write_project(tmp_path / "project", census)
    (project / "in" / census.name).unlink()
    (project / "in" / "a\nb\x1b[31m.xml").write_text("<Message>")
    age(project / "in")
    summary = nightly(project)
    (line,) = (line for line in tell_person(summary) if "UNREADABLE" in line)
    assert line.isprintable()


def test_a_run_on_bad_input_alone_tells_and_ends_with_its_exit_code(tmp_path: Path, census: Path):
    """From the command line: one line for the person, exit code 3, no traceback."""
    project = write_project(tmp_path / "project", census)
    (project / "in" / census.name).write_text(census.read_text()[:2000])
    age(project / "in")
    done = CliRunner().invoke(app, ["run", "--project", str(project), "--no-prefect"])
    assert done.exit_code == ExitCode.UNREADABLE
    assert "UNREADABLE  CIN_Census_2023.xml: it ends before its last element is closed" in done.stdout
    assert "Traceback" not in done.output
