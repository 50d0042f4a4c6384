"""A PostgreSQL server of the tests' own, for as long as they need it; databases that ODBC reaches."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

SETTINGS = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"}  # what commits survives kill()
SECONDS_TO_START = 60


@pytest.fixture(scope="session", name="odbc_driver")
def odbc_driver_fixture() -> Callable[[str], str]:
    """Return the function that finds a driver or skips."""
    return odbc_driver


def odbc_driver(name: str) -> str:
    """Return an ODBC driver's name as this machine knows it; skip the test where it is not installed."""
    try:
        import pyodbc
    except ImportError:
        pytest.skip('pyodbc finds no unixODBC: "make odbc" installs it')
    if name not in pyodbc.drivers():
        pytest.skip(f'the ODBC driver {name} is not installed: "make odbc" installs it')
    return name


@dataclass
class Server:
    """A running server, reached through a socket in its folder."""

    folder: Path
    program: Path
    process: subprocess.Popen | None = None

    @property
    def odbc(self) -> str:
        """Its connection string for psqlODBC."""
        driver = odbc_driver("PostgreSQL Unicode")
        return f"Driver={driver};Server={self.folder};Port=5432;Database=postgres;UID=lodestar"

    def connect(self) -> psycopg.Connection:
        """Connect to it to fill it."""
        return psycopg.connect(host=str(self.folder), dbname="postgres", user="lodestar", autocommit=True)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        self.process = subprocess.Popen(
            [self.program / "postgres", "-D", self.folder / "data", "-k", self.folder, "-h", "", *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **_account(),
        )
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.02)
        raise TimeoutError("PostgreSQL does not answer")

    def kill(self) -> None:
        """End it and all its connections at once, as a failing machine does."""
        os.killpg(self.process.pid, signal.SIGQUIT)
        self.process.wait()


def _account() -> dict[str, object]:
    """PostgreSQL does not run as root: it gets another account where the tests have that one."""
    import pwd  # Windows has none, and no test there comes so far

    if os.geteuid() != 0:
        return {}
    groups = {entry.pw_name: entry.pw_gid for entry in pwd.getpwall()}
    account = next((name for name in ("postgres", "nobody") if name in groups), None)
    if account is None:
        pytest.skip("PostgreSQL does not run as root, and there is no other account")
    return {"user": account, "group": groups[account], "extra_groups": []}


def _program() -> Path:
    """Return the folder of PostgreSQL's programs: Debian keeps them out of the path."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    found = next(iter(candidates), None) or shutil.which("initdb")
    if found is None or sys.platform == "win32":
        pytest.skip('there is no PostgreSQL on this machine: "make odbc" installs it')
    return Path(found).resolve().parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server without data; tests that kill it start it again."""
    server = Server(Path(tempfile.mkdtemp(prefix="lodestar-pg-")), _program())
    account = _account()
    try:
        if account:
            shutil.chown(server.folder, account["user"], account["group"])
        subprocess.run(
            [
                *(server.program / "initdb", "-D", server.folder / "data", "-U", "lodestar", "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            **account,
        )
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)
