"""
Rules of DfE's returns that look at other rows than their own, or that only a return can be asked.

A rule of any format stands in the body of its dataset; importing `expectations.datasets` declares both.
"""

from expectations.rules import (
    absences,
    assessments,
    care_leavers,
    care_placements,
    children,
    episodes_of_care,
    integrity,
    last_year,
    leaving_care,
    legal_statuses,
    looked_after_children,
    looked_after_health,
    looked_after_reviews,
    placing_for_adoption,
    plans,
    previous_permanence,
    referrals,
    section_47_enquiries,
    social_workers,
)

__all__ = [
    "absences",
    "assessments",
    "care_leavers",
    "care_placements",
    "children",
    "episodes_of_care",
    "integrity",
    "last_year",
    "leaving_care",
    "legal_statuses",
    "looked_after_children",
    "looked_after_health",
    "looked_after_reviews",
    "placing_for_adoption",
    "plans",
    "previous_permanence",
    "referrals",
    "section_47_enquiries",
    "social_workers",
]
