"""The facts of the star."""

from warehouse.facts.assessment import Assessment, AssessmentFactorBridge
from warehouse.facts.child_protection import (
    ChildInNeedPlan,
    ChildProtectionPlan,
    ChildProtectionPlanReview,
    InitialChildProtectionConference,
    Section47Enquiry,
)
from warehouse.facts.front_door import Contact, Referral

FACTS = (
    Contact,
    Referral,
    Assessment,
    AssessmentFactorBridge,
    Section47Enquiry,
    InitialChildProtectionConference,
    ChildInNeedPlan,
    ChildProtectionPlan,
    ChildProtectionPlanReview,
)

__all__ = [
    "FACTS",
    "Assessment",
    "AssessmentFactorBridge",
    "ChildInNeedPlan",
    "ChildProtectionPlan",
    "ChildProtectionPlanReview",
    "Contact",
    "InitialChildProtectionConference",
    "Referral",
    "Section47Enquiry",
]
