"""The checks that follow from a declaration."""

from datetime import date

import pandas as pd
import pytest

from expectations.codes import YesNoUnknown
from expectations.contract import DATASETS, Context, Dataset, Severity, column, rule
from expectations.suites import Rows, suite_for

ANNEX_A = Context("annex_a", date(2025, 1, 31))
CENSUS = Context("cin_census", date(2025, 3, 31), 2025)


@pytest.fixture
def visits():
    """A small dataset, declared for the test and forgotten after it."""

    class Visits(Dataset):
        """Visits."""

        grain = ("child_id", "visit_date")

        child_id: str = column(personal=True, length=8, description="Child.")
        visit_date: date = column(description="Day.")
        seen_alone: YesNoUnknown | None = column(description="Seen alone.")
        minutes: int | None = column(minimum=1, maximum=600, unreadable=Severity.WARNING, description="Length.")
        place: str | None = column(pattern="[A-Z]{2}", description="Place.")
        purpose: str = column(description="Purpose.")

        @rule("too_early", Severity.ERROR, fields=("visit_date",))
        def before_the_register(visits):
            """The visit is before the register began."""
            return visits["visit_date"] < pd.Timestamp(2000, 1, 1)

        @rule("census_only", Severity.WARNING, fields=("minutes",), formats=("cin_census",))
        def length_missing(visits):
            """The length is missing."""
            return visits["minutes"].isna()

    yield Visits
    del DATASETS["visits"]


def suite(dataset, *, context=ANNEX_A, without=()):
    delivered = frozenset(dataset.columns) - set(without)
    return {check.rule: check for check in suite_for(dataset, delivered, context)}


def test_every_column_has_its_checks(visits):
    """Required, readable, in its list, its key: all of it follows from the declaration."""
    assert list(suite(visits)) == [
        "required:child_id",
        "unreadable:child_id",
        "required:visit_date",
        "unreadable:visit_date",
        "outside_calendar:visit_date",
        "unknown:seen_alone",
        "unreadable:minutes",
        "unreadable:place",
        "required:purpose",
        "unreadable:purpose",
        "too_early",
        "census_only",
        "grain",
    ]


def test_a_missing_key_column_is_critical(visits):
    """Rows that cannot be told apart are not loaded."""
    check = suite(visits, without=["child_id"])["missing_column:child_id"]
    assert check.severity is Severity.CRITICAL
    assert check.message == "The whole column child identifier was not delivered."


def test_another_missing_column_is_a_warning(visits):
    """A column costs that column and not the dataset."""
    checks = suite(visits, without=["purpose"])
    assert checks["missing_column:purpose"].severity is Severity.WARNING
    assert not checks["required:purpose"].applies


def test_checks_of_a_column_not_delivered_do_not_apply(visits):
    """What was not delivered cannot be wrong."""
    checks = suite(visits, without=["visit_date", "minutes"])
    assert not any(checks[rule].applies for rule in ("unreadable:minutes", "too_early", "grain"))


def test_a_rule_of_another_format_does_not_apply(visits):
    """A rule of the census is not judged on an Annex A list."""
    assert not suite(visits)["census_only"].applies
    assert suite(visits, context=CENSUS)["census_only"].applies


@pytest.mark.parametrize(
    ("rule", "held"),
    [
        ("required:purpose", "row"),
        ("unreadable:visit_date", "row"),
        ("unreadable:minutes", "value"),
        ("unknown:seen_alone", "value"),
        ("too_early", "row"),
        ("census_only", "none"),
        ("grain", "row"),
    ],
)
def test_what_is_held_back_follows_from_the_severity(visits, rule, held):
    """An error holds the row, a warning about a value the value, a warning of a rule nothing."""
    assert suite(visits)[rule].held == held


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("required:child_id", "The child identifier is missing."),
        ("unreadable:child_id", "The child identifier cannot be read as text of at most 8 characters."),
        ("unreadable:visit_date", "The visit date cannot be read as a date."),
        ("unreadable:minutes", "The minutes cannot be read as a whole number from 1 to 600."),
        ("unknown:seen_alone", "The seen alone is not in the code list of 2025."),
        ("too_early", "The visit is before the register began."),
    ],
)
def test_messages_are_sentences_for_a_person(visits, rule, message):
    """The person who will correct the record reads them."""
    assert suite(visits, context=CENSUS)[rule].message == message


@pytest.mark.parametrize(
    ("rule", "frame", "fails"),
    [
        ("unreadable:minutes", {"minutes": pd.array([0, 1, 600, 601, None], "Int64")}, [1, 0, 0, 1, 0]),
        ("unreadable:child_id", {"child_id": ["12345678", "123456789", None]}, [0, 1, 0]),
        ("unreadable:place", {"place": ["AB", "ABC", None]}, [0, 1, 0]),
        ("unknown:seen_alone", {"seen_alone": ["Y", "?", "X", None]}, [0, 1, 1, 0]),
        ("required:purpose", {"purpose": ["Tea", None]}, [0, 1]),
    ],
)
def test_values_outside_the_declaration_fail(visits, rule, frame, fails):
    """Limits, length, pattern and code list are judged even where parsing let a value through."""
    rows = Rows(pd.DataFrame(frame).astype({name: "str" for name in frame if name != "minutes"}))
    assert suite(visits)[rule].fails(rows).tolist() == [bool(failing) for failing in fails]


def test_an_unreadable_value_is_not_also_missing(visits):
    """A value that was delivered but cannot be read has one reason, not two."""
    rows = Rows(
        pd.DataFrame({"visit_date": pd.to_datetime([None, None])}),
        unreadable={"visit_date": pd.Series([True, False])},
    )
    assert suite(visits)["required:visit_date"].fails(rows).tolist() == [False, True]


def test_codes_of_another_year_are_unknown():
    """A code is judged by the list of the collection year."""
    from expectations.datasets import Referrals

    rows = Rows(pd.DataFrame({"closure_reason": pd.Series(["RC8", "RC9"], dtype="str")}))
    for year, expected in ((2022, [False, True]), (2023, [False, False])):
        check = suite(Referrals, context=Context("cin_census", date(year, 3, 31), year))["unknown:closure_reason"]
        assert check.fails(rows).tolist() == expected


def test_a_local_code_is_unknown_in_a_statutory_return():
    """Annex A's "Health services" is no code of the census."""
    from expectations.datasets import Contacts

    rows = Rows(pd.DataFrame({"source": pd.Series(["3", "3A"], dtype="str")}))
    assert suite(Contacts)["unknown:source"].fails(rows).tolist() == [False, False]
    assert suite(Contacts, context=CENSUS)["unknown:source"].fails(rows).tolist() == [True, False]


def test_great_expectations_never_sees_personal_columns(visits):
    """Only codes are shown as they are; everything else is a flag."""
    assert {name for check in suite(visits).values() for name in check.seen} == {"seen_alone"}
