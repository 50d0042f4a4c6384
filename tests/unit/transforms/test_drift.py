"""How an extract's columns differ from the last one's, in plain words."""

import pytest

from transforms.drift import Change, DeliveredColumn, drift
from transforms.profile import KindOfValues, Profile, profile

DAYS = Profile(rows=100, filled=100, dates=100)
TEXT = Profile(rows=100, filled=100)
NUMBERS = Profile(rows=100, filled=100, numbers=100)


def columns(*drawn: tuple[str, str, Profile]) -> list[DeliveredColumn]:
    """Return columns from left to right: header, our name, what they hold."""
    return [DeliveredColumn(header, place, name, held) for place, (header, name, held) in enumerate(drawn)]


BEFORE = columns(("Child ID", "child_id", NUMBERS), ("Date of Referral", "referral_date", DAYS), ("Ward", "", TEXT))


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (BEFORE, []),
        (list(reversed(BEFORE)), []),  # the order says nothing
        (BEFORE[:2], [(Change.MISSING, "column 'Ward' is missing")]),
        ([*BEFORE, DeliveredColumn("Locality", 3, "", TEXT)], [(Change.ADDED, "column 'Locality' is new")]),
        ([*BEFORE, DeliveredColumn("Asha", 10, shown="column K")], [(Change.ADDED, "column K is new")]),
        (
            [BEFORE[0], DeliveredColumn("Referral Day", 1, "", DAYS), BEFORE[2]],
            [
                (
                    Change.RENAMED,
                    "column 'Date of Referral' is missing; probably it is 'Referral Day' now, at the same place: it "
                    "is not read under the new name",
                )
            ],
        ),
        (
            [BEFORE[0], DeliveredColumn("Referral Date", 1, "referral_date", DAYS), BEFORE[2]],
            [(Change.RENAMED, "column 'Date of Referral' is called 'Referral Date' now, and is still read")],
        ),
        (
            [BEFORE[0], DeliveredColumn("DATE OF REFERRAL", 1, "referral_date", NUMBERS), BEFORE[2]],
            [
                (
                    Change.CHANGED_TYPE,
                    "column 'DATE OF REFERRAL' held dates (100% of its values) and now holds numbers (dates: 0%)",
                )
            ],
        ),
        (
            [*BEFORE[:2], DeliveredColumn("Wards", 2, "", DAYS)],  # alike, but of another kind
            [(Change.MISSING, "column 'Ward' is missing"), (Change.ADDED, "column 'Wards' is new")],
        ),
    ],
)
def test_changes_are_named(now: list[DeliveredColumn], changes: list[tuple[Change, str]]):
    """Missing, added, renamed, of another type; capitals and order are no change."""
    assert [(each.change, each.message) for each in drift(BEFORE, now)] == changes


def test_a_column_that_is_missing_says_what_it_was_to_us():
    """So that the figures which stand on it can be named."""
    assert [each.name for each in drift(BEFORE, BEFORE[:1])] == ["referral_date", ""]


def test_few_values_tell_no_type_and_rare_elements_may_be_absent():
    """Three values that are numbers are no change; nor is an element of XML that few records ever have."""
    three = DeliveredColumn("Date of Referral", 1, "referral_date", Profile(rows=100, filled=3, numbers=3))
    assert drift(BEFORE, [BEFORE[0], three, BEFORE[2]]) == []
    rare = DeliveredColumn("PersonDeathDate", -1, "PersonDeathDate", Profile(rows=400, filled=9, dates=9))
    assert drift([rare], []) == []


def test_xml_after_a_set_of_csv_lacks_no_column_that_was_empty():
    """A CSV has a heading over nothing; XML shows what holds values. What held many values is missed all the same."""
    headed = columns(("CHILD", "CHILD", NUMBERS), ("MC_DOB", "MC_DOB", Profile(rows=100)), ("DECOM", "DECOM", DAYS))
    shown = [DeliveredColumn("CHILD", -1, "CHILD", NUMBERS)]
    assert [change.name for change in drift(headed, shown)] == ["DECOM"]
    assert [change.name for change in drift(headed, columns(("CHILD", "CHILD", NUMBERS)))] == ["MC_DOB", "DECOM"]
    common = DeliveredColumn("Sex", -1, "Sex", Profile(rows=400, filled=390))
    assert [each.change for each in drift([common], [])] == [Change.MISSING]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["01/02/2024", "2024-02-03 10:00", None, "", "N/A"], KindOfValues.DATES),
        (["000123", "4", "5.0"], KindOfValues.NUMBERS),
        (["N1", "North", "1A"], KindOfValues.TEXT),
        (["01/02/2024", "4"], KindOfValues.MIXED),
        ([None, " "], KindOfValues.NOTHING),
        ([], KindOfValues.NOTHING),
    ],
)
def test_most_values_say_what_a_column_holds(texts: list[str | None], kind: KindOfValues):
    """Values that stand for nothing do not count."""
    assert profile(texts).kind is kind


def test_a_long_column_is_sampled_evenly():
    """What begins as dates and ends as numbers is a mixture."""
    assert profile(["01/02/2024"] * 5_000 + ["7"] * 5_000).kind is KindOfValues.MIXED
