"""The sections of an extract side by side."""

import pandas as pd

from expectations.sections import NOBODY, Sections


def rows(*those: tuple[str | None, str | None], dated_by: str = "start_date") -> pd.DataFrame:
    """Return rows of a child and a day."""
    frame = pd.DataFrame(list(those), columns=["child_id", dated_by])
    return frame.assign(**{dated_by: pd.to_datetime(frame[dated_by])})


def test_a_child_has_one_number_in_every_section():
    """Whatever its place in them."""
    sections = Sections(
        {
            "referrals": rows(("Ben", "2024-05-07"), ("Asha", "2024-05-07"), dated_by="referral_date"),
            "assessments": rows(("Asha", "2024-05-08")),
        }
    )
    assert sections.rows("referrals")["child"][1] == sections.rows("assessments")["child"][0]
    assert sections.rows("referrals")["child"].nunique() == 2


def test_what_a_child_has_of_one_day_is_one_event():
    """Factors share the number of their assessment; another child's of that day is another."""
    sections = Sections(
        {
            "assessments": rows(("Asha", "2024-05-08"), ("Ben", "2024-05-08")),
            "factors": rows(("Asha", "2024-05-08"), ("Asha", "2024-05-08"), dated_by="assessment_start_date"),
        }
    )
    assert sections.rows("factors")["event"].eq(sections.rows("assessments")["event"][0]).all()
    assert sections.rows("assessments")["event"].nunique() == 2


def test_a_row_without_its_key_belongs_to_nothing():
    """Two of them are not one child's."""
    numbered = Sections({"assessments": rows((None, "2024-05-08"), ("Asha", None))}).rows("assessments")
    assert numbered["child"].tolist() == [NOBODY, 0]
    assert numbered["event"].tolist() == [NOBODY, NOBODY]


def test_a_section_that_the_extract_does_not_have_is_not_there():
    """A rule that needs it is not applicable."""
    assert "referrals" not in Sections({"assessments": rows(("Asha", "2024-05-08"))})
    assert "assessments" in Sections({"assessments": rows(("Asha", "2024-05-08"))})


def test_restated_rows_are_kept_apart():
    """Rules on repetition look there."""
    sections = Sections({"assessments": rows(("Asha", "2024-05-08"))}, {"assessments": rows(("Asha", "2024-05-08"))})
    assert len(sections.rows("assessments")) == len(sections.restated("assessments")) == 1
    assert Sections({"assessments": rows(("Asha", "2024-05-08"))}).restated("assessments").empty
