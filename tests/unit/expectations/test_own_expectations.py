"""Our own expectations in Great Expectations' hands: each counts a row that fails, and says no value."""

import json

import pandas as pd
import pytest

from expectations.validation import COUNTS_ONLY, ephemeral_context
from expectations.working_days import Calendar

FRIDAY = 20_000  # 4 October 2024


@pytest.fixture(scope="module")
def judged():
    """Judge a frame by one expectation; return its result as Great Expectations writes it."""
    batches = (
        ephemeral_context().data_sources.add_pandas("own").add_dataframe_asset("rows")
    ).add_batch_definition_whole_dataframe("rows")

    def judge(name, arguments, frame):
        from expectations import own_expectations

        expectation = getattr(own_expectations, name)(**arguments)
        result = batches.get_batch(batch_parameters={"dataframe": frame}).validate(
            expectation, result_format=COUNTS_ONLY
        )
        assert not result.exception_info.get("raised_exception"), result.exception_info
        return result

    return judge


def failed(result):
    return result.result["unexpected_count"]


def test_working_days_are_counted_again(judged):
    """Friday to Monday is 1, the same day 0, Monday back to Friday -1; what is not there is not judged."""
    days = pd.DataFrame(
        {
            "first": [FRIDAY, FRIDAY, FRIDAY + 3, FRIDAY, FRIDAY],
            "last": [FRIDAY + 3, FRIDAY, FRIDAY, FRIDAY + 3, None],
            "counted": [1, 0, -1, 3, None],
        }
    ).astype("Int64")
    result = judged("ExpectWorkingDaysToBeCounted", {"column_list": ["first", "last", "counted"]}, days)
    assert failed(result) == 1
    assert not result.success


def test_bank_holidays_are_no_working_days(judged):
    """From Christmas Eve 2024 to the 27th: Christmas and Boxing Day lie between. The calendar says the same."""
    days = pd.Series(pd.to_datetime(["2024-12-24", "2024-12-27"]))
    counted = int(Calendar().working_days_between(days[:1], days[1:].set_axis([0]))[0])
    numbers = (days - pd.Timestamp(1970, 1, 1)).dt.days
    rows = pd.DataFrame({"first": [numbers[0]] * 2, "last": [numbers[1]] * 2, "counted": [counted, 3]})
    assert counted == 1
    assert failed(judged("ExpectWorkingDaysToBeCounted", {"column_list": list(rows)}, rows)) == 1


def test_intervals_of_one_subject_do_not_overlap(judged):
    """One that begins on the day on which another ends is after it; one without an end overlaps all that follow."""
    spans = pd.DataFrame(
        [(1, 10, 20), (1, 20, None), (1, 15, 18), (2, 15, 30), (3, 5, None), (3, 9, 12), (4, 7, 9), (4, 7, 8)],
        columns=["child", "start", "end"],
    ).astype("Int64")
    assert failed(judged("ExpectIntervalsNotToOverlap", {"column_list": list(spans)}, spans)) == 3


def test_a_reference_to_what_is_not_there_is_found(judged):
    """-1 is not there; missing refers to nothing."""
    places = pd.DataFrame({"place": [0, -1, None, 3]}).astype("Int64")
    assert failed(judged("ExpectReferencesToBeFound", {"column": "place"}, places)) == 1


def test_no_result_holds_a_value(judged):
    """Only counts, as from the others."""
    spans = pd.DataFrame({"child": [987_654_321] * 2, "start": [1, 2], "end": [5, 6]})
    said = json.dumps(judged("ExpectIntervalsNotToOverlap", {"column_list": list(spans)}, spans).to_json_dict())
    assert "987654321" not in said.replace(",", "")
