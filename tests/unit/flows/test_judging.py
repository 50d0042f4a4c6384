"""What judging says of codes that no list holds, and of days that stand for none."""

from datetime import date

import pandas as pd
import pytest

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import Context
from flows.judging import Delivered, Judged, judge, pseudonymiser
from transforms.conform.annex_a import SECTIONS

CONTEXT = Context("annex_a", date(2024, 6, 30))


@pytest.fixture
def judged() -> Judged:
    """Six contacts, one of them given twice; four sources are in no list."""
    sources = ["Police", "Polcie", "Polcie", "Helth visitor", "Zebedee", "Zebedee"]
    text = pd.DataFrame(
        {
            "child_id": ["A1", "B2", "B2", "C3", "D4", "E5"],
            "contact_date": ["2024-05-01"] * 6,
            "source": sources,
        },
        dtype="str",
    ).assign(source_file="annex.xlsx", source_sheet="List 1", source_line=range(2, 8), row_number=range(6))
    section = SECTIONS["annex_a.list_1.contacts"]
    (judged,) = judge([Delivered(section, text)], CONTEXT, pseudonymise=pseudonymiser("key"))
    return judged


def test_unknown_codes_are_loaded_as_unmapped_and_counted(judged: Judged):
    """Every row is there, the value is not, and the finding counts them."""
    (finding,) = [found for found in judged.outcome.findings if found.rule == "unknown:source"]
    assert judged.accepted["source"].tolist() == ["6", "?", "?", "?", "?"]
    assert (finding.failed, judged.rows_held, judged.dropped) == (4, 0, {"duplicate_exact": 1})


def test_the_finding_names_the_closest_codes_with_counts(judged: Judged):
    """Codes and counts, which may be shown to anybody; rows that were dropped do not count."""
    (finding,) = [found for found in judged.outcome.findings if found.rule == "unknown:source"]
    assert finding.message == (
        "The source is not in the code list. Closest in the list: 3B Health services: health visitor (1), 6 Police (1)."
    )


def test_each_held_value_has_its_own_hint(judged: Judged):
    """The reason in quarantine names the code that the row's value comes closest to, if there is one."""
    reasons = judged.held.set_index("source_line")["reason"].str.removeprefix("The source is not in the code list.")
    assert reasons.to_dict() == {
        3: " Closest in the list: 6 Police.",
        5: " Closest in the list: 3B Health services: health visitor.",
        6: "",
        7: "",
    }


def test_no_message_holds_the_text(judged: Judged):
    """Whatever stood in the cell stays in quarantine."""
    said = [finding.message for finding in judged.outcome.findings] + judged.held["reason"].tolist()
    assert not [message for message in said if "Zebedee" in message or "Polcie" in message]


def test_days_that_stand_for_none_are_absent_and_counted():
    """31 December 9999 is how a system writes "open": the plan is loaded without an end, and a note counts it."""
    text = pd.DataFrame(
        {"child_id": ["A1", "B2"], "start_date": ["2024-05-01"] * 2, "end_date": ["99991231", "2024-06-01"]},
        dtype="str",
    ).assign(source_file="annex.xlsx", source_sheet="List 7", source_line=[2, 3], row_number=[0, 1])
    section = SECTIONS["annex_a.list_7.child_protection_plans"]
    (judged,) = judge([Delivered(section, text)], CONTEXT, pseudonymise=pseudonymiser("key"))
    (finding,) = [found for found in judged.outcome.findings if found.rule == "sentinel:end_date"]
    assert (finding.severity, finding.failed, finding.evaluated, judged.rows_held) == ("note", 1, 2, 0)
    assert judged.accepted["end_date"].isna().tolist() == [True, False]
