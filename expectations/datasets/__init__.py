"""The datasets, in the order in which they are loaded."""

from expectations.datasets.assessment import AssessmentFactors, Assessments
from expectations.datasets.child_protection import (
    ChildInNeedPlans,
    ChildProtectionPlanReviews,
    ChildProtectionPlans,
    Section47Enquiries,
)
from expectations.datasets.children import ChildDisabilities, Children
from expectations.datasets.front_door import Contacts, PreProceedings, Referrals

__all__ = [
    "AssessmentFactors",
    "Assessments",
    "ChildDisabilities",
    "ChildInNeedPlans",
    "ChildProtectionPlanReviews",
    "ChildProtectionPlans",
    "Children",
    "Contacts",
    "PreProceedings",
    "Referrals",
    "Section47Enquiries",
]
