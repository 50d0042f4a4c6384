"""Addresses that are not a folder of this machine: SFTP against a real server, and object stores through fsspec."""

import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fsspec
import paramiko
import pytest
import sqlalchemy as sa
from fsspec.implementations.memory import MemoryFileSystem

from flows.doctor import examine
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sources import remote
from flows.summary import ExitCode, Summary
from flows.telling import tell_person
from tests.malformed.cases import EPISODES
from tests.malformed.census import sound_census
from tests.malformed.nights import write_project
from tests.servers.sftp import PASSWORD, USER, Served, serving
from warehouse.alerts import alert
from warehouse.ledger_tables import extract, offer

CENSUS = sound_census(1)
TABLES = {"episodes": EPISODES + "A1,01/05/2022,S,C2,N1,U4,PR1,,\n", "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE\n"}


@pytest.fixture(autouse=True)
def as_far_as_the_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes of extracts afterwards does not depend on where they came from."""
    for step in ("conform", "load", "publish", "report"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)


def write_remote_project(folder: Path, inbox: str, **access: object) -> Path:
    """Make a project whose inbox is an address; it tries twice and does not wait."""
    project = write_project(folder)
    settings = project / "lodestar.toml"
    given = ", ".join(
        f'{name} = "{value}"' if isinstance(value, (str, Path)) else f"{name} = {value}"
        for name, value in access.items()
    )
    text = settings.read_text().replace('inbox = "in"', f'inbox = "{inbox}"\naccess = {{ {given} }}')
    settings.write_text(text.replace("[sources]", "[sources]\nattempts = 2\nwait_seconds = 0"))
    return project


def archived(project: Path) -> dict[str, str]:
    """Return the state of each extract by the name under which it arrived."""
    with looking_at(project) as (_, connection):
        return dict(connection.execute(sa.select(extract.c.file_name, extract.c.state)).all())


def fill(folder: Path) -> None:
    """Put a census, and a return in a folder of its own, where they have lain for an hour."""
    (folder / "2023" / "SSDA903_2023").mkdir(parents=True)
    (folder / "census.xml").write_text(CENSUS)
    for name, content in TABLES.items():
        (folder / "2023" / "SSDA903_2023" / f"{name}.csv").write_text(content)
    for file in folder.rglob("*"):
        os.utime(file, (time.time() - 3600, time.time() - 3600))


# --- SFTP


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A server with a folder of extracts."""
    fill(tmp_path / "served" / "out")
    with serving(tmp_path / "served") as served:
        yield served


@pytest.fixture
def sftp_project(tmp_path: Path, server: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose extracts are fetched from that server."""
    monkeypatch.setenv("SFTP_PASSWORD", PASSWORD)
    known = server.known_hosts(tmp_path / "known_hosts")
    address = f"sftp://{USER}@127.0.0.1:{server.port}/out"
    return write_remote_project(tmp_path / "project", address, password="env:SFTP_PASSWORD", known_hosts=known)


def test_extracts_are_fetched_over_sftp_once(sftp_project: Path, server: Served):
    """A file and a folder that is one extract; the second run reads nothing, since nothing changed."""
    before = {file: file.stat() for file in server.root.rglob("*")}
    summary = nightly(sftp_project)
    assert (summary.exit_code, archived(sftp_project)) == (
        ExitCode.SUCCESS,
        {"census.xml": "archived", "SSDA903_2023": "archived"},
    )
    assert {line for line in server.asked if line.startswith("read")} == {
        *(
            f"read /out/{name}"
            for name in ("census.xml", "2023/SSDA903_2023/episodes.csv", "2023/SSDA903_2023/reviews.csv")
        )
    }
    server.asked.clear()
    assert nightly(sftp_project).seen_before == 2
    assert not [line for line in server.asked if line.startswith(("read", "write"))]
    assert {file: file.stat() for file in server.root.rglob("*")}.keys() == before.keys()


def test_doctor_lists_the_source(sftp_project: Path, server: Served, monkeypatch: pytest.MonkeyPatch):
    """And says what is wrong with it, as the run does."""
    told = {check.name: (check.passed, check.says) for check in examine(sftp_project)}
    assert told["inbox of 999"] == (True, f"sftp://127.0.0.1:{server.port}/out answers and lists 3 files.")
    monkeypatch.delenv("SFTP_PASSWORD")
    told = {check.name: (check.passed, check.says) for check in examine(sftp_project)}
    assert told["inbox of 999"] == (
        False,
        "The environment variable SFTP_PASSWORD is not set. Set it, or change the reference.",
    )


def test_without_its_memory_everything_is_fetched_again_and_known(sftp_project: Path, server: Served):
    """What the ledger remembers of a source saves work; what is new is known by its content."""
    nightly(sftp_project)
    with looking_at(sftp_project) as (_, connection):
        engine = connection.engine
    with engine.begin() as connection:
        connection.execute(offer.delete())
    again = nightly(sftp_project)
    assert (again.seen_before, len(archived(sftp_project))) == (2, 2)


def test_what_changed_there_is_fetched_and_a_folder_whole(sftp_project: Path, server: Served):
    """A table delivered again is another return, with the tables that stayed as they were."""
    nightly(sftp_project)
    table = server.root / "out" / "2023" / "SSDA903_2023" / "reviews.csv"
    table.write_text(TABLES["reviews"] + "A1,01/01/2010,20/05/2022,PN1\n")
    os.utime(table, (time.time() - 3000, time.time() - 3000))
    server.asked.clear()
    nightly(sftp_project)
    assert len([line for line in server.asked if line.startswith("read")]) == 2
    with looking_at(sftp_project) as (_, connection):
        assert connection.scalar(sa.select(sa.func.count()).select_from(extract)) == 3


def test_a_lost_line_is_tried_again(sftp_project: Path, server: Served):
    """Once is nothing to talk about."""
    server.failures = 1
    assert nightly(sftp_project).exit_code is ExitCode.SUCCESS
    assert len(archived(sftp_project)) == 2


def test_a_source_that_stays_away_is_told_and_costs_nobody_else_anything(
    sftp_project: Path, server: Served, tmp_path: Path
):
    """Exit code 7, one alert that recovers; the other authority's extracts are taken in the same run."""
    settings = sftp_project / "lodestar.toml"
    other = '[[authorities]]\ncode = "998"\nname = "Otherham"\ninbox = "other"\n\n[sources]'
    settings.write_text(settings.read_text().replace("[sources]", other, 1))
    (sftp_project / "other").mkdir()
    (sftp_project / "other" / "theirs.xml").write_text(CENSUS.replace("999", "998"))
    os.utime(sftp_project / "other" / "theirs.xml", (1, 1))
    server.failures = 100
    summary = nightly(sftp_project)
    assert (summary.exit_code, summary.failures) == (ExitCode.UNREACHABLE, [])
    (line,) = (line for line in tell_person(summary) if line.startswith("UNREACHABLE"))
    assert f"sftp://127.0.0.1:{server.port}/out does not answer as it should" in line and "tried 2 times" in line
    assert archived(sftp_project) == {"theirs.xml": "archived"}
    server.failures = 0
    assert nightly(sftp_project).exit_code is ExitCode.SUCCESS
    with looking_at(sftp_project) as (_, connection):
        assert connection.execute(sa.select(alert.c.state, alert.c.title)).all() == [
            ("recovered", "999: its source cannot be reached")
        ]


def test_a_server_that_nobody_knows_is_sent_no_password(sftp_project: Path, server: Served, tmp_path: Path):
    """Its key must be the one that was written down."""
    server.known_hosts(tmp_path / "known_hosts", paramiko.ECDSAKey.generate(bits=256))
    assert "the server's key is not the one in known_hosts" in nightly(sftp_project).unreachable[0]
    (tmp_path / "known_hosts").write_text("")
    assert "the server's key is not in known_hosts" in nightly(sftp_project).unreachable[0]


def test_a_wrong_password_is_not_tried_twice(sftp_project: Path, monkeypatch: pytest.MonkeyPatch):
    """Accounts are locked for less; the password is in no line."""
    monkeypatch.setenv("SFTP_PASSWORD", "wrong and secret")
    summary = nightly(sftp_project)
    assert "access was refused (AuthenticationException)" in summary.unreachable[0]
    assert "wrong and secret" not in "".join(tell_person(summary))


def test_links_and_pipes_there_are_refused_unopened(sftp_project: Path, server: Served):
    """A link may lead to any file of the server, and a pipe never ends."""
    (server.root / "out" / "link.xml").symlink_to("/etc/passwd")
    os.mkfifo(server.root / "out" / "pipe.xml")
    summary = nightly(sftp_project)
    refused = {result.file_name: result.reason for result in summary.extracts}
    assert "it is a link" in refused["link.xml"] and "not an ordinary file" in refused["pipe.xml"]
    assert not any("link" in line or "pipe" in line for line in server.asked)
    assert len(archived(sftp_project)) == 2


# --- Object stores, for which fsspec's memory stands in


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> MemoryFileSystem:
    """An empty store."""
    monkeypatch.setattr(MemoryFileSystem, "store", {})
    monkeypatch.setattr(MemoryFileSystem, "pseudo_dirs", [""])
    return fsspec.filesystem("memory")


def put(store: MemoryFileSystem, path: str, content: str, *, hours_old: float = 1) -> None:
    store.pipe_file(path, content.encode())
    store.store[path].created = store.store[path].modified = datetime.now(UTC) - timedelta(hours=hours_old)


@pytest.fixture
def store_project(tmp_path: Path, store: MemoryFileSystem) -> Path:
    """A project whose extracts are fetched from that store."""
    put(store, "/bucket/in/census.xml", CENSUS)
    return write_remote_project(tmp_path / "project", "memory://bucket/in")


def test_extracts_are_fetched_from_an_object_store(store_project: Path, store: MemoryFileSystem):
    """Listed below the prefix, hidden and partial ones passed over."""
    put(store, "/bucket/in/.hidden.xml", CENSUS)
    put(store, "/bucket/in/a/b/half.xml.part", CENSUS)
    put(store, "/bucket/elsewhere.xml", CENSUS)
    assert nightly(store_project).exit_code is ExitCode.SUCCESS
    assert archived(store_project) == {"census.xml": "archived"}


def test_what_changed_a_moment_ago_waits_and_so_does_what_has_no_end(store_project: Path, store: MemoryFileSystem):
    """The one for a minute, the other for a quarter of an hour."""
    put(store, "/bucket/in/new.xml", CENSUS.replace("SAM0", "NEW0"), hours_old=0)
    put(store, "/bucket/in/slow.xml", CENSUS[:500], hours_old=0.1)
    assert sorted(nightly(store_project).left_alone) == ["new.xml", "slow.xml"]
    assert archived(store_project) == {"census.xml": "archived"}
    put(store, "/bucket/in/slow.xml", CENSUS[:500])
    assert nightly(store_project).left_alone == ["new.xml"]
    assert archived(store_project).keys() == {"census.xml", "slow.xml"}


def test_a_store_without_times_is_looked_at_twice(store_project: Path, monkeypatch: pytest.MonkeyPatch):
    """What looks as it did at a look a minute ago is complete."""
    monkeypatch.setattr(remote, "_TIMES", ())
    assert nightly(store_project).left_alone == ["census.xml"]
    with looking_at(store_project) as (_, connection):
        engine = connection.engine
    with engine.begin() as connection:
        connection.execute(offer.update().values(first_seen_at=datetime.now() - timedelta(hours=2)))
    assert nightly(store_project).left_alone == []
    assert archived(store_project) == {"census.xml": "archived"}


def test_a_file_that_changes_while_it_is_copied_is_left(store_project: Path, monkeypatch: pytest.MonkeyPatch):
    """Half old and half new is neither."""
    info = MemoryFileSystem.info
    monkeypatch.setattr(MemoryFileSystem, "info", lambda self, path, **_: info(self, path) | {"size": 7})
    assert nightly(store_project).left_alone == ["census.xml"]
    assert archived(store_project) == {}


def test_an_endless_file_is_cut_off(store_project: Path, store: MemoryFileSystem, monkeypatch: pytest.MonkeyPatch):
    """No more is copied than was listed, whatever comes."""
    asked: list[int] = []

    class Endless:
        def __enter__(self) -> "Endless":
            return self

        def __exit__(self, *_: Any) -> None:
            pass

        def read(self, size: int) -> bytes:
            asked.append(size)
            return b"x" * size

    monkeypatch.setattr(MemoryFileSystem, "_open", lambda *_, **__: Endless())
    monkeypatch.setattr(MemoryFileSystem, "open", lambda *_, **__: Endless())
    assert nightly(store_project).left_alone == ["census.xml"]
    assert sum(asked) == len(CENSUS) + 1


def test_names_that_would_lead_out_are_refused(store_project: Path, store: MemoryFileSystem):
    """An object's name may be anything at all; one that begins with a dot is passed over like any hidden file."""
    for number, name in enumerate(
        ("/bucket/in/../../../etc/x.xml", f"/bucket/in/{'a' * 300}.xml", "/bucket/in/a\\..\\b.xml")
    ):
        put(store, "/x", CENSUS + " " * number)
        store.store[name] = store.store.pop("/x")
        store.store[name].path = name
    reasons = [result.reason for result in nightly(store_project).extracts]
    assert sum("lead out of the inbox" in reason for reason in reasons) == 1
    assert sum("longer than a disk can hold" in reason for reason in reasons) == 1
    assert archived(store_project) == {"census.xml": "archived"}


@pytest.mark.parametrize(
    ("inbox", "says"),
    [
        ("s3://bucket/in", 's3:// needs s3fs, which is not installed: pip install "lodestar-warehouse[object-store]".'),
        ("abfs://bucket/in", "abfs:// needs adlfs, which is not installed"),
        ("klingon://bucket/in", "klingon:// is no kind of address that Lodestar opens"),
        ("memory://nothing/here", "memory://nothing/here: there is no such folder or file"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(tmp_path: Path, inbox: str, says: str, monkeypatch: pytest.MonkeyPatch):
    """One line, and not a failure of ours."""
    for name in ("s3fs", "adlfs"):
        monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
    summary: Summary = nightly(write_remote_project(tmp_path / "project", inbox))
    assert says in summary.unreachable[0]
    assert summary.exit_code is ExitCode.UNREACHABLE
