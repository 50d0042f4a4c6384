"""A small invented authority, its extracts made once, and projects to run on copies of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from flows.initialising import initialise
from flows.sample.authority import CODE, write_sample
from tests.servers.receivers import Mailbox, Receiver

POPULATION = 'population = { 2021 = 1000, 2022 = 1010, 2023 = 1020, 2024 = 1030 }\npopulation_vintage = "invented"\n'


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two census years and one Annex A workbook of a very small authority, without planted faults."""
    folder = tmp_path_factory.mktemp("sample") / "extracts"
    list(write_sample(folder, children=60, first_year=2023, last_year=2024, months=1, mess=0, seed=7))
    return folder


@pytest.fixture(scope="session")
def new_project() -> Callable[..., Path]:
    """Make a project in a folder, with copies of some files in its inbox; files are taken at once."""

    def make(folder: Path, *files: Path, code: str = CODE, alert_url: str = "") -> Path:
        list(
            initialise(
                folder,
                code=code,
                name="Sampleton",
                inbox="extracts",
                warehouse="sqlite:///warehouse.db",
                alert_url=alert_url,
            )
        )
        settings = folder / "lodestar.toml"
        text = settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0")
        settings.write_text(text.replace('inbox = "extracts"\n', 'inbox = "extracts"\n' + POPULATION))
        (folder / "pseudonym.key").write_text("0" * 64)  # the same workers have the same pseudonyms everywhere
        for file in files:
            shutil.copy(file, folder / "extracts" / file.name)
        return folder

    return make


@pytest.fixture
def make_project(tmp_path: Path, new_project: Callable[..., Path]) -> Callable[..., Path]:
    """Make a project of the given name in the test's own folder."""

    def make(*files: Path, name: str = "project", **options: str) -> Path:
        return new_project(tmp_path / name, *files, **options)

    return make


@pytest.fixture
def project(extracts: Path, make_project: Callable[..., Path]) -> Path:
    """A project with all the small authority's extracts in its inbox."""
    return make_project(*sorted(extracts.iterdir()))


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback is never behind a proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def mailbox(no_proxy: None) -> Iterator[Mailbox]:
    """A running mail server."""
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture
def receiver(no_proxy: None) -> Iterator[Receiver]:
    """A running web server."""
    receiver = Receiver()
    Thread(target=receiver.serve_forever, daemon=True).start()
    yield receiver
    receiver.shutdown()
    receiver.server_close()
