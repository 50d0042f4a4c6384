"""Laws of children and facts before they are loaded, each broken once."""

import pandas as pd
import pytest

from expectations.contract import DATASETS, Severity
from expectations.findings import State
from expectations.star import audit_star
from expectations.star_suites import SUITES
from expectations.working_days import Calendar
from transforms.facts import shape
from warehouse.contents import FACT_TABLES, natural_columns

CALENDAR = Calendar()


def day(text):
    return pd.Timestamp(text)


def rows(dataset, *given):
    names = {name: None for name in DATASETS[dataset].columns}
    return pd.DataFrame([names | row for row in given], columns=list(names))


@pytest.fixture
def datasets():
    """One child's case: referred, assessed, enquired into, on a plan that is reviewed."""
    asha = {"child_id": "Asha"}
    return {
        "referrals": rows(
            "referrals",
            asha | {"referral_date": day("2024-01-02"), "no_further_action": False},
            asha | {"referral_date": day("2024-06-03"), "no_further_action": False},
        ),
        "assessments": rows(
            "assessments",
            asha | {"start_date": day("2024-01-03"), "authorisation_date": day("2024-02-01")},
        ),
        "assessment_factors": rows(
            "assessment_factors", asha | {"assessment_start_date": day("2024-01-03"), "factor": "1A"}
        ),
        "section_47_enquiries": rows(
            "section_47_enquiries", asha | {"start_date": day("2024-01-10"), "conference_date": day("2024-01-24")}
        ),
        "child_protection_plans": rows(
            "child_protection_plans",
            asha | {"start_date": day("2024-01-24"), "end_date": day("2024-05-01")},
            asha | {"start_date": day("2024-06-10")},
        ),
        "child_protection_plan_reviews": rows(
            "child_protection_plan_reviews",
            asha | {"plan_start_date": day("2024-01-24"), "review_date": day("2024-04-02")},
        ),
        "child_in_need_plans": rows("child_in_need_plans", asha | {"start_date": day("2024-01-10")}),
        "contacts": rows("contacts", asha | {"contact_date": day("2024-01-02"), "source": "1A"}),
    }


@pytest.fixture
def facts(datasets):
    return shape(datasets, CALENDAR)


@pytest.fixture
def audit(datasets, facts):
    """Judge the facts, some of them changed; return the rules that failed with their rows."""

    def judged(children=None, live=None, **changed):
        versions = pd.DataFrame(
            {"child_id": ["Asha"], "valid_from": day("1900-01-01"), "valid_to": day("9999-12-31"), "is_current": True}
        )
        live_rows = {name: len(frame) for name, frame in datasets.items()} | (live or {})
        found = audit_star(versions if children is None else children, facts | changed, live_rows, CALENDAR)
        assert not [finding for finding in found.findings if finding.state is State.ERROR]
        return {finding.rule: finding.failed for finding in found.failed}, found

    return judged


def test_a_sound_case_passes(audit):
    """Every suite was asked: each fact has rows."""
    failed, outcome = audit()
    assert failed == {}
    assert {finding.state for finding in outcome.findings} == {State.PASSED}
    assert {finding.dataset for finding in outcome.findings} == {"dim_child", "facts", *SUITES}


@pytest.mark.parametrize(
    ("fact", "column", "value", "rule", "severity"),
    [
        ("fact_referral", "previous_referral_date", day("2024-06-03"), "order:referral_date", Severity.CRITICAL),
        ("fact_referral", "closure_date", day("2023-12-01"), "order:closure_date", Severity.WARNING),
        ("fact_assessment", "working_days_from_start", 22, "working_days:working_days_from_start", Severity.CRITICAL),
        ("fact_assessment", "overdue_date", day("2024-01-03"), "order:overdue_date", Severity.CRITICAL),
        ("fact_child_protection_plan", "number_of_previous_plans_held", -1, None, Severity.CRITICAL),
        ("fact_child_protection_plan_review", "plan_start_date", day("2024-01-25"), None, Severity.CRITICAL),
        ("fact_assessment_factor", "start_date", day("2024-01-04"), "refers_to:fact_assessment", Severity.WARNING),
        ("fact_contact", "contact_date", None, "key", Severity.CRITICAL),
    ],
)
def test_each_law_is_noticed_when_it_is_broken(audit, facts, fact, column, value, rule, severity):
    """In the last row of the fact, by both the mask and Great Expectations: a finding that errs fails the test."""
    changed = facts[fact].copy()
    changed.loc[changed.index[-1], column] = value
    failed, outcome = audit(**{fact: changed})
    assert rule is None or f"{fact}.{rule}" in failed
    assert severity in {finding.severity for finding in outcome.failed}
    assert all(name.startswith(f"{fact}.") for name in failed)


def test_a_repeated_key_is_critical(audit, facts):
    """And the fact then has more rows than its dataset."""
    twice = pd.concat([facts["fact_contact"]] * 2, ignore_index=True)
    failed, outcome = audit(fact_contact=twice)
    assert failed == {"fact_contact.key": 1, "facts.row_accounting": 1}
    assert len(outcome.critical) == 2


def test_a_lost_row_is_critical(audit, facts):
    """Even the only one: a fact without rows is counted too."""
    failed, outcome = audit(fact_contact=facts["fact_contact"].iloc[:0])
    assert failed == {"facts.row_accounting": 1}
    assert outcome.critical


def test_versions_of_a_child_follow_one_another(audit):
    """One that begins before the last has ended, and two that are current."""
    versions = pd.DataFrame(
        {
            "child_id": ["Asha", "Asha", "Ben"],
            "valid_from": pd.to_datetime(["1900-01-01", "2024-01-01", "1900-01-01"]),
            "valid_to": pd.to_datetime(["2024-02-01", "2024-03-01", "2024-01-01"]),
            "is_current": [False, True, True],
        }
    )
    assert audit(children=versions)[0] == {"dim_child.versions_overlap": 1}
    both = audit(
        children=versions.assign(
            valid_from=versions["valid_from"].mask(versions.index == 1, day("2024-02-01")), is_current=True
        )
    )
    assert both[0] == {"dim_child.one_current_version": 2}


def test_every_fact_has_a_suite_of_its_own_columns():
    """By the names that its transform gives them; the key is that of the table."""
    assert SUITES.keys() == FACT_TABLES.keys()
    for name, suite in SUITES.items():
        columns = natural_columns(FACT_TABLES[name])
        named = {*suite.key, *suite.not_negative, *(each for three in suite.working_days for each in three)}
        named |= {each for order in suite.orders for each in (order.earlier, order.later)}
        named |= {each for reference in suite.references for each in reference.columns}
        assert named <= columns.keys(), name
        in_table = {column.name.removesuffix("_key") for column in FACT_TABLES[name].primary_key}
        assert {*suite.key} - {"child_id"} == in_table - {"authority", "child_durable"}, name
        assert not suite.one_for or suite.one_for in DATASETS
