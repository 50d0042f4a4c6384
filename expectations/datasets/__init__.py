"""The datasets, in the order in which they are loaded."""

from expectations.datasets.adoption import AdoptionDecisions, ProspectiveAdopters
from expectations.datasets.assessment import AssessmentFactors, Assessments
from expectations.datasets.care import CareLeaverStatuses, PeriodsOfCare
from expectations.datasets.child_protection import (
    ChildInNeedPlans,
    ChildProtectionPlanReviews,
    ChildProtectionPlans,
    Section47Enquiries,
)
from expectations.datasets.children import ChildDisabilities, Children
from expectations.datasets.early_help import EarlyHelpAssessments
from expectations.datasets.front_door import Contacts, PreProceedings, Referrals
from expectations.datasets.looked_after import (
    AbsencesFromPlacement,
    Adoptions,
    CareLeaverOutcomes,
    DeprivationOfLibertyOrders,
    EpisodesOfCare,
    LookedAfterChildren,
    LookedAfterHealth,
    LookedAfterReviews,
    PlacementForAdoptionDecisions,
    PreviousPermanenceArrangements,
    SocialWorkerEpisodes,
    UnaccompaniedAsylumSeekingChildren,
)
from expectations.datasets.registers import (
    Audits,
    BacklogItems,
    PlacementCosts,
    ScrutinyRecommendations,
    SurveyResults,
)
from expectations.datasets.staffing import AgencyAssignments, EstablishmentPosts, SicknessAbsences, Supervisions
from expectations.datasets.workforce import SocialWorkers, SocialWorkVacancies

__all__ = [
    "AbsencesFromPlacement",
    "AdoptionDecisions",
    "Adoptions",
    "AgencyAssignments",
    "AssessmentFactors",
    "Assessments",
    "Audits",
    "BacklogItems",
    "CareLeaverOutcomes",
    "CareLeaverStatuses",
    "ChildDisabilities",
    "ChildInNeedPlans",
    "ChildProtectionPlanReviews",
    "ChildProtectionPlans",
    "Children",
    "Contacts",
    "DeprivationOfLibertyOrders",
    "EarlyHelpAssessments",
    "EpisodesOfCare",
    "EstablishmentPosts",
    "LookedAfterChildren",
    "LookedAfterHealth",
    "LookedAfterReviews",
    "PeriodsOfCare",
    "PlacementCosts",
    "PlacementForAdoptionDecisions",
    "PreProceedings",
    "PreviousPermanenceArrangements",
    "ProspectiveAdopters",
    "Referrals",
    "ScrutinyRecommendations",
    "Section47Enquiries",
    "SicknessAbsences",
    "SocialWorkVacancies",
    "SocialWorkerEpisodes",
    "SocialWorkers",
    "Supervisions",
    "SurveyResults",
    "UnaccompaniedAsylumSeekingChildren",
]
