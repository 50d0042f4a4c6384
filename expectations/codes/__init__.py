"""Code sets by collection year."""

from expectations.codes.cases import (
    AssessmentFactor,
    CaseStatus,
    CategoryOfAbuse,
    ClosureReason,
    PrimaryNeed,
    ReferralSource,
)
from expectations.codes.people import Disability, Ethnicity, Sex, UPNUnknownReason, YesNoUnknown

__all__ = [
    "AssessmentFactor",
    "CaseStatus",
    "CategoryOfAbuse",
    "ClosureReason",
    "Disability",
    "Ethnicity",
    "PrimaryNeed",
    "ReferralSource",
    "Sex",
    "UPNUnknownReason",
    "YesNoUnknown",
]
