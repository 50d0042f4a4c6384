"""The SSD in the datasets' words: what follows from other tables, and what is said in JSON."""

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from flows.sources.ssd_tables import TABLES
from transforms.conform.ssd import PROVENANCE, SECTIONS, conform
from transforms.conform.ssd_json import codes_in
from transforms.conform.ssd_names import KINDS, NAMES


def table(picture: str) -> pd.DataFrame:
    """Return a drawn table as text with provenance; a dash is nothing."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in picture.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=head).replace("-", None).astype("str")
    return frame.assign(
        source_file="t", source_sheet="", source_line=range(2, len(rows) + 2), row_number=range(len(rows))
    )


def said(section: pd.DataFrame) -> list[tuple]:
    """Return the rows without provenance, nothing as a dash."""
    return [tuple(row) for row in section.drop(columns=list(PROVENANCE)).astype(object).fillna("-").to_numpy()]


@pytest.mark.parametrize("name", SECTIONS)
def test_sections_fit_their_datasets(name):
    """Every column is the dataset's, and the natural key can be delivered."""
    dataset = DATASETS[SECTIONS[name].dataset]
    assert set(SECTIONS[name].columns) <= set(dataset.columns)
    assert set(dataset.grain) <= set(SECTIONS[name].columns)
    assert KINDS[name] in TABLES


def test_every_table_that_is_taken_is_kept():
    """No table is fetched for nothing."""
    assert set(KINDS.values()) == set(TABLES)
    assert set(KINDS) == set(NAMES)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('["1A", "2B","3A"]', ["1A", "2B", "3A"]),
        ('{"1A": "Yes", "2B": "No", "3A": "Y", "4A": ""}', ["1A", "3A"]),
        ("1A, 2B", ["1A", "2B"]),
        ("[20, 21]", ["20", "21"]),
        ("[]", []),
        ("null", []),
        ('["1A", "1A"]', ["1A"]),
        ('["1A", ', ['["1A",']),
        ('[["1A"]]', ['[["1A"]]']),
        ("[" * 5000, ["[" * 5000]),
    ],
)
def test_codes_in_json(text, codes):
    """Both shapes of the specification; what is neither is one unknown code, so that it is counted and shown."""
    assert codes_in(text) == codes


def test_factors_belong_to_their_assessment():
    """One row for each code, with the child and the start of the assessment; an unknown assessment has neither."""
    sections = conform(
        {
            "cin_assessments": table(
                """
                cina_assessment_id | cina_person_id | cina_assessment_start_date
                7                  | A1             | 2024-01-05
                """
            ),
            "assessment_factors": table(
                """
                cinf_assessment_id | cinf_assessment_factors_json
                7                  | ["1A", "2B"]
                8                  | ["3A"]
                """
            ),
        }
    )
    factors = sections["ssd.assessment_factors"]
    assert said(factors) == [
        ("A1", "2024-01-05", "1A"),
        ("A1", "2024-01-05", "2B"),
        ("-", "-", "3A"),
    ]
    assert factors["row_number"].tolist() == [0, 1, 2]
    assert factors["source_line"].tolist() == [2, 2, 3]


def test_conferences_stand_where_the_figures_look_for_them():
    """On the enquiry that led to one; else on the referral that is stated, else on the child's latest before it."""
    sections = conform(
        {
            "cin_episodes": table(
                """
                cine_referral_id | cine_person_id | cine_referral_date | cine_referral_worker_id
                R1               | A1             | 2024-01-02         | W1
                R2               | A2             | 2024-01-03         | W1
                R3               | A3             | 2023-01-04         | W1
                R4               | A3             | 2024-01-04         | W1
                """
            ),
            "s47_enquiry": table(
                """
                s47e_s47_enquiry_id | s47e_referral_id | s47e_person_id | s47e_s47_start_date | s47e_s47_nfa
                E1                  | R1               | A1             | 2024-01-08          | N
                E2                  | R2               | A2             | 2024-01-09          | Y
                """
            ),
            "initial_cp_conference": table(
                """
                icpc_s47_enquiry_id | icpc_person_id | icpc_referral_id | icpc_icpc_date | icpc_icpc_outcome_cp_flag
                E1                  | A1             | R1               | 2024-02-01     | N
                E1                  | A1             | R1               | 2024-01-29     | Y
                -                   | A2             | R2               | 2024-03-01     | Y
                -                   | A3             | -                | 2024-03-04     | Y
                """
            ),
        }
    )
    enquiries = sections["ssd.section_47_enquiries"][
        ["child_id", "referral_date", "conference_date", "plan_outcome", "conference_not_required", *PROVENANCE]
    ]
    assert said(enquiries) == [
        ("A1", "2024-01-02", "2024-01-29", "Y", "-"),
        ("A2", "2024-01-03", "-", "-", "Yes"),
    ]
    referrals = sections["ssd.referrals"][["child_id", "referral_date", "conference_date", *PROVENANCE]]
    assert said(referrals) == [
        ("A1", "2024-01-02", "2024-02-01"),
        ("A2", "2024-01-03", "2024-03-01"),
        ("A3", "2023-01-04", "-"),
        ("A3", "2024-01-04", "2024-03-04"),
    ]
    assert len(sections["ssd.initial_child_protection_conferences"]) == 4


def test_teams_are_called_by_name():
    """As Annex A calls them; one that the table of teams does not know keeps what is written."""
    sections = conform(
        {
            "department": table("dept_team_id | dept_team_name\nT1 | PACT North"),
            "cin_episodes": table(
                """
                cine_referral_id | cine_person_id | cine_referral_date | cine_referral_team
                R1               | A1             | 2024-01-02         | T1
                R2               | A2             | 2024-01-03         | Duty
                """
            ),
        }
    )
    assert sections["ssd.referrals"]["team"].tolist() == ["PACT North", "Duty"]


def test_a_source_is_its_code_or_else_its_description():
    """A code of the system's own gives way to a description that is understood."""
    sections = conform(
        {
            "contacts": table(
                """
                cont_person_id | cont_contact_date | cont_contact_source_code | cont_contact_source_desc
                A1             | 2024-01-02        | 6                        | Police
                A2             | 2024-01-02        | LOCAL_77                 | Police
                A3             | 2024-01-02        | LOCAL_78                 | Some of our own
                """
            )
        }
    )
    assert sections["ssd.contacts"]["source"].tolist() == ["6", "Police", "LOCAL_78"]


def test_episodes_make_a_period_of_care():
    """From the day of entering care to the day of the last episode that no other follows, with the latest placement."""
    sections = conform(
        {
            "cla_episodes": table(
                """
                clae_person_id | clae_cla_episode_start_date | ceased     | reason | clae_cla_id
                A1             | 2023-01-01                  | 2023-05-01 | X1     | C1
                A1             | 2023-05-01                  | 2023-09-01 | E4A    | C1
                A2             | 2023-02-01                  | 2023-03-01 | X1     | C2
                A1             | 2024-01-01                  | -          | -      | C3
                """
            ).rename(columns={"ceased": "clae_cla_episode_ceased_date", "reason": "clae_cla_episode_ceased_reason"}),
            "cla_placement": table(
                """
                clap_person_id | clap_cla_id | clap_cla_placement_start_date | clap_cla_placement_type
                A1             | C1          | 2023-01-01                    | U6
                A1             | C1          | 2023-05-01                    | K2
                """
            ),
        }
    )
    periods = sections["ssd.periods_of_care"]
    assert said(periods[["child_id", "start_date", "end_date", "end_reason", "placement_type", *PROVENANCE]]) == [
        ("A1", "2023-01-01", "2023-09-01", "E4A", "K2"),
        ("A1", "2024-01-01", "-", "-", "-"),
        ("A2", "2023-02-01", "-", "-", "-"),
    ]
    assert len(sections["ssd.care_episodes"]) == 4


def test_other_identifiers_of_a_person():
    """A former identifier and the NHS number stand beside those that are linked; the pupil number is the child's."""
    sections = conform(
        {
            "person": table(
                "pers_person_id | pers_legacy_id | pers_common_child_id | pers_dob\nA1 | 77 | - | 2015-01-01"
            ),
            "linked_identifiers": table(
                """
                link_person_id | link_identifier_type | link_identifier_value | link_valid_from_date
                A1             | Unique Pupil Number  | A1234567890123        | 2020-01-01
                A1             | Unique Pupil Number  | B1234567890123        | 2022-01-01
                """
            ),
        }
    )
    assert said(sections["ssd.identifiers_of_persons"]) == [("A1", "Legacy identifier", "77")]
    assert sections["ssd.children"]["upn"].tolist() == ["B1234567890123"]


def test_only_adoption_orders_are_adoptions():
    """Another permanence order is none."""
    sections = conform(
        {
            "permanence": table(
                """
                perm_person_id | perm_adm_decision_date | perm_permanence_order_date | perm_permanence_order_type
                A1             | 2023-01-02             | 2024-01-02                 | Adoption
                A2             | 2023-01-02             | 2024-01-02                 | Special Guardianship
                """
            )
        }
    )
    assert sections["ssd.adoption_decisions"]["adoption_order_date"].fillna("-").tolist() == ["2024-01-02", "-"]


def test_a_column_that_is_not_there_says_nothing():
    """It is not delivered, rather than delivered as empty."""
    sections = conform({"contacts": table("cont_person_id | cont_contact_date\nA1 | 2024-01-02")})
    assert "referral_date" not in sections["ssd.contacts"]
    sections = conform(
        {"cin_episodes": table("cine_referral_id | cine_person_id | cine_referral_date\n1 | A1 | 2024-01-02")}
    )
    assert "conference_date" not in sections["ssd.referrals"]
    assert "closure_date" not in sections["ssd.referrals"]
