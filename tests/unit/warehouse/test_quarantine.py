"""Quarantine shows where to look and why, never what stands there."""

from datetime import date, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from warehouse import ledger, quarantine
from warehouse.engine import connect, reading, writing
from warehouse.ledger_tables import quarantine as table
from warehouse.schema import create_warehouse

SECTION = "annex_a.list_7"


@pytest.fixture
def warehouse(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'warehouse.db'}")
    create_warehouse(engine)
    yield engine
    engine.dispose()


def _held(extract_id, *, lines=(2,), rule="8925", section=SECTION, reason="The plan ends before it starts."):
    return pd.DataFrame(
        {
            "extract_id": extract_id,
            "authority_code": "852",
            "section": section,
            "dataset": "child_protection_plans",
            "rule": rule,
            "reason": reason,
            "held": "row",
            "source_file": f"{extract_id}.xlsx",
            "source_sheet": "List 7",
            "source_line": list(lines),
            "row_number": range(len(lines)),
            "record": [{"Child Unique ID": "Asha"}] * len(lines),
        }
    )


def _arrive(engine, extract_id, as_at, covers_from, *, state="conformed", section=SECTION, hold=True):
    """An extract of a section arrives with one row held back."""
    with writing(engine) as connection:
        ledger.register_extract(
            connection,
            extract_id=extract_id,
            format="annex_a",
            file_name=f"{extract_id}.xlsx",
            size_bytes=1,
            archive_path=extract_id,
            run_id="run",
            now=datetime(2026, 1, 1),
            authority_code="852",
        )
        ledger.set_extract_state(connection, extract_id, state=state, as_at=as_at)
        account = ledger.SectionAccount(
            section=section,
            dataset="child_protection_plans",
            rows_in=1,
            rows_loaded=0,
            rows_quarantined=1,
            columns=(),
            covers_from=covers_from,
            covers_to=as_at if covers_from else None,
        )
        ledger.record_sections(connection, extract_id, [account])
        if hold:
            quarantine.hold(connection, _held(extract_id, section=section))
        return quarantine.supersede(connection, "852")


def _open(engine):
    with reading(engine) as connection:
        return quarantine.listing(connection)["source_file"].str.removesuffix(".xlsx").tolist()


def test_the_row_is_kept_as_it_arrived(warehouse):
    """Its content stays in the warehouse, for the person who corrects it."""
    _arrive(warehouse, "a", date(2025, 6, 30), date(2025, 1, 1))

    with reading(warehouse) as connection:
        assert connection.scalar(sa.select(table.c.record)) == {"Child Unique ID": "Asha"}


def test_listings_have_no_content(warehouse):
    """File, sheet, line, rule and reason; nothing from the row."""
    _arrive(warehouse, "a", date(2025, 6, 30), date(2025, 1, 1))

    with reading(warehouse) as connection:
        listed = quarantine.listing(connection, dataset="child_protection_plans")
        counted = quarantine.counts(connection, authority_code="852")

    assert listed.loc[0, ["source_file", "source_sheet", "source_line", "rule"]].tolist() == [
        "a.xlsx",
        "List 7",
        2,
        "8925",
    ]
    assert "record" not in listed
    assert "Asha" not in listed.to_csv() + counted.to_csv()


def test_counts_are_by_dataset_rule_and_file(warehouse):
    """What a status page shows."""
    _arrive(warehouse, "a", date(2025, 6, 30), date(2025, 1, 1), hold=False)
    with writing(warehouse) as connection:
        quarantine.hold(
            connection, pd.concat([_held("a", lines=(2, 5)), _held("a", lines=(9,), rule="8840")], ignore_index=True)
        )
        counted = quarantine.counts(connection)

    assert counted[["dataset", "rule", "source_file", "entries"]].values.tolist() == [  # noqa: PD011
        ["child_protection_plans", "8840", "a.xlsx", 1],
        ["child_protection_plans", "8925", "a.xlsx", 2],
    ]


def test_judging_again_holds_each_row_once(warehouse):
    """An extract that is judged a second time replaces what it held before."""
    _arrive(warehouse, "a", date(2025, 6, 30), date(2025, 1, 1))
    with writing(warehouse) as connection:
        quarantine.hold(connection, _held("a", reason="x" * 600))
        listed = quarantine.listing(connection)

    assert listed["reason"].str.len().tolist() == [500]


def test_nothing_to_hold_is_nothing(warehouse):
    """A clean section writes nothing."""
    with writing(warehouse) as connection:
        assert quarantine.hold(connection, _held("a").iloc[:0]) == 0


JUNE, JULY = (date(2025, 6, 30), date(2025, 1, 1)), (date(2025, 7, 31), date(2025, 2, 1))


@pytest.mark.parametrize("arrivals", [{"june": JUNE, "july": JULY}, {"july": JULY, "june": JUNE}])
def test_the_next_list_supersedes_the_last(warehouse, arrivals):
    """What July's list still has wrong is July's; in either order of arrival only that is open."""
    for extract_id, (as_at, covers_from) in arrivals.items():
        _arrive(warehouse, extract_id, as_at, covers_from)

    assert _open(warehouse) == ["july"]
    with reading(warehouse) as connection:
        assert quarantine.listing(connection, every=True)["state"].value_counts().to_dict() == {
            "held": 1,
            "superseded": 1,
        }


def test_next_years_census_does_not_supersede_last_years(warehouse):
    """Their windows do not meet: the row is still missing from last year's figures."""
    _arrive(warehouse, "2024", date(2024, 3, 31), date(2023, 4, 1))
    _arrive(warehouse, "2025", date(2025, 3, 31), date(2024, 4, 1))

    assert sorted(_open(warehouse)) == ["2024", "2025"]


def test_a_clean_list_empties_the_quarantine(warehouse):
    """A newer extract supersedes whether or not it has something to hold itself."""
    _arrive(warehouse, "june", *JUNE)

    assert _arrive(warehouse, "july", *JULY, hold=False) == 1
    assert _open(warehouse) == []


def test_a_stopped_extract_supersedes_nothing(warehouse):
    """Nothing of it was loaded, so the older rows are what matters."""
    _arrive(warehouse, "june", *JUNE)
    _arrive(warehouse, "july", *JULY, state="stopped", hold=False)

    assert _open(warehouse) == ["june"]


def test_another_section_supersedes_nothing(warehouse):
    """A list about contacts says nothing about plans."""
    _arrive(warehouse, "june", *JUNE)
    _arrive(warehouse, "july", *JULY, section="annex_a.list_1", hold=False)

    assert _open(warehouse) == ["june"]


def test_a_section_without_a_window_is_restated_by_the_next(warehouse):
    """Where no window is known, the newer extract is taken to say it all again."""
    _arrive(warehouse, "june", JUNE[0], None)
    _arrive(warehouse, "july", JULY[0], None)

    assert _open(warehouse) == ["july"]
