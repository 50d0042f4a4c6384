"""Rows invented from a declaration."""

from datetime import date

import pandas as pd

from expectations.contract import Context
from expectations.datasets import ChildProtectionPlans, Contacts, Referrals
from expectations.invention import as_text, invent, invent_typed

CONTEXT = Context("cin_census", date(2022, 3, 31), 2022)


def test_the_same_seed_invents_the_same_rows():
    """What is invented can be had again."""
    first, again, other = (invent(Referrals, 50, seed=seed, context=CONTEXT) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(other)


def test_rows_are_text_in_the_columns_of_the_dataset():
    """As a reader would deliver them."""
    contacts = invent(Contacts, 5, seed=1, context=CONTEXT)
    assert list(contacts.columns) == list(Contacts.columns)
    assert {str(dtype) for dtype in contacts.dtypes} == {"str"}
    assert contacts["contact_date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


def test_codes_are_those_of_the_year():
    """RC9 came with the census of 2023."""
    reasons = invent(Referrals, 500, seed=1, context=CONTEXT)["closure_reason"].dropna()
    assert len(set(reasons)) > 5
    assert "RC9" not in set(reasons)


def test_optional_columns_are_sometimes_empty():
    """What may be missing is missing somewhere, and what may not be is not."""
    plans = invent(ChildProtectionPlans, 200, seed=1, context=CONTEXT)
    assert 0 < plans["end_date"].isna().sum() < 200
    assert plans["start_date"].notna().all()


def test_no_rows():
    """None are invented when none are asked for."""
    assert invent(Referrals, 0, seed=1, context=CONTEXT).shape == (0, len(Referrals.columns))


def test_typed_rows_as_text():
    """Dates in ISO 8601, answers as true and false, missing values as missing."""
    typed = invent_typed(Referrals, 40, seed=3, context=CONTEXT)
    text = as_text(Referrals, typed)
    assert set(text["no_further_action"].dropna()) == {"true", "false"}
    assert text["closure_date"].isna().equals(typed["closure_date"].isna())
