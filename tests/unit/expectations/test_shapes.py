"""The shapes that rules share."""

import pandas as pd
import pytest

from expectations.sections import NOBODY
from expectations.shapes import (
    among,
    beside_some,
    first_of_each,
    following,
    inside,
    last_of_each,
    missing_among,
    more_than_one,
    outside,
    previous,
    repeated,
    stretches,
    value_of,
)


def days(*those: str | None) -> pd.Series:
    """Return days, some of them missing."""
    return pd.to_datetime(pd.Series(those, dtype="object"))


@pytest.mark.parametrize(
    ("day", "fails"),
    [("2024-03-31", True), ("2024-04-01", False), ("2025-03-31", False), ("2025-04-01", True), (None, False)],
)
def test_first_and_last_day_belong_to_a_window(day: str | None, fails: bool):
    """A missing day lies nowhere."""
    assert outside(days(day), pd.Timestamp("2024-04-01"), pd.Timestamp("2025-03-31")).tolist() == [fails]


def test_a_row_without_a_number_is_neither_among_others_nor_missing_there():
    """It cannot be looked up."""
    keys, others = pd.Series([1, 2, NOBODY]), pd.Series([1, NOBODY])
    assert among(keys, others).tolist() == [True, False, False]
    assert missing_among(keys, others).tolist() == [False, True, False]


def test_the_value_of_a_key_is_the_first_that_is_said():
    """And missing where nothing is said, also where nobody says anything."""
    keys, said = pd.Series([7, 8, NOBODY]), days("2024-01-01", "2024-02-02", "2024-03-03")
    assert value_of(keys, pd.Series([7, 7, NOBODY]), said).tolist() == [said[0], pd.NaT, pd.NaT]
    assert value_of(keys, pd.Series([], dtype="int64"), said[:0]).isna().all()


def test_open_rows_of_one_key_are_too_many():
    """All of them fail; closed ones do not count."""
    assert more_than_one(pd.Series([True, True, False, True]), pd.Series([1, 1, 1, 2])).tolist() == [
        *(True, True),
        *(False, False),
    ]


def test_what_is_said_again_is_repeated():
    """Beside a row, or beside one that was left out; a missing key repeats nothing."""
    keys = pd.Series(["Asha", "Asha", "Ben", "Cleo", None, None], dtype="str")
    assert repeated([keys], [pd.Series(["Cleo"], dtype="str")]).tolist() == [*(True, True, False, True, False, False)]


def test_a_row_is_not_beside_itself():
    """The later of two overlapping plans starts inside the earlier; one without an end lasts."""
    plans = pd.DataFrame(
        {
            "child": [1, 1, 2, NOBODY, NOBODY],
            "start": days("2024-05-01", "2024-06-01", "2024-05-01", "2024-05-01", "2024-06-01"),
            "end": days(None, None, None, None, None),
        }
    )

    def started_inside(pairs: pd.DataFrame) -> pd.Series:
        return inside(pairs, "start", "start_other", "end_other", still_open=pd.Timestamp("2025-03-31"))

    assert beside_some(plans, plans, on="child", when=started_inside).tolist() == [False, True, False, False, False]


def episodes() -> pd.DataFrame:
    """Return three episodes of a child in no order, one of another, one of nobody and one without a day."""
    columns = {
        "child": [1, 1, 1, 2, NOBODY, 2],
        "start_date": days("2024-06-01", "2024-04-01", "2024-05-01", "2024-04-01", "2024-04-01", None),
        "end_date": days(None, "2024-05-01", "2024-05-20", None, None, None),
    }
    return pd.DataFrame(columns).set_axis(range(10, 16))


def test_the_row_before_is_the_childs_own_by_day():
    """In the place of the row that asks; who has no number or day has no row before or after."""
    rows = episodes()
    nothing = [pd.NaT] * 3
    assert previous(rows, "end_date")["end_date"].tolist() == [*days("2024-05-20", None, "2024-05-01"), *nothing]
    assert following(rows)["start_date"].tolist() == [*days(None, "2024-05-01", "2024-06-01"), *nothing]
    assert (first_of_each(rows).index.tolist(), last_of_each(rows).index.tolist()) == ([11, 13], [10, 13])


def test_a_stretch_goes_on_where_the_next_begins_as_the_last_ends():
    """A day between two ends it; an open one goes on to the last day told of."""
    found = stretches(episodes(), ends="end_date", still_open=pd.Timestamp("2024-07-01"))
    assert found[11] == found[12] != found[10]
    assert found[13] not in (found[10], found[11])
    assert found[[14, 15]].isna().all()
