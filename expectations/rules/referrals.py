"""Rules of DfE's census about episodes of need (module CINdetails), judged in referrals."""

import pandas as pd

from expectations.codes import AssessmentFactor, ClosureReason
from expectations.contract import UNMAPPED, Context
from expectations.datasets.assessment import AssessmentFactors, Assessments
from expectations.datasets.child_protection import ChildInNeedPlans, ChildProtectionPlans, Section47Enquiries
from expectations.datasets.children import Children
from expectations.datasets.front_door import Referrals
from expectations.rules.declaring import census_rule
from expectations.shapes import among, beside_some, missing_among, of_child, outside, value_of
from expectations.working_days import calendar

DAYS_OF_PREGNANCY = 280  # 40 weeks, rule 8606
NOT_IN_NEED = (ClosureReason.RC8.value, ClosureReason.RC9.value)  # closed after assessment


@census_rule("8555Q", Referrals, "referral_date", beside=(Children,))
def referred_after_death(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The referral is dated after the child's date of death."""
    return referrals["referral_date"] > of_child(referrals, context, "death_date")


@census_rule("8569Q", Referrals, "referral_date", "no_further_action")
def old_referral_without_further_action(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """
    A referral from more than one working day before the census year is marked as leading to no further action.

    Bank holidays are no working days; one public validator leaves out weekends only.
    """
    day_before = pd.Series(context.year_start - pd.Timedelta(days=1), index=referrals.index)
    too_old = calendar().working_days_between(referrals["referral_date"], day_before) >= 1
    return too_old & referrals["no_further_action"]


@census_rule("8585Q", Referrals, "closure_reason", beside=(Children,))
def died_without_date(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case closed because the child died, but the child has no date of death."""
    died = referrals["closure_reason"] == ClosureReason.RC2.value
    return died & of_child(referrals, context, "death_date").isna()


@census_rule("8606", Referrals, "referral_date", beside=(Children,))
def referred_long_before_birth(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The referral is dated more than 40 weeks before the child's date of birth or expected date of birth."""
    days_after = referrals["referral_date"] + pd.Timedelta(days=DAYS_OF_PREGNANCY)
    born, expected = (of_child(referrals, context, name) for name in ("birth_date", "expected_birth_date"))
    return (days_after < born) | (days_after < expected)


@census_rule("8620", Referrals, "closure_date")
def closed_outside_the_year(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case closed outside the census year."""
    return outside(referrals["closure_date"], context.year_start, context.year_end)


@census_rule("8640", Referrals, "closure_reason")
def closure_reason_unknown(referrals: pd.DataFrame) -> pd.Series:
    """The reason for closure is not in the code list of the year."""
    return referrals["closure_reason"] == UNMAPPED


@census_rule("8650", Referrals, "primary_need")
def need_unknown(referrals: pd.DataFrame) -> pd.Series:
    """The primary need is not in the code list of the year."""
    return referrals["primary_need"] == UNMAPPED


def _open(referrals: pd.DataFrame) -> pd.Series:
    """Episodes without a closure date that are said to have led to further action."""
    return referrals["closure_date"].isna() & ~referrals["no_further_action"].fillna(True).astype(bool)


@census_rule("8816", Referrals, "referral_date", "closure_date", "no_further_action")
def open_but_not_the_latest(referrals: pd.DataFrame) -> pd.Series:
    """The episode is open, but the child was referred again after it."""
    return _open(referrals) & (
        referrals["referral_date"] < referrals.groupby("child_id")["referral_date"].transform("max")
    )


@census_rule("8820", Referrals, "referral_date", "closure_date", "no_further_action", beside=(Referrals,))
def episodes_overlap(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child was referred while another episode was open.

    The day on which an episode closes is free for the next one, as DfE's note to the rule says.
    """
    ends = referrals["closure_date"].mask(_open(referrals), context.year_end)
    times = referrals[["child", "referral_date"]].assign(ends=ends)
    return beside_some(
        times,
        times,
        on="child",
        when=lambda pair: (
            (pair["referral_date"] >= pair["referral_date_other"]) & (pair["referral_date"] < pair["ends_other"])
        ),
    )


@census_rule("8825Q", Referrals, "closure_reason", beside=(Assessments,))
def closed_after_no_assessment(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case closed after assessment (RC8 or RC9), but the episode has no assessment."""
    assessments = context.rows_of(Assessments)
    return referrals["closure_reason"].isin(NOT_IN_NEED) & missing_among(referrals["episode"], assessments["episode"])


@census_rule("8831", Referrals, "no_further_action", "conference_date", beside=(Assessments, Section47Enquiries))
def activity_after_no_further_action(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The referral led to no further action, but has an assessment, a section 47 enquiry or an initial conference."""
    acted = referrals["conference_date"].notna()
    for dataset in (Assessments, Section47Enquiries):
        acted |= among(referrals["episode"], context.rows_of(dataset)["episode"])
    return referrals["no_further_action"] & acted


@census_rule("2990", Referrals, "closure_reason", "conference_date", beside=(Section47Enquiries, ChildProtectionPlans))
def activity_though_not_in_need(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case closed after assessment (RC8 or RC9), but has an enquiry, an initial conference or a plan."""
    acted = referrals["conference_date"].notna()
    for dataset in (Section47Enquiries, ChildProtectionPlans, ChildInNeedPlans):
        if dataset.name in context.sections:  # the census has child in need plans since 2022
            acted |= among(referrals["episode"], context.rows_of(dataset)["episode"])
    return referrals["closure_reason"].isin(NOT_IN_NEED) & acted


@census_rule("2991Q", Referrals, "referral_date", beside=(Assessments, Section47Enquiries))
def enquiry_without_assessment(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The episode has a section 47 enquiry but no assessment."""
    enquiries, assessments = context.rows_of(Section47Enquiries), context.rows_of(Assessments)
    return among(referrals["episode"], enquiries["episode"]) & ~among(referrals["episode"], assessments["episode"])


@census_rule("8867", Referrals, "closure_date", beside=(Assessments,))
def closed_with_open_assessment(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case is closed, but an assessment in it is not completed."""
    assessments = context.rows_of(Assessments)
    still_open = assessments[assessments["authorisation_date"].isna()]
    return referrals["closure_date"].notna() & among(referrals["episode"], still_open["episode"])


@census_rule("8868", Referrals, "closure_date", beside=(Section47Enquiries,))
def closed_with_open_enquiry(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """The case is closed, but an enquiry in it has no initial conference and is not marked as needing none."""
    enquiries = context.rows_of(Section47Enquiries)
    undecided = enquiries["conference_date"].isna() & ~enquiries["conference_not_required"].fillna(False).astype(bool)
    return referrals["closure_date"].notna() & among(referrals["episode"], enquiries.loc[undecided, "episode"])


ACTIVITY = (
    (Assessments, ("start_date", "authorisation_date")),
    (Section47Enquiries, ("start_date", "conference_date")),
    (ChildProtectionPlans, ("end_date",)),
    (ChildInNeedPlans, ("start_date", "end_date")),
)


@census_rule(
    "8565", Referrals, "closure_date", "conference_date", beside=(Assessments, Section47Enquiries, ChildProtectionPlans)
)
def activity_after_closure(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """Something in the episode is dated after the case closed: an assessment, an enquiry, a conference or a plan."""
    closed = referrals["closure_date"]
    went_on = closed < referrals["conference_date"]
    for dataset, names in ACTIVITY:
        if dataset.name in context.sections:
            rows = context.rows_of(dataset)
            last = rows[[*names]].max(axis=1).groupby(rows["episode"]).max()
            went_on |= closed < value_of(referrals["episode"], last.index.to_series(), last)
    return went_on


@census_rule("8873Q", Referrals, "closure_reason", beside=(Assessments, AssessmentFactors))
def closed_otherwise_though_no_factor(referrals: pd.DataFrame, context: Context) -> pd.Series:
    """
    The episode's only assessment found no factors (21), but the reason for closure is neither RC8 nor RC9.

    As DfE's text has it, an episode without a reason for closure fails too; one public validator leaves it out.
    """
    assessments, factors = context.rows_of(Assessments), context.rows_of(AssessmentFactors)
    only = ~assessments["episode"].duplicated(keep=False)
    none_found = among(assessments["event"], factors.loc[factors["factor"] == AssessmentFactor.F21.value, "event"])
    ended_otherwise = ~referrals["closure_reason"].isin(NOT_IN_NEED)
    return ended_otherwise & among(referrals["episode"], assessments.loc[only & none_found, "episode"])
