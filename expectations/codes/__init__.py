"""Code sets by collection year."""

from expectations.codes.authorities import PlacementAuthority
from expectations.codes.care import (
    AdopterLeavingReason,
    AdoptionReversalReason,
    CareEndReason,
    LegalStatusClass,
    PermanencePlan,
    PlacementClass,
    PlacementLocation,
    PlacementProviderClass,
)
from expectations.codes.cases import (
    AssessmentFactor,
    CaseStatus,
    CategoryOfAbuse,
    ClosureReason,
    PrimaryNeed,
    ReferralSource,
)
from expectations.codes.leaving_care import (
    AccommodationSuitability,
    CareLeaverAccommodation,
    CareLeaverActivity,
    CareLeaverContact,
    CareLeaverEligibility,
)
from expectations.codes.people import Disability, Ethnicity, Sex, UPNUnknownReason, YesNoUnknown

__all__ = [
    "AccommodationSuitability",
    "AdopterLeavingReason",
    "AdoptionReversalReason",
    "AssessmentFactor",
    "CareEndReason",
    "CareLeaverAccommodation",
    "CareLeaverActivity",
    "CareLeaverContact",
    "CareLeaverEligibility",
    "CaseStatus",
    "CategoryOfAbuse",
    "ClosureReason",
    "Disability",
    "Ethnicity",
    "LegalStatusClass",
    "PermanencePlan",
    "PlacementAuthority",
    "PlacementClass",
    "PlacementLocation",
    "PlacementProviderClass",
    "PrimaryNeed",
    "ReferralSource",
    "Sex",
    "UPNUnknownReason",
    "YesNoUnknown",
]
