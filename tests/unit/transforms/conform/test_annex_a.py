"""Annex A's lists in the datasets' words, with every row where it belongs."""

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401  (declares them)
from expectations.contract import DATASETS
from flows.sources.annex_a_columns import BY_NAME, LISTS
from transforms.conform.annex_a import NAMES, SECTIONS, conform
from transforms.conform.section import Covers


def table(*rows: dict[str, str | None]) -> pd.DataFrame:
    """Make a frame of text with provenance, numbered from 0."""
    texts = pd.DataFrame(list(rows), dtype="str")
    return texts.assign(source_file="annex.xlsx", source_sheet="", source_line=range(2, 2 + len(rows))).assign(
        row_number=range(len(rows))
    )


PLANS = table(
    {
        "child_unique_id": "A1",
        "gender": "b) Female",
        "date_of_birth": "2015-05-29",
        "child_protection_plan_start_date": "2023-11-23",
        "date_of_latest_review_conference": "2024-02-16",
    },
    {
        "child_unique_id": "B2",
        "gender": "a) Male",
        "date_of_birth": None,
        "child_protection_plan_start_date": "2024-01-08",
        "date_of_latest_review_conference": None,
    },
)


def test_every_row_stands_in_its_main_section_and_among_the_children():
    """Two plans are two plans and two descriptions of children."""
    sections = conform({"list_7": PLANS})
    assert [len(sections[f"annex_a.list_7.{name}"]) for name in ("child_protection_plans", "children")] == [2, 2]


def test_only_plans_with_a_review_make_a_review():
    """The latest review conference becomes a review where there was one."""
    reviews = conform({"list_7": PLANS})["annex_a.list_7.child_protection_plan_reviews"]
    assert reviews[["child_id", "plan_start_date", "review_date"]].to_numpy().tolist() == [
        ["A1", "2023-11-23", "2024-02-16"]
    ]


def test_provenance_is_kept():
    """Each row of a section knows its file, sheet and line, and the number of the row that it was."""
    children = conform({"list_7": PLANS})["annex_a.list_7.children"]
    assert children[["source_file", "source_sheet", "source_line", "row_number"]].to_numpy().tolist() == [
        ["annex.xlsx", "", 2, 0],
        ["annex.xlsx", "", 3, 1],
    ]


def test_values_are_not_touched():
    """Codes stay as they were written; parsing knows their spellings."""
    assert conform({"list_7": PLANS})["annex_a.list_7.children"]["sex"].tolist() == ["b) Female", "a) Male"]


def test_missing_column_is_missing_in_the_section():
    """A list without its teams says nothing about teams, which is not the same as having none."""
    assert "team" not in conform({"list_7": PLANS})["annex_a.list_7.child_protection_plans"]


def test_list_without_review_dates_makes_no_reviews():
    """A column that is not there makes no section."""
    plans = PLANS.drop(columns="date_of_latest_review_conference")
    assert "annex_a.list_7.child_protection_plan_reviews" not in conform({"list_7": plans})


def test_absent_list_makes_no_section():
    """A list that was not delivered says nothing at all."""
    assert {name.split(".")[1] for name in conform({"list_7": PLANS})} == {"list_7"}


def test_list_6_opens_an_episode():
    """The start of need is the referral's date, and a row without one is kept for validation to find."""
    need = table(
        {"child_unique_id": "A1", "cin_start_date": "2023-11-01", "primary_need_code": "N1"},
        {"child_unique_id": "B2", "cin_start_date": None, "primary_need_code": "N5"},
    )
    referrals = conform({"list_6": need})["annex_a.list_6.referrals"]
    assert referrals["referral_date"].isna().tolist() == [False, True]


def test_input_is_left_alone():
    """The reader's frames are not changed."""
    before = PLANS.copy()
    conform({"list_7": PLANS})
    pd.testing.assert_frame_equal(PLANS, before)


@pytest.mark.parametrize("section", SECTIONS)
def test_section_names_columns_that_exist(section):
    """Each section maps columns of its list to columns of its dataset, none of them twice."""
    dataset = DATASETS[SECTIONS[section].dataset]
    names = NAMES[section]
    assert set(names) <= {column.name for column in BY_NAME[section.split(".")[1]].columns}
    assert set(names.values()) <= set(dataset.columns)
    assert len(set(names.values())) == len(names)


def test_every_column_of_a_list_has_a_place():
    """Nothing that Ofsted asks for is lost on the way, but the age, which follows from the birth date."""
    for each in LISTS:
        used = {name for section, names in NAMES.items() if section.split(".")[1] == each.name for name in names}
        assert {column.name for column in each.columns} - used <= {"age_of_child_years"}, each.name


@pytest.mark.parametrize(
    ("section", "withdraws", "complete"),
    [
        ("list_1.contacts", Covers.EVENTS, Covers.EVENTS),
        ("list_3.referrals", Covers.EVENTS, Covers.EVENTS),
        ("list_4.assessments", Covers.EVENTS, Covers.EPISODES),
        ("list_5.section_47_enquiries", Covers.EVENTS, Covers.EVENTS),
        ("list_6.referrals", Covers.NOTHING, Covers.EPISODES),
        ("list_2.early_help_assessments", Covers.EVENTS, Covers.EVENTS),
        ("list_7.child_protection_plans", Covers.EPISODES, Covers.EPISODES),
        ("list_8.periods_of_care", Covers.EPISODES, Covers.EPISODES),
        ("list_9.care_leaver_statuses", Covers.NOTHING, Covers.NOTHING),
        ("list_7.child_protection_plan_reviews", Covers.NOTHING, Covers.NOTHING),
        ("list_3.children", Covers.NOTHING, Covers.NOTHING),
        ("list_6.children", Covers.NOTHING, Covers.EPISODES),
    ],
)
def test_sections_say_what_they_cover(section, withdraws, complete):
    """Six months, and for each section what absence means and what figures it can bear."""
    stated = SECTIONS[f"annex_a.{section}"]
    assert (stated.months, stated.withdraws, stated.complete) == (6, withdraws, complete)


@pytest.mark.parametrize("section", ["list_10.adoption_decisions", "list_11.prospective_adopters"])
def test_adoption_covers_a_year(section):
    """Ofsted asks for twelve months of adoption, and for every decision and enquiry in them."""
    stated = SECTIONS[f"annex_a.{section}"]
    assert (stated.months, stated.withdraws, stated.complete) == (12, Covers.EVENTS, Covers.EVENTS)


def test_adopters_are_no_children():
    """List 11 is about adults: none of them is described among the children."""
    assert "annex_a.list_11.children" not in SECTIONS
