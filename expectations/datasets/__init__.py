"""The datasets, in the order in which they are loaded."""

from expectations.datasets.adoption import AdoptionDecisions, ProspectiveAdopters
from expectations.datasets.assessment import AssessmentFactors, Assessments
from expectations.datasets.care import CareLeaverStatuses, PeriodsOfCare
from expectations.datasets.case_system import (
    Addresses,
    ChildCircumstances,
    EarlyHelpEpisodes,
    ImmigrationStatuses,
    Involvements,
    LinkedIdentifiers,
    Professionals,
    Teams,
)
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
from expectations.datasets.placements import (
    CareEpisodes,
    Convictions,
    HealthChecks,
    ImmunisationStatuses,
    LegalStatuses,
    MissingEpisodes,
    PermanencePlans,
    Placements,
    StrengthsAndDifficultiesScores,
    SubstanceMisuses,
)
from expectations.datasets.registers import (
    Audits,
    BacklogItems,
    PlacementCosts,
    ScrutinyRecommendations,
    SurveyResults,
)
from expectations.datasets.reported_figures import ReportedFigures
from expectations.datasets.staffing import AgencyAssignments, EstablishmentPosts, SicknessAbsences, Supervisions
from expectations.datasets.visits import (
    CarePlanReviews,
    ChildInNeedVisits,
    ChildProtectionVisits,
    InitialChildProtectionConferences,
    LookedAfterVisits,
    ReviewConferences,
)
from expectations.datasets.workforce import SocialWorkers, SocialWorkVacancies

__all__ = [
    "AbsencesFromPlacement",
    "Addresses",
    "AdoptionDecisions",
    "Adoptions",
    "AgencyAssignments",
    "AssessmentFactors",
    "Assessments",
    "Audits",
    "BacklogItems",
    "CareEpisodes",
    "CareLeaverOutcomes",
    "CareLeaverStatuses",
    "CarePlanReviews",
    "ChildCircumstances",
    "ChildDisabilities",
    "ChildInNeedPlans",
    "ChildInNeedVisits",
    "ChildProtectionPlanReviews",
    "ChildProtectionPlans",
    "ChildProtectionVisits",
    "Children",
    "Contacts",
    "Convictions",
    "DeprivationOfLibertyOrders",
    "EarlyHelpAssessments",
    "EarlyHelpEpisodes",
    "EpisodesOfCare",
    "EstablishmentPosts",
    "HealthChecks",
    "ImmigrationStatuses",
    "ImmunisationStatuses",
    "InitialChildProtectionConferences",
    "Involvements",
    "LegalStatuses",
    "LinkedIdentifiers",
    "LookedAfterChildren",
    "LookedAfterHealth",
    "LookedAfterReviews",
    "LookedAfterVisits",
    "MissingEpisodes",
    "PeriodsOfCare",
    "PermanencePlans",
    "PlacementCosts",
    "PlacementForAdoptionDecisions",
    "Placements",
    "PreProceedings",
    "PreviousPermanenceArrangements",
    "Professionals",
    "ProspectiveAdopters",
    "Referrals",
    "ReportedFigures",
    "ReviewConferences",
    "ScrutinyRecommendations",
    "Section47Enquiries",
    "SicknessAbsences",
    "SocialWorkVacancies",
    "SocialWorkerEpisodes",
    "SocialWorkers",
    "StrengthsAndDifficultiesScores",
    "SubstanceMisuses",
    "Supervisions",
    "SurveyResults",
    "Teams",
    "UnaccompaniedAsylumSeekingChildren",
]

from expectations import rules  # noqa: F401  (declares the rules that look beyond one dataset)
