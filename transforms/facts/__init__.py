"""Facts of the star, from the conformed datasets, with natural keys."""

import inspect
from datetime import date
from decimal import Decimal

import pandas as pd

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.contract import DATASETS
from expectations.working_days import Calendar
from transforms.facts.assessment import fact_assessment, fact_assessment_factor
from transforms.facts.child_event import births
from transforms.facts.child_in_need_plan import fact_child_in_need_plan
from transforms.facts.child_protection_plan import fact_child_protection_plan
from transforms.facts.child_protection_plan_review import fact_child_protection_plan_review
from transforms.facts.contact import fact_contact
from transforms.facts.initial_child_protection_conference import fact_initial_child_protection_conference
from transforms.facts.referral import fact_referral
from transforms.facts.section_47_enquiry import fact_section_47_enquiry

FACTS = (
    fact_contact,
    fact_referral,
    fact_assessment,
    fact_assessment_factor,
    fact_section_47_enquiry,
    fact_initial_child_protection_conference,
    fact_child_in_need_plan,
    fact_child_protection_plan,
    fact_child_protection_plan_review,
)
_TAKES = {fact: tuple(inspect.signature(fact).parameters) for fact in FACTS}
SHAPED = frozenset(name for names in _TAKES.values() for name in names) & DATASETS.keys()
"""The datasets that facts are made of."""

_DTYPES = {date: "datetime64[s]", int: "Int64", bool: "boolean", Decimal: "float64"}  # text and codes are str


def shape(datasets: dict[str, pd.DataFrame], calendar: Calendar) -> dict[str, pd.DataFrame]:
    """
    Return every fact of one authority by the name of its table; a dataset that never arrived has no rows.

    A fact takes the datasets that its parameters name.
    """
    at_hand = {name: _typed(name, datasets.get(name)) for name in SHAPED} | {"calendar": calendar}
    at_hand["children"] = births(at_hand["children"])  # of a child, the facts want the age
    return {fact.__name__: fact(**{name: at_hand[name] for name in names}) for fact, names in _TAKES.items()}


def _typed(name: str, rows: pd.DataFrame | None) -> pd.DataFrame:
    dtypes = {column.name: _DTYPES.get(column.type, "str") for column in DATASETS[name].columns.values()}
    rows = pd.DataFrame() if rows is None else rows
    return rows.reindex(columns=list(dict.fromkeys([*rows.columns, *dtypes]))).astype(dtypes)
