"""
Laws of repaired episodes of care: no child is in two at a time, and the order of arrival never matters.

The default suite draws few examples; `make campaign-repairs` draws 1,000 of each law.
"""

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.datasets import EpisodesOfCare
from transforms.conform.episodes_of_care import LEFT, repair
from transforms.conform.merging import Combined, combine
from transforms.conform.ssda903 import SECTIONS

SECTION = SECTIONS["ssda903.episodes_of_care"]
YEARS = (2022, 2023, 2024)
FIRST = date(2021, 4, 1)
VALUES = ["child_id", "start_date", "start_reason", "end_date", "end_reason", "placement"]
DAYS = st.integers(0, 1200).map(lambda number: FIRST + timedelta(days=number))

untidy = st.lists(
    st.tuples(
        st.sampled_from(["Asha", "Ben"]),
        DAYS,
        st.sampled_from(["S", "P", "L", None]),
        st.none() | st.integers(0, 400),
        st.sampled_from(["X1", "E4A", None]),
        st.sampled_from(["U4", "K2"]),
        st.sampled_from(YEARS),
        st.booleans(),
    ),
    max_size=9,
    unique_by=lambda row: row[:2],
)


def typed(rows: list[tuple], years: list[int]) -> pd.DataFrame:
    """Return episodes as they come out of the conformed store."""
    frame = pd.DataFrame(rows, columns=VALUES).reindex(columns=list(EpisodesOfCare.columns))
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in ("start_date", "end_date")}
    texts = {name: frame[name].astype("str") for name in frame if name not in days}
    return frame.assign(
        **texts,
        **days,
        as_at=pd.Series([pd.Timestamp(year, 3, 31) for year in years], dtype="datetime64[s]"),
        extract_id=pd.Series(list(map(str, years)), dtype="str"),
    )


def coverage(years: list[int]) -> pd.DataFrame:
    """Return what the returns of some years cover."""
    windows = [SECTION.window(date(year, 3, 31)) for year in years]
    frame = pd.DataFrame({"extract_id": list(map(str, years))}).assign(
        section=SECTION.name,
        dataset=SECTION.dataset,
        format="ssda903",
        as_at=[last for _, last in windows],
        issued_at=[last for _, last in windows],
        covers_from=[first for first, _ in windows],
        covers_to=[last for _, last in windows],
        withdraws=SECTION.withdraws.value,
        complete=SECTION.complete.value,
        columns=[list(EpisodesOfCare.columns)] * len(windows),
    )
    days = ["as_at", "issued_at", "covers_from", "covers_to"]
    return frame.astype(dict.fromkeys(days, "datetime64[s]"))


UNTIDY = (untidy, st.sets(st.sampled_from(YEARS)), st.randoms(use_true_random=False))
TIDY = (
    st.lists(st.tuples(st.integers(70, 500), st.integers(0, 60)), min_size=1, max_size=8),
    st.permutations(YEARS),
)


@settings(max_examples=12, deadline=None)
@given(*UNTIDY)
def test_no_child_is_in_two_episodes_at_a_time(drawn, years, random):
    """Whatever the rows; each is accounted for, repairing again changes nothing, and their order does not matter."""
    assert_never_two_at_a_time(drawn, years, random)


@settings(max_examples=8, deadline=None)
@given(*TIDY)
def test_years_that_learned_of_an_end_too_late_give_back_what_happened(stays, arrival):
    """A return does not know yet that an episode ended; the next, a year on, tells only of those that followed."""
    assert_what_happened_is_given_back(stays, arrival)


@pytest.mark.campaign
@settings(max_examples=1000, deadline=None)
@given(*UNTIDY)
def test_a_thousand_untidy_authorities(drawn, years, random):
    """The first law."""
    assert_never_two_at_a_time(drawn, years, random)


@pytest.mark.campaign
@settings(max_examples=1000, deadline=None)
@given(*TIDY)
def test_a_thousand_histories_told_too_late(stays, arrival):
    """The second."""
    assert_what_happened_is_given_back(stays, arrival)


def assert_never_two_at_a_time(drawn, years, random):
    """Repair rows that nothing holds together, and look at every pair of neighbours."""
    rows = [
        (child, start, reason, None if length is None else start + timedelta(days=length), why, place)
        for child, start, reason, length, why, place, *_ in drawn
    ]
    episodes = typed(rows, [row[6] for row in drawn])
    gone = pd.Series([row[7] for row in drawn], dtype=bool)
    live, taken_back = (episodes[part].reset_index(drop=True) for part in (~gone, gone))
    covered = coverage(sorted(years))
    found, counts = repair(Combined(live, taken_back), covered)

    for _, theirs in found.rows.groupby("child_id"):
        spans = list(zip(theirs["start_date"], theirs["end_date"], strict=True))
        assert all(start <= end for start, end in spans if not pd.isna(end))
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    back = counts.get("reinstated", 0)
    assert len(found.rows) == len(live) - counts.get("told_otherwise_since", 0) + back
    assert len(found.taken_back) == len(taken_back) - back

    for gone_again in (found.taken_back, taken_back):
        again, left = repair(Combined(found.rows, gone_again), covered)
        pd.testing.assert_frame_equal(again.rows, found.rows)
        assert set(left) <= LEFT

    shuffled = [rows.iloc[random.sample(range(len(rows)), len(rows))] for rows in (live, taken_back)]
    otherwise, counts_otherwise = repair(Combined(*shuffled), covered)
    pd.testing.assert_frame_equal(otherwise.rows, found.rows)
    assert counts_otherwise == counts


def assert_what_happened_is_given_back(stays, arrival):
    """Tell a history year by year, put the returns together in some order, and compare with the history."""
    starts = [FIRST]
    for days, _ in stays:
        starts.append(starts[-1] + timedelta(days=days))
    truth = [
        ("Asha", start, "P" if number else "S", end, "X1", f"U{1 + number % 6}")
        for number, (start, end) in enumerate(pairwise(starts))
    ]
    truth.append(("Asha", starts[-1], "P", None, None, "K2"))
    recorded = [end + timedelta(days=late) for end, (_, late) in zip(starts[1:], stays, strict=True)]
    told = {year: list(as_told(truth, [FIRST, *recorded], year)) for year in YEARS}

    def repaired(order):
        store: dict[tuple, tuple] = {}
        for year in order:
            for row in told[year]:
                if year >= store.get(row[:2], (0,))[0]:
                    store[row[:2]] = (year, row)
        rows = typed([row for _, row in store.values()], [year for year, _ in store.values()])
        covered = coverage(list(order))
        return repair(combine(EpisodesOfCare, rows.assign(section=SECTION.name), covered), covered)[0].rows

    found = repaired(arrival)
    pd.testing.assert_frame_equal(found, repaired(YEARS))
    last = date(YEARS[-1], 3, 31)
    known = [row for row, since in zip(truth, [FIRST, *recorded], strict=True) if row[1] <= last and since <= last]
    ended = [row if row[3] and row[3] <= last else (*row[:3], None, None, row[5]) for row in known]
    if len(known) < len(truth) and ended:
        ended[-1] = (*ended[-1][:3], None, None, ended[-1][5])  # the last that is known is open
    pd.testing.assert_frame_equal(found[VALUES], typed(ended, [2024] * len(ended))[VALUES])


def as_told(truth, recorded, year):
    """Yield the episodes of a return: open on a day of the year, as far as was recorded by its last day."""
    first, last = date(year - 1, 4, 1), date(year, 3, 31)
    for number, (row, since) in enumerate(zip(truth, recorded, strict=True)):
        ended = row[3] is not None and recorded[number + 1] <= last
        if since <= last and row[1] <= last and (not ended or row[3] >= first):
            yield row if ended else (*row[:3], None, None, row[5])
