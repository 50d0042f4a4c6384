"""From what was said to what is so: newest per key and column, and what was taken back."""

import pandas as pd
import pytest

from expectations.datasets import ChildProtectionPlans, Children, Contacts, Referrals
from transforms.conform.merging import UnknownStatements, combine

CENSUS, ANNEX_A = "cin_census.plans", "annex_a.list_7"


def _coverage(*rows, dataset="child_protection_plans"):
    """Draw extracts as identifier, section, as-at, columns delivered, withdraws, window."""
    frame = pd.DataFrame(rows, columns=["extract_id", "section", "as_at", "columns", "withdraws", "window"])
    windows = frame["window"].fillna("2000-01-01 2000-01-01").str.split(" ", expand=True)
    return frame.assign(
        dataset=dataset,
        format=frame["section"].str.partition(".")[0],
        as_at=pd.to_datetime(frame["as_at"]).astype("datetime64[s]"),
        issued_at=pd.to_datetime(frame["as_at"]) + pd.Timedelta(days=30),
        covers_from=pd.to_datetime(windows[0]).astype("datetime64[s]"),
        covers_to=pd.to_datetime(windows[1]).astype("datetime64[s]"),
        columns=frame["columns"].str.split(),
        complete=frame["withdraws"],
    ).drop(columns="window")


def _statements(dataset, coverage, *rows, columns):
    """Draw statements as extract, section, and the columns named."""
    frame = pd.DataFrame(rows, columns=["extract_id", "section", *columns.split()])
    said = frame.merge(coverage[["extract_id", "section", "as_at"]], on=["extract_id", "section"], how="left")
    typed = {
        name: pd.to_datetime(said[name]).astype("datetime64[s]")
        if name.endswith("_date")
        else said[name].astype("boolean" if column.type is bool else "Int64" if column.type is int else "str")
        for name, column in dataset.columns.items()
        if name in said
    }
    absent = {name: pd.Series(pd.NA, index=said.index, dtype="str") for name in dataset.columns if name not in said}
    dates = {name: pd.Series(pd.NaT, index=said.index, dtype="datetime64[s]") for name in absent if "_date" in name}
    return said.assign(**typed, **(absent | dates))


PLAN = "child_id start_date end_date initial_category"


def _plans(coverage, *rows):
    return _statements(ChildProtectionPlans, coverage, *rows, columns=PLAN)


def _combined(coverage, *rows):
    return combine(ChildProtectionPlans, _plans(coverage, *rows), coverage)


def test_the_newest_statement_counts():
    """A plan that was open last year and has ended since is one plan, ended."""
    coverage = _coverage(
        ("new", ANNEX_A, "2025-06-30", "end_date initial_category", "nothing", None),
        ("old", CENSUS, "2025-03-31", "end_date initial_category", "nothing", None),
    )

    combined = _combined(
        coverage,
        ("new", ANNEX_A, "Asha", "2025-01-02", "2025-05-01", "NEG"),
        ("old", CENSUS, "Asha", "2025-01-02", None, "EMO"),
    )

    (plan,) = combined.rows.itertuples()
    assert (plan.end_date, plan.initial_category) == (pd.Timestamp("2025-05-01"), "NEG")
    assert (plan.as_at, plan.extract_id, combined.withdrawn) == (pd.Timestamp("2025-06-30"), "new", 0)


def test_a_section_does_not_erase_what_it_never_carries():
    """Annex A without the category leaves the census's; what it does carry it may state as empty."""
    coverage = _coverage(
        ("new", ANNEX_A, "2025-06-30", "end_date", "nothing", None),
        ("old", CENSUS, "2025-03-31", "end_date initial_category", "nothing", None),
    )

    combined = _combined(
        coverage,
        ("new", ANNEX_A, "Asha", "2025-01-02", None, None),
        ("old", CENSUS, "Asha", "2025-01-02", "2025-02-01", "EMO"),
    )

    (plan,) = combined.rows.itertuples()
    assert plan.initial_category == "EMO"
    assert pd.isna(plan.end_date)


def test_on_the_same_day_the_census_counts():
    """The census is validated and signed off; a list of the same day is not."""
    coverage = _coverage(
        ("z", ANNEX_A, "2025-03-31", "initial_category", "nothing", None),
        ("a", CENSUS, "2025-03-31", "initial_category", "nothing", None),
    )

    combined = _combined(
        coverage,
        ("z", ANNEX_A, "Asha", "2025-01-02", None, "NEG"),
        ("a", CENSUS, "Asha", "2025-01-02", None, "EMO"),
    )

    assert combined.rows["initial_category"].tolist() == ["EMO"]


def test_of_two_for_the_same_day_the_one_made_later_counts():
    """A corrected census describes the same day and replaces the faulty one, whatever its hash (decision 0005)."""
    coverage = _coverage(
        ("z", CENSUS, "2025-03-31", "initial_category", "events", "2024-04-01 2025-03-31"),
        ("a", CENSUS, "2025-03-31", "initial_category", "events", "2024-04-01 2025-03-31"),
    )
    coverage = coverage.assign(issued_at=pd.to_datetime(["2025-05-01", "2025-05-09"]))

    combined = _combined(
        coverage,
        ("z", CENSUS, "Asha", "2025-01-02", None, "NEG"),
        ("a", CENSUS, "Ben", "2025-01-02", None, "EMO"),
    )

    assert (combined.rows["child_id"].tolist(), combined.withdrawn) == (["Ben"], 1)


def test_within_one_extract_a_stated_value_comes_before_an_empty_one():
    """Two lists of one workbook carry the team: an empty cell in one does not hide what the other says."""
    coverage = _coverage(
        ("x", "annex_a.list_3", "2025-06-30", "team", "nothing", None),
        ("x", "annex_a.list_6", "2025-06-30", "team", "nothing", None),
        dataset="referrals",
    )
    columns = "child_id referral_date team"
    rows = [
        ("x", "annex_a.list_3", "Asha", "2025-01-02", "North"),
        ("x", "annex_a.list_6", "Asha", "2025-01-02", None),
    ]

    for ordered in (rows, rows[::-1]):
        statements = _statements(Referrals, coverage, *ordered, columns=columns)
        assert combine(Referrals, statements, coverage).rows["team"].tolist() == ["North"]


EPISODES = ("new", CENSUS, "2025-03-31", "end_date", "episodes", "2024-04-01 2025-03-31")


@pytest.mark.parametrize(
    ("start", "end", "is_live"),
    [
        ("2024-06-01", None, False),
        ("2020-01-01", None, False),
        ("2020-01-01", "2024-04-01", False),
        ("2020-01-01", "2024-03-31", True),
        ("2025-04-01", None, True),
    ],
)
def test_an_episode_that_a_newer_extract_lacks_is_withdrawn(start, end, is_live):
    """If it was open on any day of the window it had to be there; otherwise its absence says nothing."""
    coverage = _coverage(EPISODES, ("old", CENSUS, "2024-03-31", "end_date", "nothing", None))

    combined = _combined(coverage, ("old", CENSUS, "Asha", start, end, None))

    assert (len(combined.rows), combined.withdrawn) == ((1, 0) if is_live else (0, 1))


@pytest.mark.parametrize(
    ("day", "is_live"), [("2025-01-01", False), ("2025-06-30", False), ("2024-12-31", True), ("2025-07-01", True)]
)
def test_an_event_that_a_newer_extract_lacks_is_withdrawn(day, is_live):
    """If it happened within the window, first and last day included."""
    coverage = _coverage(
        ("new", "annex_a.list_1", "2025-06-30", "source", "events", "2025-01-01 2025-06-30"),
        ("old", "annex_a.list_1", "2025-05-31", "source", "nothing", None),
        dataset="contacts",
    )
    statements = _statements(
        Contacts, coverage, ("old", "annex_a.list_1", "Asha", day, "1A"), columns="child_id contact_date source"
    )

    assert combine(Contacts, statements, coverage).withdrawn == (0 if is_live else 1)


AFTER_A_GAP = ("new", ANNEX_A, "2025-03-31", "end_date", "episodes", "2024-10-01 2025-03-31")


@pytest.mark.parametrize(
    ("last_described", "end", "ends", "withdrawn"),
    [
        ("2024-03-31", None, "2024-04-01", 0),
        ("2024-09-29", None, "2024-09-30", 0),
        ("2024-09-30", None, None, 1),
        ("2024-12-31", None, None, 1),
        ("2024-03-31", "2024-02-01", "2024-02-01", 0),
    ],
)
def test_an_episode_that_ended_between_two_extracts_is_not_withdrawn(last_described, end, ends, withdrawn):
    """Open in March and not in a list of October to March: it ended in between, and its start stands."""
    coverage = _coverage(AFTER_A_GAP, ("old", ANNEX_A, last_described, "end_date", "nothing", None))

    combined = _combined(coverage, ("old", ANNEX_A, "Asha", "2023-11-01", end, None))

    assert combined.withdrawn == withdrawn
    assert combined.rows["end_date"].tolist() == ([] if withdrawn else [pd.Timestamp(ends)])


def test_a_list_that_withdraws_nothing_ends_what_it_no_longer_contains_after_a_gap():
    """List 6 holds every open episode: one that was open before the gap and is not in it is open no more."""
    coverage = _coverage(AFTER_A_GAP, ("old", ANNEX_A, "2024-03-31", "end_date", "nothing", None)).assign(
        withdraws="nothing"
    )

    combined = _combined(coverage, ("old", ANNEX_A, "Asha", "2023-11-01", None, None))

    assert combined.rows["end_date"].tolist() == [pd.Timestamp("2024-04-01")]


def test_a_newer_extract_without_a_gap_leaves_nothing_to_guess():
    """A list of every month between the two: what it no longer contains did not end unseen."""
    coverage = _coverage(
        AFTER_A_GAP,
        ("between", ANNEX_A, "2024-09-30", "end_date", "episodes", "2024-04-01 2024-09-30"),
        ("old", ANNEX_A, "2024-03-31", "end_date", "nothing", None),
    ).assign(withdraws="nothing")

    combined = _combined(coverage, ("old", ANNEX_A, "Asha", "2023-11-01", None, None))

    assert combined.rows["end_date"].isna().tolist() == [True]


def test_an_older_extract_withdraws_nothing():
    """What last year's census lacks may well have been added since."""
    coverage = _coverage(EPISODES, ("newer", ANNEX_A, "2025-06-30", "end_date", "nothing", None))

    assert _combined(coverage, ("newer", ANNEX_A, "Asha", "2024-06-01", None, None)).withdrawn == 0


def test_an_extract_does_not_withdraw_what_it_says_itself():
    """Another section of the same extract is enough to keep a row."""
    coverage = _coverage(EPISODES, ("new", "cin_census.other", "2025-03-31", "end_date", "nothing", None))

    assert _combined(coverage, ("new", "cin_census.other", "Asha", "2024-06-01", None, None)).withdrawn == 0


def test_what_is_said_again_is_live_again():
    """Withdrawn by one extract, back in the next: nothing was forgotten in between."""
    coverage = _coverage(
        EPISODES,
        ("old", CENSUS, "2024-03-31", "end_date initial_category", "nothing", None),
        ("newest", ANNEX_A, "2025-06-30", "end_date", "nothing", None),
    )

    combined = _combined(
        coverage,
        ("old", CENSUS, "Asha", "2024-01-01", None, "EMO"),
        ("newest", ANNEX_A, "Asha", "2024-01-01", None, None),
    )

    assert combined.rows["initial_category"].tolist() == ["EMO"]


@pytest.mark.parametrize(("no_further_action", "withdrawn"), [(True, 0), (False, 1), (None, 1)])
def test_a_referral_without_further_action_was_over_at_once(no_further_action, withdrawn):
    """It has no closure date, and next year's census need not contain it (decision 0005)."""
    columns = "closure_date no_further_action"
    coverage = _coverage(
        ("new", "cin_census.referrals", "2025-03-31", columns, "episodes", "2024-04-01 2025-03-31"),
        ("old", "cin_census.referrals", "2024-03-31", columns, "episodes", "2023-04-01 2024-03-31"),
        dataset="referrals",
    )
    statements = _statements(
        Referrals,
        coverage,
        ("old", "cin_census.referrals", "Asha", "2023-06-01", no_further_action),
        columns="child_id referral_date no_further_action",
    )

    assert combine(Referrals, statements, coverage).withdrawn == withdrawn


def test_children_have_one_row_each_and_are_never_withdrawn():
    """Of their whole history the newest statement of each column; a child who left is still a child."""
    coverage = _coverage(
        ("old", "cin_census.children", "2024-03-31", "sex ethnicity", "nothing", None),
        ("new", "annex_a.children", "2025-06-30", "sex", "episodes", "2025-01-01 2025-06-30"),
        dataset="children",
    )
    statements = _statements(
        Children,
        coverage,
        ("old", "cin_census.children", "Asha", "F", "WBRI"),
        ("old", "cin_census.children", "Ben", "M", "WBRI"),
        ("new", "annex_a.children", "Asha", "U", None),
        columns="child_id sex ethnicity",
    )

    combined = combine(Children, statements, coverage)

    assert combined.rows[["child_id", "sex", "ethnicity"]].to_dict("split")["data"] == [
        ["Asha", "U", "WBRI"],
        ["Ben", "M", "WBRI"],
    ]


def test_nothing_said_is_nothing_so():
    """No statements give no rows, typed like any others."""
    coverage = _coverage(EPISODES)
    some = _plans(coverage, ("new", CENSUS, "Asha", "2024-06-01", None, None))

    combined = combine(ChildProtectionPlans, some.iloc[:0], coverage)

    assert (len(combined.rows), combined.withdrawn) == (0, 0)
    assert combined.rows.dtypes.to_dict() == combine(ChildProtectionPlans, some, coverage).rows.dtypes.to_dict()


def test_statements_of_unknown_extracts_are_refused():
    """Without its coverage it cannot be known what an extract delivered; the message counts and names nobody."""
    coverage = _coverage(EPISODES)
    said = _plans(coverage, ("lost", CENSUS, "Asha", "2024-06-01", None, None))

    with pytest.raises(UnknownStatements, match="1 statements about child_protection_plans") as refusal:
        combine(ChildProtectionPlans, said, coverage)
    assert "Asha" not in str(refusal.value)
