"""Every metric there is, by code; two of one code cannot be imported."""

from collections.abc import Iterable, Mapping

from warehouse.metrics import assessment, child_in_need, child_in_need_plan, child_protection, front_door, section_47
from warehouse.metrics.definition import Definition

SUBJECTS: Mapping[str, tuple[Definition, ...]] = {
    "Front door": front_door.DEFINITIONS,
    "Assessments": assessment.DEFINITIONS,
    "Section 47 enquiries and conferences": section_47.DEFINITIONS,
    "Children in need": child_in_need.DEFINITIONS,
    "Child in need plans": child_in_need_plan.DEFINITIONS,
    "Child protection plans": child_protection.DEFINITIONS,
}
"""Metrics by subject, in the order in which pages show them."""


def catalogue(definitions: Iterable[Definition]) -> dict[str, Definition]:
    """Return definitions by code; a code is given once."""
    by_code: dict[str, Definition] = {}
    for definition in definitions:
        if definition.code in by_code:
            raise TypeError(f"two metrics have the code {definition.code}")
        by_code[definition.code] = definition
    return by_code


METRICS = catalogue(definition for definitions in SUBJECTS.values() for definition in definitions)
