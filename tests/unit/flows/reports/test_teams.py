"""What was held back by team, month by month; of teams that the settings name, and in counts."""

from datetime import date, datetime

import pytest

from flows.reports.quality import write_quality
from flows.reports.teams import held_by_team

TEAMS = ("Assessment North", "Assessment South")
HEADINGS = ("Team", "Aug 2025", "Sep 2025")


@pytest.fixture
def arrived(warehouse):
    """Let an extract arrive that delivers teams, with a row held back of each of these."""

    def arrive(extract_id, as_at, *teams, columns=("child_id", "team"), state="held", **parts):
        warehouse.extract(extract_id, as_at=as_at, **parts)
        warehouse.section(extract_id, columns=list(columns))
        for team in teams:
            warehouse.held(extract_id, "8925", record={"child_id": "CANARY-1", "team": team}, state=state)

    return arrive


def shown(warehouse, teams=TEAMS, **options):
    """Return the table as columns and rows, or nothing."""
    table = held_by_team(warehouse.connection, "999", teams, **options)
    return None if table is None else [table.columns, *table.rows]


def test_each_month_counts_by_the_team_that_the_row_names(warehouse, arrived):
    """However it is spaced and cased; what a newer extract superseded was held all the same."""
    arrived("august", date(2025, 8, 31), "Assessment North", "assessment  north ", None, state="superseded")
    arrived("september", date(2025, 9, 30), "Assessment North", "")
    assert shown(warehouse) == [
        HEADINGS,
        ("Assessment North", "2", "1"),
        ("Assessment South", "0", "0"),
        ("Another team", "0", "0"),
        ("No team", "1", "1"),
    ]


def test_a_team_that_the_settings_do_not_name_is_not_named(warehouse, arrived, authority, tmp_path):
    """What stands in the column may be a person's name."""
    arrived("august", date(2025, 8, 31), "CANARY Asha", "Assessment South")
    assert ("Another team", "1") in shown(warehouse)
    page = write_quality(warehouse.connection, tmp_path, **authority, teams=TEAMS).read_text(encoding="utf-8")
    assert "By team, over time" in page and "Another team" in page and "CANARY" not in page
    assert shown(warehouse, teams=()) is None
    assert "By team" not in write_quality(warehouse.connection, tmp_path, **authority).read_text(encoding="utf-8")


def test_the_newest_extract_of_a_month_counts(warehouse, arrived):
    """One that was delivered again, or a week later, says how the month ended."""
    arrived("week 1", date(2025, 9, 7), *["Assessment North"] * 3)
    arrived("week 2", date(2025, 9, 14), "Assessment North")
    assert shown(warehouse)[1] == ("Assessment North", "1")


def test_an_extract_that_tells_of_no_team_is_no_month(warehouse, arrived):
    """A census names no teams; one that was stopped was not loaded."""
    arrived("census", date(2025, 3, 31), None, columns=("child_id",))
    arrived("august", date(2025, 8, 31), "Assessment North")
    warehouse.extract("refused", as_at=date(2025, 9, 30), state="stopped")
    warehouse.section("refused", columns=["team"])
    assert shown(warehouse)[0] == ("Team", "Aug 2025")


def test_a_month_of_which_entries_may_be_deleted_is_not_shown(warehouse, arrived):
    """It would look better than it was."""
    arrived("august", date(2025, 8, 31), archived_at=datetime(2025, 9, 1))
    arrived("september", date(2025, 9, 30), "Assessment North", archived_at=datetime(2025, 10, 1))
    assert shown(warehouse)[0] == HEADINGS
    assert shown(warehouse, kept_since=datetime(2025, 9, 15))[0] == ("Team", "Sep 2025")


def test_the_last_six_months_are_shown(warehouse, arrived):
    """In their order."""
    for month in range(1, 9):
        arrived(f"month {month}", date(2025, month, 15))
    assert shown(warehouse)[0] == ("Team", *(f"{name} 2025" for name in ["Mar", "Apr", "May", "Jun", "Jul", "Aug"]))
