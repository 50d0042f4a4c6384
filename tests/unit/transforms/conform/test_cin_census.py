"""The census becomes the datasets' rows: nothing renamed by hand elsewhere, nothing dropped."""

from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401  declares them
from expectations.contract import DATASETS
from transforms.conform.cin_census import KINDS, NAMES, PROVENANCE, SECTIONS, conform
from transforms.conform.section import Covers


def frame(names, rows=()):
    """Make a frame as the reader does: numbers as integers, the rest text, with provenance."""
    made = pd.DataFrame(list(rows), columns=list(names)).astype(
        {name: "int64" if name.endswith("_number") else "str" for name in names}
    )
    return made.assign(
        source_file=pd.Series("census.xml", index=made.index, dtype="str"),
        source_sheet=pd.Series("Child", index=made.index, dtype="str"),
        source_line=[10 + number for number in range(len(made))],
        row_number=range(len(made)),
    )


def elements(section):
    """The reader's columns for a section, with the number of the child."""
    derived = {"sex", "disability"}
    sexes = ["Sex", "GenderCurrent"] if section == "cin_census.children" else []
    return ["child_number", *(name for name in NAMES[section] if name not in derived), *sexes]


@pytest.fixture
def records():
    """A census without rows."""
    return {kind: frame(elements(section)) for section, kind in KINDS.items()}


def people(*rows):
    """Children as number, identifier, Sex, GenderCurrent."""
    names = elements("cin_census.children")
    wanted = ["child_number", "LAchildID", "Sex", "GenderCurrent"]
    return frame(names, [[dict(zip(wanted, row, strict=True)).get(name) for name in names] for row in rows])


def disabilities(*rows):
    """Disabilities as number and identifier of the child, and code."""
    return frame(["child_number", "LAchildID", "Disability"], rows)


def test_every_section_is_made(records):
    """Ten sections, each of one dataset."""
    assert conform(records).keys() == SECTIONS.keys()


def test_what_was_not_collected_makes_no_section(records):
    """A census of 2021 has no child in need plans: unknown, not none."""
    del records["cin_plan_dates"]
    assert SECTIONS.keys() - conform(records).keys() == {"cin_census.child_in_need_plans"}


@pytest.mark.parametrize("section", SECTIONS.values(), ids=lambda section: section.name)
def test_sections_speak_the_datasets_language(section):
    """Every column is one of the dataset's, and the whole natural key is there."""
    dataset = DATASETS[section.dataset]
    assert set(section.columns) <= dataset.columns.keys()
    assert set(dataset.grain) <= set(section.columns)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_row_stays_with_its_place(records, section):
    """Rows without any value, even, since what is dropped is dropped by name elsewhere."""
    names = elements(section)
    rows = frame(names, [[1 if name == "child_number" else None for name in names]] * 3)
    conformed = conform({**records, KINDS[section]: rows})[section]
    pd.testing.assert_frame_equal(conformed[list(PROVENANCE)], rows[list(PROVENANCE)])
    assert tuple(conformed.columns) == (*SECTIONS[section].columns, *PROVENANCE)


@pytest.mark.parametrize("section", SECTIONS)
def test_values_are_text_and_unchanged(records, section):
    """Each column holds what its element held."""
    names = elements(section)
    rows = frame(names, [[1 if name == "child_number" else f"<{name}>" for name in names]])
    conformed = conform({**records, KINDS[section]: rows})[section]
    assert (conformed[list(SECTIONS[section].columns)].dtypes == "str").all()
    for element, column in NAMES[section].items():
        if element not in ("sex", "disability"):
            assert conformed[column].tolist() == [f"<{element}>"]


def test_sex_is_the_one_that_was_given(records):
    """Sex from 2025, GenderCurrent before, Sex where a file has both; the code stays as it was written."""
    children = people((1, "A", "F", None), (2, "B", None, "1"), (3, "C", "U", "2"), (4, "D", None, None))
    conformed = conform({**records, "children": children})["cin_census.children"]
    assert conformed["sex"].fillna("-").tolist() == ["F", "1", "U", "-"]


def test_disability_is_derived_from_the_list(records):
    """Any code but NONE means yes, NONE alone means no, and no list says nothing."""
    conformed = conform(
        {
            **records,
            "children": people(*((number, "A", None, None) for number in (1, 2, 3, 4))),
            "disabilities": disabilities((1, "A", "HAND"), (1, "A", "NONE"), (2, "A", "none"), (3, "A", None)),
        }
    )
    assert conformed["cin_census.children"]["disability"].fillna("-").tolist() == ["Yes", "No", "-", "-"]
    assert conformed["cin_census.child_disabilities"]["disability"].fillna("-").tolist() == [
        "HAND",
        "NONE",
        "none",
        "-",
    ]


def test_conforming_leaves_its_input_alone(records):
    """Frames go in and come out; nothing is changed in place."""
    children = people((1, "A", "F", None))
    before = children.copy()
    conform({**records, "children": children})
    pd.testing.assert_frame_equal(children, before)


def test_the_window_is_the_year_to_the_reference_date():
    """Twelve months for every section."""
    windows = {section.window(date(2024, 3, 31)) for section in SECTIONS.values()}
    assert windows == {(date(2023, 4, 1), date(2024, 3, 31))}


def test_what_the_census_covers_in_full():
    """Episodes open in the year, enquiries and reviews in the year; of the rest, absence says nothing."""
    coverage = {section.dataset: section.withdraws for section in SECTIONS.values()}
    complete = {section.dataset: section.complete for section in SECTIONS.values()}
    # An enquiry of the year before is there too, if its conference fell in the year; so is every child with an episode.
    described = dict.fromkeys(("section_47_enquiries", "children", "assessment_factors"), Covers.EPISODES)
    assert complete == coverage | described
    assert coverage == {
        "children": Covers.NOTHING,
        "child_disabilities": Covers.NOTHING,
        "referrals": Covers.EPISODES,
        "assessments": Covers.EPISODES,
        "assessment_factors": Covers.NOTHING,
        "child_in_need_plans": Covers.EPISODES,
        "section_47_enquiries": Covers.EVENTS,
        "child_protection_plans": Covers.EPISODES,
        "child_protection_plan_reviews": Covers.EVENTS,
        "pre_proceedings": Covers.NOTHING,
    }
