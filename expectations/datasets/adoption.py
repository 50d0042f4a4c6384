"""Adoption: decisions that a child should be adopted, and people who want to adopt."""

from datetime import date

import pandas as pd

from expectations.codes import (
    AdopterLeavingReason,
    AdoptionReversalReason,
    Ethnicity,
    Sex,
    YesNoUnknown,
)
from expectations.contract import Context, Dataset, Severity, column, rule

LATER = {"unreadable": Severity.WARNING}  # an unreadable later step costs the step, not the row


class AdoptionDecisions(Dataset):
    """
    Decisions that a child should be placed for adoption, and what followed (Annex A list 10).

    The child is known by the identifier from before the adoption; nothing here leads to the child's new identity.
    """

    grain = ("child_id", "decision_date")
    defining_date = "decision_date"

    child_id: str = column(personal=True, description="The authority's own identifier, as it was before adoption.")
    family_id: str | None = column(
        personal=True, pseudonymous=True, description="Family that the child is matched with; a keyed hash."
    )
    care_start_date: date | None = column(description="The day the child entered care.", **LATER)
    decision_date: date = column(description="The day it was decided that the child should be placed for adoption.")
    placement_order_date: date | None = column(description="The day of the placement order.", **LATER)
    fostering_to_adopt_date: date | None = column(
        description="The day of a placement in fostering for adoption or concurrent planning.", **LATER
    )
    match_date: date | None = column(description="The day child and prospective adopters were matched.", **LATER)
    placement_date: date | None = column(description="The day the child was placed for adoption.", **LATER)
    adoption_order_date: date | None = column(description="The day of the adoption order.", **LATER)
    reversal_date: date | None = column(
        description="The day it was decided that the child should no longer be placed for adoption.", **LATER
    )
    reversal_reason: AdoptionReversalReason | None = column(description="Why the decision was reversed.")

    @rule("decided_before_care", Severity.WARNING, fields=("care_start_date", "decision_date"))
    def decided_before_the_child_entered_care(decisions: pd.DataFrame) -> pd.Series:
        """The decision for adoption was made before the child entered care."""
        return decisions["decision_date"] < decisions["care_start_date"]

    @rule("matched_before_decision", Severity.WARNING, fields=("decision_date", "match_date"))
    def matched_before_the_decision(decisions: pd.DataFrame) -> pd.Series:
        """The child was matched with adopters before the decision for adoption."""
        return decisions["match_date"] < decisions["decision_date"]

    @rule("placed_before_match", Severity.WARNING, fields=("match_date", "placement_date"))
    def placed_before_the_match(decisions: pd.DataFrame) -> pd.Series:
        """The child was placed for adoption before being matched with adopters."""
        return decisions["placement_date"] < decisions["match_date"]

    @rule("adopted_before_placement", Severity.WARNING, fields=("placement_date", "adoption_order_date"))
    def adopted_before_being_placed(decisions: pd.DataFrame) -> pd.Series:
        """The adoption order was made before the child was placed for adoption."""
        return decisions["adoption_order_date"] < decisions["placement_date"]

    @rule("reversal_without_reason", Severity.WARNING, fields=("reversal_date", "reversal_reason"))
    def reversed_without_reason(decisions: pd.DataFrame) -> pd.Series:
        """The child is no longer to be placed for adoption and no reason is given."""
        return decisions["reversal_date"].notna() & decisions["reversal_reason"].isna()

    @rule("reason_without_reversal", Severity.WARNING, fields=("reversal_date", "reversal_reason"))
    def reason_without_reversal(decisions: pd.DataFrame) -> pd.Series:
        """There is a reason why the child is no longer to be placed for adoption, but no day of that decision."""
        return decisions["reversal_reason"].notna() & decisions["reversal_date"].isna()


class ProspectiveAdopters(Dataset):
    """
    People who want to adopt, one row for each enquiry of each of them (Annex A list 11).

    They are adults and no child's relation is stated: identifiers enter the warehouse as keyed hashes only.
    """

    grain = ("adopter_id", "enquiry_date")
    defining_date = "enquiry_date"
    ends = "leaving_date"

    adopter_id: str = column(personal=True, pseudonymous=True, description="The adopter's identifier; a keyed hash.")
    family_id: str | None = column(
        personal=True, pseudonymous=True, description="The family that adopters of one household share; a keyed hash."
    )
    sex: Sex | None = column(description="Sex of the adopter as recorded.")
    ethnicity: Ethnicity | None = column(description="Ethnic origin of the adopter.")
    disability: YesNoUnknown | None = column(description="Whether the adopter has a disability.")
    fostering_for_adoption: YesNoUnknown | None = column(
        description="Whether the adopter fosters a child whom he or she is to adopt."
    )
    enquiry_date: date = column(description="The day the enquiry was received.")
    stage_1_start_date: date | None = column(description="The day stage 1 of the approval began.", **LATER)
    stage_1_end_date: date | None = column(description="The day stage 1 ended.", **LATER)
    stage_2_start_date: date | None = column(description="The day stage 2 of the approval began.", **LATER)
    stage_2_end_date: date | None = column(description="The day stage 2 ended.", **LATER)
    application_date: date | None = column(description="The day the application was submitted.", **LATER)
    approval_date: date | None = column(description="The day the application was approved.", **LATER)
    match_date: date | None = column(description="The day the adopter was matched with a child.", **LATER)
    placement_date: date | None = column(description="The day a child was placed with the adopter.", **LATER)
    children_placed: int | None = column(minimum=0, description="How many children were placed.")
    adoption_order_date: date | None = column(description="The day of the adoption order.", **LATER)
    leaving_date: date | None = column(description="The day the adopter left the process; empty until then.")
    leaving_reason: AdopterLeavingReason | None = column(description="Why the adopter left the process.")

    @rule("enquired_in_future", Severity.WARNING, fields=("enquiry_date",))
    def enquired_after_the_extract(adopters: pd.DataFrame, context: Context) -> pd.Series:
        """The enquiry is dated after the day the extract describes."""
        return adopters["enquiry_date"] > pd.Timestamp(context.as_at)

    @rule("left_before_enquiry", Severity.WARNING, fields=("enquiry_date", "leaving_date"))
    def left_before_the_enquiry(adopters: pd.DataFrame) -> pd.Series:
        """The adopter left the process before the enquiry was received."""
        return adopters["leaving_date"] < adopters["enquiry_date"]

    @rule("stages_out_of_order", Severity.WARNING, fields=("stage_1_start_date", "stage_2_start_date"))
    def stages_out_of_order(adopters: pd.DataFrame) -> pd.Series:
        """Stage 2 of the approval began before stage 1."""
        return adopters["stage_2_start_date"] < adopters["stage_1_start_date"]

    @rule("approved_before_application", Severity.WARNING, fields=("application_date", "approval_date"))
    def approved_before_the_application(adopters: pd.DataFrame) -> pd.Series:
        """The application was approved before it was submitted."""
        return adopters["approval_date"] < adopters["application_date"]

    @rule("left_without_reason", Severity.WARNING, fields=("leaving_date", "leaving_reason"))
    def left_without_reason(adopters: pd.DataFrame) -> pd.Series:
        """The adopter left the process and no reason is given."""
        return adopters["leaving_date"].notna() & adopters["leaving_reason"].isna()

    @rule("reason_without_leaving", Severity.WARNING, fields=("leaving_date", "leaving_reason"))
    def reason_without_leaving(adopters: pd.DataFrame) -> pd.Series:
        """There is a reason why the adopter left the process, but no day."""
        return adopters["leaving_reason"].notna() & adopters["leaving_date"].isna()
