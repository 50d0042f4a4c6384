"""
Looked-after children, as the SSDA903 tells of them; rule numbers are DfE's for that return.

A child's identifier here is the return's own (CHILD).
"""

from datetime import date

import pandas as pd

from expectations.codes import (
    AbsenceType,
    AccommodationSuitability,
    AdoptersLegalStatus,
    AdoptersSex,
    AdoptionReversalReason,
    CareLeaverAccommodation,
    CareLeaverActivity,
    CareLeaverTouch,
    Ethnicity,
    LegalStatus,
    NoSDQReason,
    Placement,
    PlacementProvider,
    PreviousPermanence,
    PrimaryNeed,
    ReasonEpisodeCeased,
    ReasonForNewEpisode,
    ReasonForPlacementChange,
    ReasonForSocialWorkerChange,
    ReviewParticipation,
    Sex,
)
from expectations.contract import Context, Dataset, Severity, column, rule

_IDENTIFIER = "The child's identifier in the SSDA903 (CHILD)."


def _after_the_year(days: pd.Series, context: Context) -> pd.Series:
    return days > (context.year_end or pd.Timestamp(context.as_at))


class LookedAfterChildren(Dataset):
    """Children of the SSDA903 (header), as each return describes them."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    sex: Sex | None = column(item="SEX", description="Sex as recorded; 1 and 2 up to 2024, M, F and U since.")
    birth_date: date | None = column(item="DOB", personal=True, description="Date of birth.")
    ethnicity: Ethnicity | None = column(item="ETHNIC", description="Ethnic origin.")
    upn: str | None = column(
        item="UPN", personal=True, length=13, description="Unique pupil number, or UN1 to UN5 where there is none."
    )
    is_mother: bool | None = column(item="MOTHER", description="Whether the child is a mother.")
    first_child_birth_date: date | None = column(
        item="MC_DOB", personal=True, description="Date of birth of the mother's first child."
    )

    @rule("611", Severity.WARNING, fields=("is_mother", "first_child_birth_date"))
    def mother_without_childs_birth_date(children: pd.DataFrame) -> pd.Series:
        """The child is a mother, but the date of birth of her child is blank."""
        return children["is_mother"].fillna(False) & children["first_child_birth_date"].isna()

    @rule("612", Severity.WARNING, fields=("sex", "is_mother", "first_child_birth_date"))
    def childs_birth_date_without_mother(children: pd.DataFrame) -> pd.Series:
        """The date of birth of a girl's child is given, but the mother field does not say that she is a mother."""
        girl = children["sex"] == Sex.FEMALE.value
        return girl & children["first_child_birth_date"].notna() & ~children["is_mother"].fillna(False)

    @rule("174", Severity.WARNING, fields=("sex", "first_child_birth_date"))
    def childs_birth_date_of_a_boy(children: pd.DataFrame) -> pd.Series:
        """The date of birth of a mother's child is recorded for a boy."""
        return children["first_child_birth_date"].notna() & (children["sex"] == Sex.MALE.value)

    @rule("621", Severity.WARNING, fields=("birth_date", "first_child_birth_date"))
    def mother_younger_than_her_child(children: pd.DataFrame) -> pd.Series:
        """The mother is no older than her child."""
        return children["first_child_birth_date"] <= children["birth_date"]


class EpisodesOfCare(Dataset):
    """
    Episodes of care: a stretch of days in one placement under one legal status.

    A period of being looked after is one or more episodes, the later ones each beginning on the day on which the one
    before ceased with X1. Series of short-term breaks (V3, V4) are among them.
    """

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    start_date: date = column(item="DECOM", description="The day the episode began.")
    start_reason: ReasonForNewEpisode | None = column(item="RNE", description="Why the episode began.")
    legal_status: LegalStatus | None = column(item="LS", description="Legal status during the episode.")
    primary_need: PrimaryNeed | None = column(item="CIN", description="Category of need.")
    placement: Placement | None = column(item="PLACE", description="Type of placement.")
    placement_provider: PlacementProvider | None = column(item="PLACE_PROVIDER", description="Who provides it.")
    end_date: date | None = column(item="DEC", description="The day the episode ceased; empty while it lasts.")
    end_reason: ReasonEpisodeCeased | None = column(item="REC", description="Why the episode ceased.")
    placement_change_reason: ReasonForPlacementChange | None = column(
        item="REASON_PLACE_CHANGE", description="Why the placement changed."
    )
    home_postcode: str | None = column(item="HOME_POST", personal=True, length=8, description="Postcode of the home.")
    placement_postcode: str | None = column(
        item="PL_POST", personal=True, length=8, description="Postcode of the placement."
    )
    placement_urn: str | None = column(item="URN", length=10, description="Ofsted's number of the provider.")

    @rule("148", Severity.WARNING, fields=("end_date", "end_reason"))
    def ceased_without_reason_or_day(episodes: pd.DataFrame) -> pd.Series:
        """The day and the reason for which the episode ceased must both be given, or both left blank."""
        return episodes["end_date"].isna() != episodes["end_reason"].isna()

    @rule("356", Severity.ERROR, fields=("start_date", "end_date"))
    def ceased_before_it_began(episodes: pd.DataFrame) -> pd.Series:
        """The episode of care ceases before it begins."""
        return episodes["end_date"] < episodes["start_date"]

    @rule("142", Severity.WARNING, fields=("child_id", "start_date", "end_date", "end_reason"))
    def another_begins_before_it_ceased(episodes: pd.DataFrame) -> pd.Series:
        """A later episode has begun, but the day or the reason for which this one ceased is missing."""
        later = episodes.sort_values("start_date").groupby("child_id")["start_date"].shift(-1)
        ceased = episodes["end_date"].notna() & episodes["end_reason"].notna()
        return ~ceased & later.reindex(episodes.index).notna()

    @rule("354", Severity.WARNING, fields=("start_date",))
    def began_after_the_year(episodes: pd.DataFrame, context: Context) -> pd.Series:
        """The episode begins after the end of the year of the return."""
        return _after_the_year(episodes["start_date"], context)


class LookedAfterReviews(Dataset):
    """Reviews of the care plan, with the child's part in them."""

    grain = ("child_id", "review_date")
    defining_date = "review_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    review_date: date = column(item="REVIEW", description="The day the review was held.")
    participation: ReviewParticipation | None = column(item="REVIEW_CODE", description="How the child took part.")

    @rule("reviewed_after_the_year", Severity.WARNING, fields=("review_date",))
    def held_after_the_year(reviews: pd.DataFrame, context: Context) -> pd.Series:
        """The review is dated after the end of the year of the return."""
        return _after_the_year(reviews["review_date"], context)


class UnaccompaniedAsylumSeekingChildren(Dataset):
    """Unaccompanied asylum-seeking children, as each return describes them."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    birth_date: date | None = column(item="DOB", personal=True, description="Date of birth.")
    sex: Sex | None = column(item="SEX", description="Sex as recorded.")
    end_date: date | None = column(item="DUC", description="The day the status ceased; empty while it lasts.")


class LookedAfterHealth(Dataset):
    """Health and offending of children looked after for twelve months (OC2), one row for each child and return."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    sdq_score: int | None = column(
        item="SDQ_SCORE", minimum=0, maximum=40, description="Score of the strengths and difficulties questionnaire."
    )
    no_sdq_reason: NoSDQReason | None = column(item="SDQ_REASON", description="Why there is no score.")
    convicted: bool | None = column(item="CONVICTED", description="Convicted or cautioned in the year.")
    health_surveillance_up_to_date: bool | None = column(
        item="HEALTH_CHECK", description="Child health surveillance up to date (children under five)."
    )
    immunisations_up_to_date: bool | None = column(
        item="IMMUNISATIONS", description="Whether the child has had all immunisations due."
    )
    teeth_checked: bool | None = column(item="TEETH_CHECK", description="Teeth checked by a dentist in the year.")
    health_assessed: bool | None = column(item="HEALTH_ASSESSMENT", description="Health assessments up to date.")
    substance_misuse: bool | None = column(item="SUBSTANCE_MISUSE", description="A substance misuse problem was found.")
    intervention_received: bool | None = column(item="INTERVENTION_RECEIVED", description="An intervention took place.")
    intervention_offered: bool | None = column(item="INTERVENTION_OFFERED", description="It was offered and refused.")

    @rule("158", Severity.WARNING, fields=("intervention_received", "intervention_offered"))
    def offered_beside_received(children: pd.DataFrame) -> pd.Series:
        """An intervention was received, so whether one was offered should be left blank."""
        return children["intervention_received"].fillna(False) & children["intervention_offered"].notna()

    @rule("197a", Severity.WARNING, fields=("sdq_score", "no_sdq_reason"))
    def score_beside_a_reason_for_none(children: pd.DataFrame) -> pd.Series:
        """There is a score, and a reason why there is none."""
        return children["sdq_score"].notna() & children["no_sdq_reason"].notna()


class CareLeaverOutcomes(Dataset):
    """Young people who left care around their 17th to 21st birthday (OC3), one row for each and return."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    birth_date: date | None = column(item="DOB", personal=True, description="Date of birth.")
    in_touch: CareLeaverTouch | None = column(item="IN_TOUCH", description="Whether the authority is in touch.")
    activity: CareLeaverActivity | None = column(item="ACTIV", description="Education, employment or training.")
    accommodation: CareLeaverAccommodation | None = column(item="ACCOM", description="Where the young person lives.")
    suitability: AccommodationSuitability | None = column(
        item="ACCOM", description="Whether it is suitable: the figure behind the letter."
    )

    @rule("345", Severity.WARNING, fields=("in_touch", "activity", "accommodation"))
    def in_touch_without_details(leavers: pd.DataFrame) -> pd.Series:
        """The authority is in touch with the young person, but activity or accommodation is 0 or blank."""
        unknown = leavers["activity"].isna() | leavers["accommodation"].isna()
        return (leavers["in_touch"] == CareLeaverTouch.YES.value) & unknown


class Adoptions(Dataset):
    """Children adopted in the year (AD1), one row for each child and return."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    decision_date: date | None = column(
        item="DATE_INT", description="The day it was decided that the child should be placed for adoption."
    )
    matching_date: date | None = column(item="DATE_MATCH", description="The day child and adopters were matched.")
    by_former_foster_carer: bool | None = column(item="FOSTER_CARE", description="Adopted by former foster carers.")
    number_of_adopters: int | None = column(item="NB_ADOPTR", minimum=1, maximum=2, description="One or two adopters.")
    adopters_sex: AdoptersSex | None = column(item="SEX_ADOPTR", description="Sex of the adopters.")
    adopters_legal_status: AdoptersLegalStatus | None = column(item="LS_ADOPTR", description="How they live together.")

    @rule("333", Severity.WARNING, fields=("decision_date", "matching_date"))
    def matched_before_the_decision(adoptions: pd.DataFrame) -> pd.Series:
        """The child was matched with adopters before the decision for adoption."""
        return adoptions["matching_date"] < adoptions["decision_date"]


class PlacementForAdoptionDecisions(Dataset):
    """Decisions that a child should be placed for adoption, and their reversals."""

    grain = ("child_id", "decision_date")
    defining_date = "decision_date"
    ends = "reversal_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    decision_date: date = column(item="DATE_PLACED", description="The day of the decision.")
    reversal_date: date | None = column(item="DATE_PLACED_CEASED", description="The day it was reversed.")
    reversal_reason: AdoptionReversalReason | None = column(item="REASON_PLACED_CEASED", description="Why.")

    @rule("119", Severity.WARNING, fields=("reversal_date", "reversal_reason"))
    def reversed_without_reason_or_day(decisions: pd.DataFrame) -> pd.Series:
        """The day and the reason for which the decision was reversed must both be given, or both left blank."""
        return decisions["reversal_date"].isna() != decisions["reversal_reason"].isna()

    @rule("522", Severity.WARNING, fields=("decision_date", "reversal_date"))
    def reversed_before_it_was_made(decisions: pd.DataFrame) -> pd.Series:
        """The decision was reversed before it was made."""
        return decisions["reversal_date"] < decisions["decision_date"]


class PreviousPermanenceArrangements(Dataset):
    """Permanence arrangements that had broken down before a child was looked after, as each return tells of them."""

    grain = ("child_id",)
    history = True

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    arrangement: PreviousPermanence | None = column(item="PREV_PERM", description="Which arrangement it was.")
    authority: str | None = column(
        item="LA_PERM", length=4, description="Code of the authority that made it, or of the country."
    )
    order_date: date | None = column(item="DATE_PERM", description="The day of the order; may not be known.")

    @rule("635", Severity.WARNING, fields=("arrangement", "authority", "order_date"))
    def details_of_no_arrangement(arrangements: pd.DataFrame) -> pd.Series:
        """Date or authority of a previous arrangement is given, although there was none (Z1)."""
        none = arrangements["arrangement"] == PreviousPermanence.Z1.value
        return none & (arrangements["authority"].notna() | arrangements["order_date"].notna())


class AbsencesFromPlacement(Dataset):
    """Periods in which a looked-after child was missing, or away from placement without authorisation."""

    grain = ("child_id", "absence_type", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    absence_type: AbsenceType | None = column(item="MISSING", description="Missing, or away without authorisation.")
    start_date: date = column(item="MIS_START", description="The day the absence began.")
    end_date: date | None = column(item="MIS_END", description="The day the child was back; empty while absent.")

    @rule("567", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(absences: pd.DataFrame) -> pd.Series:
        """The absence ends before it begins."""
        return absences["end_date"] < absences["start_date"]


class SocialWorkerEpisodes(Dataset):
    """Which social worker held the case of a looked-after child (since 2024)."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    worker: str | None = column(
        item="SW_ID", personal=True, pseudonymous=True, description="Social worker; a keyed hash in the warehouse."
    )
    start_date: date = column(item="SW_DECOM", description="The day the case was allocated.")
    end_date: date | None = column(item="SW_DEC", description="The day the allocation ended.")
    change_reason: ReasonForSocialWorkerChange | None = column(item="SW_REASON", description="Why it changed.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(episodes: pd.DataFrame) -> pd.Series:
        """The allocation ends before it begins."""
        return episodes["end_date"] < episodes["start_date"]


class DeprivationOfLibertyOrders(Dataset):
    """Court orders that deprive a looked-after child of liberty (from the return of 2026/27)."""

    grain = ("child_id", "start_date")
    defining_date = "start_date"
    ends = "end_date"

    child_id: str = column(item="CHILD", personal=True, description=_IDENTIFIER)
    start_date: date = column(item="DOLO_START", description="The day the order began.")
    end_date: date | None = column(item="DOLO_END", description="The day it ended; empty while it lasts.")

    @rule("ended_before_it_began", Severity.ERROR, fields=("start_date", "end_date"))
    def ended_before_it_began(orders: pd.DataFrame) -> pd.Series:
        """The order ends before it begins."""
        return orders["end_date"] < orders["start_date"]
