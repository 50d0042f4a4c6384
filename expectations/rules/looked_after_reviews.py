"""Rules of DfE's SSDA903 about reviews of looked-after children."""

import pandas as pd

from expectations.codes import ReviewParticipation
from expectations.contract import Context
from expectations.datasets.looked_after import LookedAfterChildren, LookedAfterReviews
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import absent, birthday, of_child

UNDER_FOUR = ReviewParticipation.PN0.value


@looked_after_rule("166", LookedAfterReviews, "review_date")
def review_date_invalid(reviews: pd.DataFrame) -> pd.Series:
    """The day of the review is missing or is not a date."""
    return reviews["review_date"].isna()


@looked_after_rule("167", LookedAfterReviews, "participation")
def participation_invalid(reviews: pd.DataFrame) -> pd.Series:
    """How the child took part is missing or not in the code list."""
    return absent(reviews["participation"])


@looked_after_rule("440", LookedAfterReviews, "review_date", "participation", beside=(LookedAfterChildren,))
def too_old_for_under_four(reviews: pd.DataFrame, context: Context) -> pd.Series:
    """The child was under four by how it took part (PN0), but was four or over on the day of the review."""
    four = birthday(of_child(reviews, context, "birth_date"), 4)
    return (reviews["participation"] == UNDER_FOUR) & (reviews["review_date"] >= four)


@looked_after_rule("441", LookedAfterReviews, "review_date", "participation", beside=(LookedAfterChildren,))
def too_young_to_take_part(reviews: pd.DataFrame, context: Context) -> pd.Series:
    """The child was four or over by how it took part (PN1 to PN7), but was under four on the day of the review."""
    four = birthday(of_child(reviews, context, "birth_date"), 4)
    took_part = ~absent(reviews["participation"]) & (reviews["participation"] != UNDER_FOUR)
    return took_part & (reviews["review_date"] < four)
