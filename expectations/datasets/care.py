"""Children looked after and care leavers, as Annex A describes them: the latest state of each thing."""

from datetime import date

import pandas as pd

from expectations.codes import (
    AccommodationSuitability,
    CareEndReason,
    CareLeaverAccommodation,
    CareLeaverActivity,
    CareLeaverContact,
    CareLeaverEligibility,
    LegalStatusClass,
    PermanencePlan,
    PlacementAuthority,
    PlacementClass,
    PlacementLocation,
    PlacementProviderClass,
    PrimaryNeed,
    YesNoUnknown,
)
from expectations.contract import Context, Dataset, Severity, column, rule

POSTCODE = r"(?i)[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}"
LATEST = {"unreadable": Severity.WARNING}  # no figure is dated by it: an unreadable one costs the value, not the row


class PeriodsOfCare(Dataset):
    """
    Periods of being looked after, with the latest legal status and placement (Annex A list 8).

    A history of placements cannot be told from it: only the SSDA903 return has the episodes.
    """

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(personal=True, description="The authority's own identifier.")
    start_date: date = column(description="The day the child started to be looked after.")
    unaccompanied_asylum_seeker: YesNoUnknown | None = column(
        description="Whether the child was an unaccompanied asylum-seeking child in the last twelve months."
    )
    primary_need: PrimaryNeed | None = column(description="Main reason why the child is looked after.")
    second_period: YesNoUnknown | None = column(
        description="Whether it is a second or later period of being looked after within twelve months."
    )
    legal_status_start_date: date | None = column(description="The day the current legal status began.", **LATEST)
    legal_status: LegalStatusClass | None = column(description="Current legal status, in Ofsted's classes.")
    placement_start_date: date | None = column(description="The day the latest placement began.", **LATEST)
    placement_type: PlacementClass | None = column(description="Latest placement, in Ofsted's classes.")
    placement_provider: PlacementProviderClass | None = column(description="Who provides the latest placement.")
    placement_postcode: str | None = column(
        personal=True, length=10, pattern=POSTCODE, description="Postcode of the latest placement, in full."
    )
    placement_urn: str | None = column(
        personal=True, length=20, description="Ofsted's number of the home, which tells where the child lives."
    )
    placement_location: PlacementLocation | None = column(description="Whether the placement is in the authority.")
    placement_authority: PlacementAuthority | None = column(description="Authority in which the placement lies.")
    placements_in_last_12_months: int | None = column(minimum=0, description="Annex A's own count of placements.")
    permanence_plan: PermanencePlan | None = column(description="The plan for the child's permanence.")
    latest_review_date: date | None = column(description="The day of the latest statutory review.", **LATEST)
    last_visit_date: date | None = column(description="The day a social worker last visited.", **LATEST)
    last_reviewing_officer_contact_date: date | None = column(
        description="The day of the independent reviewing officer's last visit or contact.", **LATEST
    )
    last_health_assessment_date: date | None = column(description="The day of the last health assessment.", **LATEST)
    last_dental_check_date: date | None = column(description="The day of the last dental check.", **LATEST)
    missing_in_last_12_months: int | None = column(
        minimum=0, description="How many times the child went missing from the placement in twelve months."
    )
    absent_in_last_12_months: int | None = column(
        minimum=0, description="How many times the child was away without authorisation in twelve months."
    )
    return_interview_offered: YesNoUnknown | None = column(
        description="Whether an interview was offered after the child was last missing."
    )
    return_interview_accepted: YesNoUnknown | None = column(
        description="Whether the child accepted the interview that was offered."
    )
    end_date: date | None = column(description="The day the child ceased to be looked after; empty until then.")
    end_reason: CareEndReason | None = column(description="Why the child ceased to be looked after.")
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )

    @rule("ends_before_start", Severity.ERROR, fields=("start_date", "end_date"))
    def ceases_before_it_starts(periods: pd.DataFrame) -> pd.Series:
        """The child ceases to be looked after before the day the child started to be looked after."""
        return periods["end_date"] < periods["start_date"]

    @rule("started_in_future", Severity.WARNING, fields=("start_date",))
    def started_after_the_extract(periods: pd.DataFrame, context: Context) -> pd.Series:
        """The child starts to be looked after later than the day the extract describes."""
        return periods["start_date"] > pd.Timestamp(context.as_at)

    @rule("more_than_one_current", Severity.WARNING, fields=("child_id", "end_date"))
    def more_than_one_current(periods: pd.DataFrame) -> pd.Series:
        """The child is looked after twice at the same time."""
        current = periods["end_date"].isna()
        return current & (current.groupby(periods["child_id"]).transform("sum") > 1)

    @rule("ended_without_reason", Severity.WARNING, fields=("end_date", "end_reason"))
    def ended_without_reason(periods: pd.DataFrame) -> pd.Series:
        """The child ceased to be looked after and no reason is given."""
        return periods["end_date"].notna() & periods["end_reason"].isna()

    @rule("reason_without_end", Severity.WARNING, fields=("end_date", "end_reason"))
    def reason_without_end(periods: pd.DataFrame) -> pd.Series:
        """There is a reason why the child ceased to be looked after, but no day."""
        return periods["end_reason"].notna() & periods["end_date"].isna()

    @rule("status_before_start", Severity.WARNING, fields=("start_date", "legal_status_start_date"))
    def legal_status_before_the_period(periods: pd.DataFrame) -> pd.Series:
        """The current legal status began before the child started to be looked after."""
        return periods["legal_status_start_date"] < periods["start_date"]

    @rule("placed_before_start", Severity.WARNING, fields=("start_date", "placement_start_date"))
    def placed_before_the_period(periods: pd.DataFrame) -> pd.Series:
        """The latest placement began before the child started to be looked after."""
        return periods["placement_start_date"] < periods["start_date"]

    @rule(
        "accepted_not_offered",
        Severity.WARNING,
        fields=("return_interview_offered", "return_interview_accepted"),
    )
    def interview_accepted_but_not_offered(periods: pd.DataFrame) -> pd.Series:
        """The child accepted a return interview that was not offered."""
        accepted = periods["return_interview_accepted"] == YesNoUnknown.YES.value
        return accepted & (periods["return_interview_offered"] == YesNoUnknown.NO.value)


class CareLeaverStatuses(Dataset):
    """
    Care leavers and the support they have (Annex A list 9), as each extract describes them.

    Everything is kept extract by extract: a list says how things stand on its day and when nothing began.
    """

    grain = ("child_id",)
    history = True

    child_id: str = column(personal=True, description="The authority's own identifier.")
    unaccompanied_asylum_seeker: YesNoUnknown | None = column(
        description="Whether the young person is or was an unaccompanied asylum-seeking child."
    )
    eligibility: CareLeaverEligibility | None = column(description="Entitlement under the leaving care rules.")
    pathway_plan_review_date: date | None = column(description="The day the pathway plan was last reviewed.", **LATEST)
    in_touch: CareLeaverContact | None = column(description="Whether the authority is in touch.")
    latest_contact_date: date | None = column(description="The day of the latest contact.", **LATEST)
    accommodation: CareLeaverAccommodation | None = column(description="Where the young person lives.")
    suitability: AccommodationSuitability | None = column(description="Whether the accommodation is suitable.")
    activity: CareLeaverActivity | None = column(description="Education, employment, training, or none of them.")
    team: str | None = column(description="Team that holds the case.")
    worker: str | None = column(
        personal=True, pseudonymous=True, description="Allocated worker; a keyed hash in the warehouse."
    )
    personal_adviser: str | None = column(
        personal=True, pseudonymous=True, description="Personal adviser; a keyed hash in the warehouse."
    )

    @rule("contact_in_future", Severity.WARNING, fields=("latest_contact_date",))
    def contact_after_the_extract(leavers: pd.DataFrame, context: Context) -> pd.Series:
        """The latest contact is dated after the day the extract describes."""
        return leavers["latest_contact_date"] > pd.Timestamp(context.as_at)

    @rule("eligibility_missing", Severity.WARNING, fields=("eligibility",))
    def eligibility_missing(leavers: pd.DataFrame) -> pd.Series:
        """The eligibility category of the care leaver is missing."""
        return leavers["eligibility"].isna()
