"""
Rules of DfE's children in need census that look at other rows than their own, or that only a census can be asked.

A rule of any format stands in the body of its dataset; importing `expectations.datasets` declares both.
"""

from expectations.rules import assessments, children, plans, referrals, section_47_enquiries

__all__ = ["assessments", "children", "plans", "referrals", "section_47_enquiries"]
