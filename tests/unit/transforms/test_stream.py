"""What is unusual in the newest extract, beside those before it."""

from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from expectations.working_days import Calendar
from transforms.stream import Measured, Observation, Unusual, as_frame, observe, signals

MONTHS = pd.date_range("2022-11-30", periods=24, freq="ME")
AUGUST = 9


def extracts(*rows: int, no_further_action: int | tuple[int, ...] = 5, need: int | None = None) -> pd.DataFrame:
    """
    Return the observations of monthly extracts with so many referrals, twenty working days each.

    Of the last one's, `need` have a primary need; of the others' all.
    """
    ended = no_further_action if isinstance(no_further_action, tuple) else (no_further_action,) * len(rows)
    last = MONTHS[len(rows) - 1]
    frames = [
        as_frame(
            [
                Observation(Measured.ROWS, "", "", count, 20),
                Observation(Measured.FILLED, "primary_need", "", count if need is None or day < last else need, count),
                Observation(Measured.CODE, "no_further_action", "True", over, count),
                Observation(Measured.CODE, "no_further_action", "False", count - over, count),
            ]
        ).assign(as_at=day)
        for count, over, day in zip(rows, ended, MONTHS, strict=False)
    ]
    return pd.concat(frames, ignore_index=True)


def kinds(observed: pd.DataFrame) -> list[str]:
    return [signal.kind for signal in signals(observed)]


def test_what_is_as_it_used_to_be_is_not_unusual():
    """Twelve months of about a hundred referrals."""
    assert kinds(extracts(101, 97, 104, 99, 100, 96, 103, 98, 102, 95, 105, 100)) == []


def test_no_further_action_from_half_a_per_cent_to_twelve_is_noticed():
    """Southampton's share of 2019, from 0.5% to 12.7%, in the first extract that shows it."""
    observed = extracts(*[200] * 12, no_further_action=(1,) * 11 + (25,))
    found = [signal for signal in signals(observed) if signal.code == "True"]
    assert [signal.kind for signal in found] == [Unusual.SHARE]
    assert found[0].message == "no further action is True in 25 of 200 rows (12.5%), usually 0.5%."


def test_referrals_that_double_are_noticed():
    """A hundred, and then 219."""
    (found,) = signals(extracts(*[100] * 11, 219, no_further_action=0))
    assert found.kind is Unusual.VOLUME
    assert found.message == "219 rows in 20 working days, where about 100 are usual."


def test_an_august_like_the_last_is_not_noticed():
    """Seventy referrals in each August, a hundred in other months."""
    two_years = [70 if place % 12 == AUGUST else 100 for place in range(AUGUST + 13)]
    assert kinds(extracts(*two_years)) == []
    two_years[-1] = 20
    assert kinds(extracts(*two_years)) == [Unusual.VOLUME]


def test_the_first_august_is_not_judged():
    """Nobody knows yet what is usual in the school holidays of this authority."""
    assert kinds(extracts(*[100] * AUGUST, 60)) == []


def test_five_extracts_say_what_is_usual_and_four_do_not():
    """The sixth can be unusual."""
    assert kinds(extracts(*[100] * 4, 300)) == []
    assert kinds(extracts(*[100] * 5, 300)) == [Unusual.VOLUME]


def test_an_extract_of_the_same_days_teaches_nothing():
    """Five extracts of one week are one."""
    observed = extracts(*[100] * 5, 300)
    days = dict(zip(observed["as_at"].unique(), pd.date_range("2024-03-01", periods=6), strict=True))
    assert kinds(observed.assign(as_at=observed["as_at"].map(days))) == []


def test_a_column_that_is_no_longer_filled_in_is_noticed():
    """The primary need of 60 of 100 referrals, where all had one."""
    assert kinds(extracts(*[100] * 12, need=60)) == [Unusual.COMPLETENESS]


@pytest.mark.parametrize(("count", "found"), [(4, []), (5, [Unusual.NEW_CODE])])
def test_a_code_that_was_never_seen_is_noticed_once_it_is_no_slip(count: int, found: list):
    """Five rows of a code that no extract before had."""
    new = as_frame([Observation(Measured.CODE, "source", "9Z", count, 100)]).assign(as_at=MONTHS[11])
    known = [as_frame([Observation(Measured.CODE, "source", "1A", 95, 100)]).assign(as_at=day) for day in MONTHS[:12]]
    assert [signal.kind for signal in signals(pd.concat([*known, new])) if signal.code == "9Z"] == found


def test_a_code_that_is_gone_is_noticed():
    """A third of the referrals came from schools, and now none does."""
    known = [as_frame([Observation(Measured.CODE, "source", "2B", 33, 100)]).assign(as_at=day) for day in MONTHS[:11]]
    other = [as_frame([Observation(Measured.CODE, "source", "1A", 67, 100)]).assign(as_at=day) for day in MONTHS[:11]]
    now = as_frame([Observation(Measured.CODE, "source", "1A", 100, 100)]).assign(as_at=MONTHS[11])
    assert Unusual.VANISHED_CODE in kinds(pd.concat([*known, *other, now]))


def test_what_is_observed_of_an_extract():
    """Of the last four weeks' rows: how many, how many filled in, how many of each code; nothing personal."""
    rows = pd.DataFrame(
        {
            "child_id": ["a", "b", "c"],
            "referral_date": pd.to_datetime(["2024-03-04", "2024-03-28", "2023-10-01"]).astype("datetime64[s]"),
            "source": pd.array(["1A", "1A", "2B"], dtype="str"),
        }
    )
    observed = observe(DATASETS["referrals"], rows, as_at=date(2024, 3, 31), since=None, calendar=Calendar())
    assert Observation(Measured.ROWS, "", "", 2, 19) in observed
    assert Observation(Measured.CODE, "source", "1A", 2, 2) in observed
    assert not [seen for seen in observed if seen.column in ("child_id", "referral_date")]
    year = observe(DATASETS["referrals"], rows, as_at=date(2024, 3, 31), since=date(2023, 4, 1), calendar=Calendar())
    assert year[0].count == 3
