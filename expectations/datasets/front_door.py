"""Contacts and referrals: the front door, and the episode of need that a referral opens."""

from datetime import date

import pandas as pd

from expectations.codes import CaseStatus, ClosureReason, PrimaryNeed, ReferralSource
from expectations.contract import Context, Dataset, Severity, column, rule
from expectations.shapes import absent, more_than_one


class Contacts(Dataset):
    """Contacts about a child, one row for each child of a family (Annex A list 1)."""

    grain = ("child_id", "contact_date", "source")
    defining_date = "contact_date"

    child_id: str = column(personal=True, description="The authority's own identifier.")
    contact_date: date = column(description="The day the contact was received.")
    source: ReferralSource | None = column(description="Who made the contact, in the groups of DfE's table C5.")

    @rule("contact_in_future", Severity.WARNING, fields=("contact_date",))
    def contact_after_the_extract(contacts: pd.DataFrame, context: Context) -> pd.Series:
        """The contact is dated after the day the extract was made."""
        return contacts["contact_date"] > pd.Timestamp(context.as_at)


class Referrals(Dataset):
    """
    Referrals to children's social care, each opening an episode of need unless no further action is taken.

    DfE: a request for services for a child not previously known, or known but with the case closed.
    """

    grain = ("child_id", "referral_date")
    defining_date = "referral_date"
    ends = "closure_date"
    momentary = "no_further_action"

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    referral_date: date = column(item="N00100", description="The day the referral was received.")
    source: ReferralSource | None = column(item="N00152", description="Who referred the child.")
    no_further_action: bool | None = column(item="N00112", description="Whether the referral led to no further action.")
    primary_need: PrimaryNeed | None = column(item="N00101", description="Main reason for services.")
    closure_date: date | None = column(item="N00102", description="The day the episode closed; empty while open.")
    closure_reason: ClosureReason | None = column(item="N00103", description="Why the episode closed.")
    conference_date: date | None = column(
        item="N00110",
        description="An initial conference that followed no section 47 enquiry, such as a transfer in.",
    )
    referrals_in_last_12_months: int | None = column(
        minimum=0, description="Annex A's own count; reconciled, never used for a figure."
    )
    last_seen_date: date | None = column(description="The day the child was last seen (Annex A list 6).")
    case_status: CaseStatus | None = column(description="State of the case (Annex A list 6).")
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("8630", Severity.ERROR, fields=("referral_date", "closure_date"))
    def closes_before_it_opens(referrals: pd.DataFrame) -> pd.Series:
        """The case closes before the referral was received."""
        return referrals["closure_date"] < referrals["referral_date"]

    @rule("8600", Severity.WARNING, fields=("referral_date",))
    def referred_after_the_extract(referrals: pd.DataFrame, context: Context) -> pd.Series:
        """The referral is dated after the day the extract describes, or in a census not at all."""
        missing = referrals["referral_date"].isna() & context.statutory
        return missing | (referrals["referral_date"] > pd.Timestamp(context.as_at))

    @rule("8610", Severity.WARNING, fields=("primary_need", "no_further_action"), formats=("cin_census",))
    def need_missing(referrals: pd.DataFrame) -> pd.Series:
        """The primary need is missing although the referral led to further action."""
        return referrals["primary_need"].isna() & ~referrals["no_further_action"].fillna(True)

    @rule("8568", Severity.WARNING, fields=("no_further_action",), formats=("cin_census",))
    def further_action_missing(referrals: pd.DataFrame) -> pd.Series:
        """It is not stated whether the referral led to no further action."""
        return referrals["no_further_action"].isna()

    @rule("8866", Severity.WARNING, fields=("source", "referral_date"), formats=("cin_census",))
    def source_missing(referrals: pd.DataFrame) -> pd.Series:
        """The source of a referral made since 1 April 2013 is missing or not in the code list."""
        return absent(referrals["source"]) & (referrals["referral_date"] >= pd.Timestamp(2013, 4, 1))

    @rule("8805", Severity.WARNING, fields=("closure_date", "closure_reason"))
    def closed_without_reason(referrals: pd.DataFrame) -> pd.Series:
        """The case has a closure date but no reason for closure."""
        return referrals["closure_date"].notna() & referrals["closure_reason"].isna()

    @rule("8810", Severity.WARNING, fields=("closure_date", "closure_reason"))
    def reason_without_closure(referrals: pd.DataFrame) -> pd.Series:
        """The case has a reason for closure but no closure date."""
        return referrals["closure_reason"].notna() & referrals["closure_date"].isna()

    @rule(
        "8815",
        Severity.WARNING,
        fields=("child_id", "closure_date", "no_further_action"),
        formats=("cin_census",),
    )
    def more_than_one_open(referrals: pd.DataFrame) -> pd.Series:
        """
        The child has more than one open episode.

        As in DfE's text, an episode is open where it is said that it led to further action; one public validator
        counts it also where nothing is said.
        """
        is_open = referrals["closure_date"].isna() & ~referrals["no_further_action"].fillna(True).astype(bool)
        return more_than_one(is_open, referrals["child_id"])


class PreProceedings(Dataset):
    """Pre-proceedings and family group decision making within an episode of need (CIN census 2026)."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"

    child_id: str = column(personal=True, description="The authority's own identifier.")
    referral_date: date | None = column(description="Referral that opened the episode.")
    start_date: date = column(description="The day pre-proceedings started.")
    letter_before_proceedings_date: date | None = column(description="The day the letter was sent.")
    family_meeting_offered: bool | None = column(description="Whether a family group decision meeting was offered.")
    family_meeting_facilitated: bool | None = column(description="Whether the meeting took place.")
    first_meeting_date: date | None = column(description="The day of the first pre-proceedings meeting.")
    review_meetings: int | None = column(minimum=0, description="Number of review meetings.")
    decision_date: date | None = column(description="The day it was decided to step up or down.")
    outcome: str | None = column(length=10, description="Outcome code as delivered.")
    court_application_date: date | None = column(description="The day of the application to court.")
    initial_letter_date: date | None = column(description="The day of the letter of issue (LetterInitCPDate).")
