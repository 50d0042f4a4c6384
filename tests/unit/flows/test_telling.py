"""The last lines of a run add up to what the ledger holds."""

from flows.summary import ExtractResult, Summary
from flows.telling import tell_person


def test_one_row_is_a_row():
    """And two are rows."""
    result = ExtractResult(
        *("999", "audits.csv", "register.audits", "conformed"),
        rows_in=2,
        loaded=1,
        dropped=1,
        dropped_by={"restated": 1},
    )
    assert list(tell_person(Summary(extracts=[result]))) == [
        "Conformed   audits.csv: 2 rows = 1 loaded + 0 quarantined + 1 dropped",
        "Dropped     1 row: restated 1",
    ]


def test_rows_of_a_stopped_extract_are_not_counted_as_dropped_or_held():
    """It is kept whole in the archive until a person accepts it: nothing of it is in quarantine."""
    result = ExtractResult(
        *("999", "audits.csv", "register.audits", "stopped", "the last line breaks off."),
        rows_in=19,
        dropped=1,
        dropped_by={"cut_off_row": 1},
        quarantined_by={"late": 2},
        values_held=3,
    )
    assert list(tell_person(Summary(extracts=[result]))) == [
        "STOPPED     audits.csv: the last line breaks off.",
        "Unchanged   nothing was loaded; the last load and publication stand, if there are any",
    ]
