"""The ledger: what arrived, what became of it, and who may write."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations.contract import Severity
from expectations.findings import Finding, State
from warehouse import ledger, runs
from warehouse.engine import connect, reading, writing
from warehouse.ledger import LeaseLost, RowsUnaccounted, SectionAccount, UnknownExtract
from warehouse.ledger_tables import audit_finding, extract, extract_section, finding, lease, run
from warehouse.schema import create_warehouse

NOW = datetime(2025, 6, 2, 4, 30)
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine):
    with writing(engine) as connection:
        yield connection


def _register(connection, extract_id="aa", *, authority_code="852", now=NOW, **options):
    return ledger.register_extract(
        connection,
        extract_id=extract_id,
        format="cin_census",
        file_name="CIN.xml",
        size_bytes=10,
        archive_path="aa/aa/aa.xml",
        run_id="run",
        now=now,
        authority_code=authority_code,
        **options,
    )


def _account(**counts):
    return SectionAccount(
        **{
            "section": "cin_census.referrals",
            "dataset": "referrals",
            "rows_in": 10,
            "rows_loaded": 7,
            "rows_quarantined": 1,
            "dropped_by": {"duplicate_exact": 2},
            "columns": ("child_id", "referral_date"),
        }
        | counts
    )


FINDING = {
    "section": "cin_census.referrals",
    "dataset": "referrals",
    "rule": "8630",
    "severity": "error",
    "state": "failed",
    "message": "The case closes before it opens.",
    "evaluated": 10,
    "failed": 1,
}


def test_the_same_content_is_registered_once(connection):
    """The second arrival changes nothing, and the caller is told."""
    assert not ledger.extract_known(connection, "aa")
    assert _register(connection)
    assert ledger.extract_known(connection, "aa")
    assert not _register(connection, now=LATER)
    assert connection.scalars(sa.select(extract.c.archived_at)).all() == [NOW]


def test_an_extract_counts_as_made_when_it_was_archived(connection):
    """Until reading it shows when it was made."""
    _register(connection)
    assert connection.scalar(sa.select(extract.c.issued_at)) == NOW

    ledger.set_extract_state(connection, "aa", state="conformed", issued_at=datetime(2025, 5, 1, 9, tzinfo=UTC))
    assert connection.scalar(sa.select(extract.c.issued_at)) == datetime(2025, 5, 1, 9)


def test_what_reading_showed_is_kept(connection):
    """State, reason and facts; a reason too long for the table is cut, not refused."""
    _register(connection)
    ledger.set_extract_state(connection, "aa", state="stopped", reason="x" * 600, as_at=date(2025, 3, 31))

    state, reason, as_at = connection.execute(sa.select(extract.c.state, extract.c.reason, extract.c.as_at)).one()
    assert (state, len(reason), as_at) == ("stopped", 500, date(2025, 3, 31))


def test_an_unknown_extract_has_no_state(connection):
    """Saying something about an extract that never arrived is our mistake."""
    with pytest.raises(UnknownExtract, match="no extract aa"):
        ledger.set_extract_state(connection, "aa", state="conformed")


def test_archived_and_accepted_extracts_wait_to_be_conformed(connection):
    """In the order of arrival; what was judged waits no more, and other authorities' are theirs."""
    for place, (extract_id, state) in enumerate(
        {"dd": "archived", "cc": "accepted", "bb": "stopped", "aa": "conformed"}.items()
    ):
        _register(connection, extract_id, now=NOW + timedelta(seconds=place))
        ledger.set_extract_state(connection, extract_id, state=state)
    _register(connection, "ee", authority_code="999")

    assert ledger.extracts_to_conform(connection, "852") == ["dd", "cc"]
    assert ledger.extracts_to_load(connection, "852") == ["aa"]


def test_every_row_has_one_fate(connection):
    """Rows in are loaded, quarantined, or dropped by a named rule."""
    _register(connection)
    ledger.record_sections(connection, "aa", [_account()])

    row = connection.execute(sa.select(extract_section)).mappings().one()
    assert (row["rows_in"], row["rows_loaded"], row["rows_quarantined"], row["rows_dropped"]) == (10, 7, 1, 2)
    assert (row["dropped_by"], row["columns"]) == ({"duplicate_exact": 2}, ["child_id", "referral_date"])


@pytest.mark.parametrize("counts", [{"rows_loaded": 6}, {"rows_loaded": 11, "rows_quarantined": -3}])
def test_a_row_without_a_fate_stops_everything(connection, counts):
    """The error names the section and the counts."""
    _register(connection)
    with pytest.raises(RowsUnaccounted, match=r"cin_census\.referrals: 10 rows came in"):
        ledger.record_sections(connection, "aa", [_account(), _account(**counts)])

    assert connection.scalar(sa.select(sa.func.count()).select_from(extract_section)) == 0


def test_judging_again_replaces_what_was_said(connection):
    """An extract that a person let through is judged a second time."""
    _register(connection)
    for _ in range(2):
        ledger.record_sections(connection, "aa", [_account()])
        ledger.record_findings(connection, "aa", [FINDING])

    assert connection.scalar(sa.select(sa.func.count()).select_from(extract_section)) == 1
    assert connection.execute(sa.select(finding.c.rule, finding.c.failed)).all() == [("8630", 1)]


def test_the_audit_of_a_load_is_kept(connection):
    """Counts of figures by check, replaced when the same load is audited again."""
    found = Finding("metrics", "between_0_and_100", Severity.CRITICAL, State.FAILED, "A share above 100.", 40, 2)
    for _ in range(2):
        ledger.record_audit(connection, "852", 1, [found], NOW)

    row = connection.execute(sa.select(audit_finding)).mappings().one()
    assert (row["rule"], row["severity"], row["state"], row["failed"]) == ("between_0_and_100", "critical", "failed", 2)


def _load(connection, *extract_ids, authority_code="852"):
    return ledger.record_load(
        connection,
        authority_code=authority_code,
        run_id="run",
        now=NOW,
        as_at=date(2025, 3, 31),
        content_hash="hash",
        table_rows={"fact_referral": 7},
        extract_ids=extract_ids,
    )


def test_loads_are_numbered_and_mark_their_extracts(connection):
    """An extract remembers the first load that included it, and waits no more."""
    _register(connection)
    ledger.set_extract_state(connection, "aa", state="conformed")
    assert ledger.latest_load(connection, "852") is None

    assert [_load(connection, "aa"), _load(connection, authority_code="999"), _load(connection, "aa")] == [1, 2, 3]
    assert ledger.extracts_to_load(connection, "852") == []
    assert connection.scalar(sa.select(extract.c.load_id)) == 1
    assert ledger.latest_load(connection, "852").load_id == 3
    assert ledger.latest_load(connection, "852").table_rows == {"fact_referral": 7}


def test_nothing_of_a_killed_transaction_is_in_the_ledger(engine):
    """Data and its completion mark commit together or not at all."""
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        _register(connection)
        ledger.record_sections(connection, "aa", [_account()])
        _load(connection, "aa")
        raise ZeroDivisionError

    with reading(engine) as connection:
        assert not ledger.extract_known(connection, "aa")
        assert ledger.latest_load(connection, "852") is None


def test_a_run_lives_until_it_is_finished(connection):
    """Start, signs of life, end."""
    ledger.start_run(connection, "one", now=NOW)
    ledger.heartbeat(connection, "one", now=LATER)
    ledger.finish_run(connection, "one", state="completed", now=LATER)

    row = connection.execute(sa.select(run)).mappings().one()
    assert (row["started_at"], row["heartbeat_at"], row["finished_at"]) == (NOW, LATER, LATER)
    assert (row["state"], row["process"]) == ("completed", ledger.this_process())


def test_times_of_another_zone_are_kept_as_utc(connection):
    """The tables have no zones: half past five in British summer time is half past four."""
    ledger.start_run(connection, "one", now=NOW.replace(hour=5, tzinfo=timezone(timedelta(hours=1))))

    assert connection.scalar(sa.select(run.c.started_at)) == NOW


def test_silent_and_dead_runs_are_abandoned(connection, monkeypatch):
    """A run that lives is left alone, however long it takes."""
    monkeypatch.setattr(runs, "has_died", lambda process: process == "host:2")
    for run_id, process, heartbeat in (
        ("silent", "host:1", NOW),
        ("dead", "host:2", LATER),
        ("alive", "host:3", LATER),
    ):
        ledger.start_run(connection, run_id, now=NOW, process=process)
        ledger.heartbeat(connection, run_id, now=heartbeat)

    assert set(ledger.abandon_stale_runs(connection, now=LATER, seconds=900)) == {"silent", "dead"}
    states = dict(connection.execute(sa.select(run.c.run_id, run.c.state)).all())
    assert states == {"silent": "abandoned", "dead": "abandoned", "alive": "running"}


def test_this_process_is_alive_and_others_cannot_be_judged():
    """Only a process of this host and number space can be known to have ended."""
    host = ledger.this_process().rpartition(":")[0]

    assert not ledger.has_died(ledger.this_process())
    assert ledger.has_died(f"{host}:999999999")
    assert not ledger.has_died("another host:999999999")
    assert not ledger.has_died("")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells the state of a process")
def test_a_killed_process_is_dead_before_its_parent_notices():
    """In a container nobody may ever notice; the next run must not wait for that."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    process = f"{ledger.this_process().rpartition(':')[0]}:{child.pid}"
    assert not ledger.has_died(process)

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert ledger.has_died(process)
    child.communicate()


@pytest.fixture
def two_runs(connection):
    """Two runs, of which the first holds the lease."""
    for run_id in ("one", "two"):
        ledger.start_run(connection, run_id, now=NOW)
    assert _acquire(connection, "one", NOW)
    return connection


def _acquire(connection, run_id, now):
    return ledger.acquire_lease(connection, "852", run_id=run_id, now=now, seconds=900)


def test_one_writer_at_a_time(two_runs):
    """Until the lease expires the other is kept out; each authority has its own."""
    assert not _acquire(two_runs, "two", NOW + timedelta(seconds=899))
    assert ledger.acquire_lease(two_runs, "999", run_id="two", now=NOW, seconds=900)
    assert _acquire(two_runs, "one", NOW)


def test_an_expired_lease_is_taken_over(two_runs):
    """The old holder learns it before it commits anything, and giving back what it lost does nothing."""
    assert _acquire(two_runs, "two", NOW + timedelta(seconds=900))
    with pytest.raises(LeaseLost, match='taken over "852"'):
        ledger.renew_lease(two_runs, "852", run_id="one", now=LATER, seconds=900)
    ledger.release_lease(two_runs, "852", run_id="one")
    assert two_runs.scalar(sa.select(lease.c.run_id)) == "two"


def test_a_renewed_lease_is_not_taken_over(two_runs):
    """A long load that gives signs of life keeps others out."""
    ledger.renew_lease(two_runs, "852", run_id="one", now=NOW + timedelta(seconds=800), seconds=900)

    assert not _acquire(two_runs, "two", NOW + timedelta(seconds=1000))


def test_the_lease_of_a_dead_process_is_free_at_once(two_runs, monkeypatch):
    """After kill -9 the next run does not wait."""
    monkeypatch.setattr(runs, "has_died", lambda process: True)

    assert _acquire(two_runs, "two", NOW)


def test_the_lease_of_a_finished_run_is_free_at_once(two_runs):
    """A run that failed inside a process that lives on, such as a server, keeps nobody out."""
    ledger.finish_run(two_runs, "one", state="failed", now=NOW)

    assert _acquire(two_runs, "two", NOW)


def test_a_lease_given_back_is_free(two_runs):
    """The next run takes it without waiting."""
    ledger.release_lease(two_runs, "852", run_id="one")

    assert _acquire(two_runs, "two", NOW)
