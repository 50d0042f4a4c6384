"""Episodes of care that returns tell of differently: one example for each rule that repairs them."""

import pandas as pd
import pytest

from expectations.datasets import EpisodesOfCare
from transforms.conform.episodes_of_care import LEFT, RULES, repair
from transforms.conform.merging import Combined

COLUMNS = ["child_id", "start_date", "start_reason", "end_date", "end_reason", "placement", "as_at"]
ALL = [*EpisodesOfCare.columns, "as_at", "extract_id"]


def episodes(picture: str) -> pd.DataFrame:
    """Return episodes drawn as a table: child, first day, RNE, last day, REC, placement, return."""
    rows = [[cell.strip() or None for cell in line.split("|")] for line in picture.strip().splitlines()]
    drawn = pd.DataFrame(rows, columns=COLUMNS).reindex(columns=ALL)
    days = {name: pd.to_datetime(drawn[name]).astype("datetime64[s]") for name in ("start_date", "end_date")}
    year_ends = pd.to_datetime(drawn["as_at"] + "-03-31").astype("datetime64[s]")
    rest = {name: drawn[name].astype("str") for name in ALL if name not in days}
    return drawn.assign(**rest).assign(**days, as_at=year_ends)[ALL]


NONE = episodes("Asha | 2020-01-01 | S | | | U4 | 2020").head(0)


def coverage(*years: int) -> pd.DataFrame:
    """Return what the returns of some years cover."""
    return pd.DataFrame(
        {
            "dataset": "episodes_of_care",
            "complete": "episodes",
            "covers_from": [pd.Timestamp(year - 1, 4, 1).as_unit("s") for year in years],
            "covers_to": [pd.Timestamp(year, 3, 31).as_unit("s") for year in years],
        }
    )


def assert_repaired(live: str, repaired: str, *, taken_back: str = "", years=(2022, 2023, 2024), **counts: int) -> None:
    """Repair, compare, and repair again: nothing more may happen."""
    gone = episodes(taken_back) if taken_back else NONE
    covered = coverage(*years)
    found, made = repair(Combined(episodes(live), gone), covered)
    pd.testing.assert_frame_equal(found.rows, episodes(repaired))
    assert made == counts
    assert len(found.taken_back) == len(gone) - counts.get("reinstated", 0)
    again, left = repair(found, covered)
    pd.testing.assert_frame_equal(again.rows, found.rows)
    assert left == {rule: count for rule, count in counts.items() if rule in LEFT}


def test_what_is_whole_stays():
    """Placements that follow one another by the day or the day after, a second period, another child."""
    whole = """
        Asha | 2022-05-01 | S | 2022-06-10 | X1  | U4 | 2023
        Asha | 2022-06-10 | P | 2022-08-01 | X1  | K2 | 2023
        Asha | 2022-08-02 | P | 2022-09-01 | E4A | U4 | 2023
        Asha | 2023-01-05 | S |            |     | U4 | 2024
        Ben  | 2022-05-05 | S |            |     | U4 | 2024
    """
    assert_repaired(whole, whole)


def test_an_open_episode_ends_when_the_next_begins():
    """The next says that it carries on."""
    assert_repaired(
        """
        Asha | 2023-05-01 | S |            |    | U4 | 2024
        Asha | 2023-06-10 | P |            |    | K2 | 2024
        """,
        """
        Asha | 2023-05-01 | S | 2023-06-10 | X1 | U4 | 2024
        Asha | 2023-06-10 | P |            |    | K2 | 2024
        """,
        closed_at_next_start=1,
    )


def test_an_open_episode_ends_the_day_before_a_new_period():
    """Nobody knows when it ended: that day is the last on which it can have been, and the reason stays empty."""
    assert_repaired(
        """
        Asha | 2023-05-01 | S |            |    | U4 | 2024
        Asha | 2023-06-10 | S |            |    | K2 | 2024
        """,
        """
        Asha | 2023-05-01 | S | 2023-06-09 |    | U4 | 2024
        Asha | 2023-06-10 | S |            |    | K2 | 2024
        """,
        closed_before_new_period=1,
    )


@pytest.mark.parametrize("days", ["2023-06-11", "2023-09-30"])
def test_an_overlap_of_a_day_or_of_months_is_cut(days):
    """What the later episode says of its first day is believed."""
    assert_repaired(
        f"""
        Asha | 2023-05-01 | S | {days}     | E4A | U4 | 2024
        Asha | 2023-06-10 | P |            |     | K2 | 2024
        """,
        """
        Asha | 2023-05-01 | S | 2023-06-10 | X1  | U4 | 2024
        Asha | 2023-06-10 | P |            |     | K2 | 2024
        """,
        cut_at_next_start=1,
    )


def test_an_overlap_with_a_new_period_is_cut_the_day_before():
    """Its reason stays as it was stated."""
    assert_repaired(
        """
        Asha | 2023-05-01 | S | 2023-06-20 | E4A | U4 | 2024
        Asha | 2023-06-10 | S |            |     | K2 | 2024
        """,
        """
        Asha | 2023-05-01 | S | 2023-06-09 | E4A | U4 | 2024
        Asha | 2023-06-10 | S |            |     | K2 | 2024
        """,
        cut_before_new_period=1,
    )


def test_a_newer_return_says_that_an_episode_lasted():
    """The older return's second episode, in the middle of it, was taken back; it ended before the newer year began."""
    assert_repaired(
        """
        Asha | 2021-05-01 | S |            |    | U4 | 2024
        Asha | 2021-09-10 | P | 2022-01-10 | X1 | K2 | 2022
        """,
        """
        Asha | 2021-05-01 | S |            |    | U4 | 2024
        """,
        told_otherwise_since=1,
    )


def test_a_newer_return_that_contradicts_itself_takes_nothing_back():
    """It has left an episode open that it also says was followed by another."""
    assert_repaired(
        """
        Asha | 2020-05-01 | S |            |    | U4 | 2024
        Asha | 2021-09-10 | P | 2022-01-10 | X1 | K2 | 2022
        Asha | 2022-01-10 | P |            |    | U6 | 2024
        """,
        """
        Asha | 2020-05-01 | S | 2021-09-10 | X1 | U4 | 2024
        Asha | 2021-09-10 | P | 2022-01-10 | X1 | K2 | 2022
        Asha | 2022-01-10 | P |            |    | U6 | 2024
        """,
        closed_at_next_start=1,
    )


def test_episodes_that_newer_returns_go_on_from_come_back():
    """They ended before the year of the newer return, which is why it does not have them."""
    assert_repaired(
        "Asha | 2023-01-10 | P |            |    | U6 | 2024",
        """
        Asha | 2021-05-01 | S | 2022-02-10 | X1 | U4 | 2022
        Asha | 2022-02-10 | P | 2023-01-10 | X1 | K2 | 2023
        Asha | 2023-01-10 | P |            |    | U6 | 2024
        """,
        taken_back="""
        Asha | 2021-05-01 | S |            |    | U4 | 2022
        Asha | 2022-02-10 | P |            |    | K2 | 2023
        """,
        reinstated=2,
    )


@pytest.mark.parametrize(
    ("live", "why"),
    [
        ("Asha | 2023-01-10 | S | | | U6 | 2024", "a new period does not go on from anything"),
        ("Asha | 2022-05-03 | P | | | K2 | 2024", "the same episode, its first day corrected"),
        ("Ben  | 2023-01-10 | P | | | U6 | 2024", "another child's"),
        ("Asha | 2022-04-10 | P | | | U6 | 2024", "it began before"),
        ("Asha | 2023-01-10 | P | | | U6 | 2022", "an older return does not know"),
    ],
)
def test_what_was_taken_back_stays_away(live, why):
    """Unless a newer return proves that it was."""
    assert_repaired(live, live, taken_back="Asha | 2022-05-01 | P | | | K2 | 2023")


def test_a_gap_after_x1_is_filled_where_every_return_of_its_days_is_there():
    """X1 says that another episode follows on the day."""
    assert_repaired(
        """
        Asha | 2022-05-01 | S | 2023-03-20 | X1 | U4 | 2023
        Asha | 2023-05-10 | P |            |    | K2 | 2024
        """,
        """
        Asha | 2022-05-01 | S | 2023-05-10 | X1 | U4 | 2023
        Asha | 2023-05-10 | P |            |    | K2 | 2024
        """,
        extended_to_next_start=1,
    )


@pytest.mark.parametrize(
    ("reason", "years"), [("S", (2023, 2024, 2025)), ("P", (2023, 2025)), ("", (2023, 2024, 2025))]
)
def test_other_gaps_are_counted_and_left(reason, years):
    """A new period, a return that is missing, a reason that is not known: nobody knows what was between."""
    rows = f"""
        Asha | 2022-05-01 | S          | 2023-03-20 | X1 | U4 | 2023
        Asha | 2024-05-10 | {reason}   |            |    | K2 | 2025
    """
    assert_repaired(rows, rows, years=years, gap_left=1)


def test_x1_without_a_next_episode_is_counted_and_left():
    """Where the days after it are covered: else the next return may tell."""
    rows = """
        Asha | 2022-05-01 | S | 2023-03-20 | X1 | U4 | 2023
        Ben  | 2022-05-01 | S | 2024-03-31 | X1 | U4 | 2024
    """
    assert_repaired(rows, rows, nothing_follows=1)


def test_no_episodes_are_no_trouble():
    """Nothing live, nothing taken back, nothing covered."""
    found, made = repair(Combined(NONE, NONE), coverage())
    assert (len(found.rows), len(found.taken_back), made) == (0, 0, {})


def test_every_rule_says_what_it_does():
    """On one line, for the quality page."""
    assert all(meaning.endswith(".") for meaning in RULES.values())
    assert set(RULES) >= LEFT
