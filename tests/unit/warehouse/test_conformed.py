"""The conformed store keeps the newest statement of each section about each key, whatever arrives first."""

from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from expectations.contract import DATASETS
from expectations.datasets import ChildProtectionPlans, Children
from warehouse import conformed, ledger
from warehouse.conformed import CONFORMED, Merged, UnfitStatements, merge
from warehouse.engine import connect, reading, writing
from warehouse.schema import create_warehouse

SECTION = "cin_census.child_protection_plans"
MARCH_2024, MARCH_2025 = date(2024, 3, 31), date(2025, 3, 31)


@pytest.fixture
def warehouse(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    yield engine
    engine.dispose()


def _register(connection, extract_id, as_at, *, issued=date(2025, 5, 1), state="conformed", **section):
    ledger.register_extract(
        connection,
        extract_id=extract_id,
        format="cin_census",
        file_name=f"{extract_id}.xml",
        size_bytes=1,
        archive_path=extract_id,
        run_id="run",
        now=datetime(2026, 1, 1),
        authority_code="852",
    )
    issued_at = datetime.combine(issued, datetime.min.time())
    ledger.set_extract_state(connection, extract_id, state=state, as_at=as_at, issued_at=issued_at)
    if section:
        account = {"section": SECTION, "dataset": "child_protection_plans", "columns": ["end_date"]} | section
        counts = {"rows_in": 0, "rows_loaded": 0, "rows_quarantined": 0}
        ledger.record_sections(connection, extract_id, [ledger.SectionAccount(**account, **counts)])


def _plans(*rows):
    """Draw plans as child, start, end."""
    frame = pd.DataFrame(rows, columns=["child_id", "start_date", "end_date"]).astype({"child_id": "str"})
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in ("start_date", "end_date")}
    return frame.assign(**days)


def _merge(engine, extract_id, as_at, rows, *, dataset=ChildProtectionPlans, section=SECTION, **registered):
    with writing(engine) as connection:
        _register(connection, extract_id, as_at, **registered)
        return merge(
            connection,
            authority_code="852",
            section=section,
            dataset=dataset,
            rows=rows,
            as_at=as_at,
            extract_id=extract_id,
        )


def _held(engine, dataset=ChildProtectionPlans):
    with reading(engine) as connection:
        return conformed.statements(connection, "852", dataset)


FIRST = _plans(("Asha", "2024-01-02", None), ("Ben", "2024-02-03", None))
SECOND = _plans(("Asha", "2024-01-02", "2024-09-01"), ("Cal", "2024-10-01", None))


def test_a_newer_statement_replaces_an_older_one(warehouse):
    """The counts say what became of each row, and keys that the newer extract lacks stay."""
    assert _merge(warehouse, "a", MARCH_2024, FIRST) == Merged(inserted=2, replaced=0, older=0)
    assert _merge(warehouse, "b", MARCH_2025, SECOND) == Merged(inserted=1, replaced=1, older=0)

    held = _held(warehouse).set_index("child_id")
    assert held["extract_id"].to_dict() == {"Asha": "b", "Ben": "a", "Cal": "b"}
    assert held.loc["Asha", "end_date"] == pd.Timestamp("2024-09-01")


def test_an_older_statement_changes_nothing(warehouse):
    """Last year's census that arrives late adds only what nobody has said since."""
    _merge(warehouse, "b", MARCH_2025, SECOND)

    assert _merge(warehouse, "a", MARCH_2024, FIRST) == Merged(inserted=1, replaced=0, older=1)
    assert _held(warehouse).set_index("child_id")["extract_id"].to_dict() == {"Asha": "b", "Ben": "a", "Cal": "b"}


def test_the_same_extract_twice_changes_nothing(warehouse):
    """A run that is repeated after a crash finds its rows held already."""
    _merge(warehouse, "a", MARCH_2024, FIRST)
    before = _held(warehouse)

    assert _merge(warehouse, "a", MARCH_2024, FIRST) == Merged(inserted=0, replaced=0, older=2)
    pd.testing.assert_frame_equal(_held(warehouse), before)


@pytest.mark.parametrize("order", [("z", "a"), ("a", "z")])
def test_a_correction_for_the_same_day_wins(warehouse, order):
    """Of two extracts for one day the one made later counts, in either order of arrival, whatever its hash."""
    made = {"z": date(2025, 5, 1), "a": date(2025, 5, 9)}
    for extract_id in order:
        _merge(warehouse, extract_id, MARCH_2025, FIRST, issued=made[extract_id])

    assert set(_held(warehouse)["extract_id"]) == {"a"}


def test_sections_do_not_replace_one_another(warehouse):
    """What Annex A says stands beside what the census says; combining them is not the store's business."""
    _merge(warehouse, "a", MARCH_2024, FIRST)
    _merge(warehouse, "b", MARCH_2025, FIRST, section="annex_a.list_7")

    assert len(_held(warehouse)) == 4


def test_children_keep_what_every_extract_said(warehouse):
    """The history of a child is told from all statements; one for the same day is still replaced."""
    rows = pd.DataFrame({"child_id": pd.array(["Asha"], dtype="str"), "sex": pd.array(["F"], dtype="str")})
    for extract_id, as_at in (("a", MARCH_2024), ("b", MARCH_2025), ("c", MARCH_2025)):
        _merge(warehouse, extract_id, as_at, rows, dataset=Children)

    assert sorted(_held(warehouse, Children)["extract_id"]) == ["a", "c"]


def test_where_a_row_came_from_is_left_out(warehouse):
    """Columns of the file's place stay in the quarantine's world."""
    _merge(warehouse, "a", MARCH_2024, FIRST.assign(source_line=[2, 3], row_number=[0, 1]))

    assert set(_held(warehouse)) == {*ChildProtectionPlans.columns, "section", "as_at", "extract_id"}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (_plans(("Asha", "2024-01-02", None), ("Asha", "2024-01-02", "2024-02-01")), "2 rows share"),
        (_plans(("Asha", None, None)), "1 rows have no natural key"),
    ],
)
def test_rows_that_cannot_be_told_apart_are_refused(warehouse, rows, fault):
    """Validation holds such rows back; if it did not, the message counts them and names nobody."""
    with pytest.raises(UnfitStatements, match=fault) as refusal:
        _merge(warehouse, "a", MARCH_2024, rows)

    assert "Asha" not in str(refusal.value)


def test_a_failure_in_the_middle_leaves_the_old_statements(warehouse, monkeypatch):
    """Deleting and inserting are one transaction: killed between them, the store is as before."""
    _merge(warehouse, "a", MARCH_2024, FIRST)
    before = _held(warehouse)
    monkeypatch.setattr(conformed, "insert_frame", _fail)

    with pytest.raises(ZeroDivisionError):
        _merge(warehouse, "b", MARCH_2025, SECOND)

    pd.testing.assert_frame_equal(_held(warehouse), before)


def _fail(*_):
    raise ZeroDivisionError


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda dataset: dataset.name)
def test_every_dataset_has_a_table(dataset):
    """Derived from the declaration: all columns, described, keyed by authority, section and natural key."""
    table = CONFORMED[dataset.name]

    assert set(dataset.columns) < set(table.c.keys())
    assert [column.name for column in table.primary_key][2:][: len(dataset.grain)] == list(dataset.grain)
    assert all(column.comment for column in table.c)
    assert all(column.type.length for column in table.c if isinstance(column.type, sa.String))


def test_coverage_lists_conformed_extracts_only(warehouse):
    """An extract that was stopped at the gate covers nothing."""
    with writing(warehouse) as connection:
        _register(connection, "a", MARCH_2024, covers_from=date(2023, 4, 1), covers_to=MARCH_2024, complete="episodes")
        _register(connection, "b", MARCH_2025, state="stopped", complete="episodes")
        covered = conformed.coverage(connection, "852")

    assert covered["extract_id"].tolist() == ["a"]
    assert covered.loc[0, "columns"] == ["end_date"]
    assert covered.loc[0, "covers_to"] == pd.Timestamp(MARCH_2024)
    assert covered.loc[0, "issued_at"] == pd.Timestamp("2025-05-01")


def _windows(*rows):
    """Draw windows as dataset, from, to, complete."""
    frame = pd.DataFrame(rows, columns=["dataset", "covers_from", "covers_to", "complete"])
    days = {name: pd.to_datetime(frame[name]) for name in ("covers_from", "covers_to")}
    return frame.assign(**days, extract_id="one", columns=[[] for _ in rows])


def test_windows_that_follow_one_another_are_one():
    """A census year and the next have no gap between them; a month that nobody covers is one."""
    covered = _windows(
        ("referrals", "2024-04-01", "2025-03-31", "episodes"),
        ("referrals", "2023-04-01", "2024-03-31", "episodes"),
        ("referrals", "2025-05-01", "2025-10-31", "events"),
        ("referrals", "2025-06-01", "2025-06-30", "events"),
    )

    assert conformed.covered_intervals(covered) == {
        "referrals": [(date(2023, 4, 1), date(2025, 3, 31)), (date(2025, 5, 1), date(2025, 10, 31))]
    }


def test_a_section_that_promises_nothing_covers_nothing():
    """Absence of rows says nothing there, so no figure may rest on it."""
    covered = _windows(("referrals", "2024-04-01", "2025-03-31", "nothing"), ("contacts", None, None, "events"))

    assert conformed.covered_intervals(covered) == {}


def test_a_column_is_covered_where_it_was_delivered():
    """A list without its closing dates still counts what began; what is open on a day, nobody knows."""
    covered = _windows(
        ("referrals", "2024-01-01", "2024-06-30", "events"), ("referrals", "2024-07-01", "2024-12-31", "events")
    )
    covered["extract_id"] = ["first", "second"]
    covered["columns"] = [["referral_date", "closure_date"], ["referral_date"]]

    found = conformed.covered_intervals(covered)

    assert found["referrals"] == [(date(2024, 1, 1), date(2024, 12, 31))]
    assert found["referrals.closure_date"] == [(date(2024, 1, 1), date(2024, 6, 30))]


def test_two_lists_of_one_extract_deliver_together():
    """Annex A's list 3 says what led to no further action, list 6 when a case closed."""
    covered = _windows(
        ("referrals", "2024-01-01", "2024-06-30", "events"), ("referrals", "2024-01-01", "2024-06-30", "episodes")
    )
    covered["columns"] = [["no_further_action"], ["closure_date"]]

    found = conformed.covered_intervals(covered)

    assert found["referrals.no_further_action"] == found["referrals.closure_date"] == found["referrals"]


def test_a_later_step_is_complete_later():
    """Enquiries that began in the window lack the conferences of those that began before it."""
    covered = _windows(("section_47_enquiries", "2024-01-01", "2024-06-30", "events"))
    covered["columns"] = [["conference_date"]]

    found = conformed.covered_intervals(covered)

    assert found["section_47_enquiries.conference_date"] == [(date(2024, 1, 1), date(2024, 6, 30))]
    assert found["section_47_enquiries by conference_date"] == [(date(2024, 3, 1), date(2024, 6, 30))]


def test_no_extracts_cover_nothing(warehouse):
    """A new warehouse has no covered days."""
    with reading(warehouse) as connection:
        assert conformed.covered_intervals(conformed.coverage(connection, "852")) == {}
