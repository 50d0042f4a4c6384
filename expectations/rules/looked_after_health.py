"""Rules of DfE's SSDA903 about the health and offending of children looked after for twelve months (OC2)."""

import pandas as pd

from expectations.codes import NoSDQReason
from expectations.contract import UNMAPPED, Context
from expectations.datasets.looked_after import (
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterChildren,
    LookedAfterHealth,
)
from expectations.rules.being_looked_after import looked_after_all_year
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import all_given, among, birthday, of_child, some_given

REQUIRED = ("immunisations_up_to_date", "teeth_checked", "health_assessed", "substance_misuse")
INTERVENTIONS = ("intervention_received", "intervention_offered")
HEALTH_ITEMS = ("convicted", "health_surveillance_up_to_date", *REQUIRED, *INTERVENTIONS)
SCORE_ITEMS = ("sdq_score", "no_sdq_reason")
LEAVER_ITEMS = ("in_touch", "activity", "accommodation")
AGED = (EpisodesOfCare, LookedAfterChildren)


@looked_after_rule("157", LookedAfterHealth, "no_sdq_reason", beside=AGED)
def age_is_no_reason(health: pd.DataFrame, context: Context) -> pd.Series:
    """
    There is no score because of the child's age (SDQ1), but the child was four or over and is 16 or under.

    Four when the year began, and 16 when it ended, of children looked after throughout. DfE's message has an "or".
    """
    reason = health["no_sdq_reason"] == NoSDQReason.SDQ1.value
    aged = was(health, context, 4) & ~will_be(health, context, 17)
    return reason & aged & looked_after_all_year(health["child"], context)


@looked_after_rule("159", LookedAfterHealth, "substance_misuse", *INTERVENTIONS)
def refusal_missing(health: pd.DataFrame) -> pd.Series:
    """No intervention for the substance misuse was received, and whether one was offered is blank."""
    none = ~health["intervention_received"].fillna(True)
    return health["substance_misuse"].fillna(False) & none & health["intervention_offered"].isna()


@looked_after_rule("182", LookedAfterHealth, *HEALTH_ITEMS)
def health_incomplete(health: pd.DataFrame) -> pd.Series:
    """Immunisations, teeth, health assessment or substance misuse is blank, though another item of OC2 is not."""
    others = tuple(name for name in HEALTH_ITEMS if name not in REQUIRED)
    return some_given(health, others) & ~all_given(health, REQUIRED)


@looked_after_rule("185", LookedAfterHealth, "sdq_score", beside=(EpisodesOfCare,))
def score_of_newcomer(health: pd.DataFrame, context: Context) -> pd.Series:
    """There is a score, but the child was not looked after throughout the year up to 31 March."""
    return health["sdq_score"].notna() & ~looked_after_all_year(health["child"], context)


@looked_after_rule("186", LookedAfterHealth, "sdq_score", beside=AGED)
def score_missing(health: pd.DataFrame, context: Context) -> pd.Series:
    """
    A child looked after throughout the year, four or over when it began and under 17 when it ended, has no score.

    A reason for none does not help.
    """
    asked = was(health, context, 4) & ~will_be(health, context, 17) & looked_after_all_year(health["child"], context)
    return asked & health["sdq_score"].isna()


@looked_after_rule("188", LookedAfterHealth, *SCORE_ITEMS, beside=(LookedAfterChildren,))
def score_under_four(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child is under four when the year ends, but there is a score or a reason for none."""
    born = of_child(health, context, "birth_date").notna()
    return some_given(health, SCORE_ITEMS) & born & ~will_be(health, context, 4)


@looked_after_rule("189", LookedAfterHealth, *SCORE_ITEMS, beside=(LookedAfterChildren,))
def score_at_17(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child was 17 or over when the year began, but there is a score or a reason for none."""
    return some_given(health, SCORE_ITEMS) & was(health, context, 17)


@looked_after_rule("190", LookedAfterHealth, *HEALTH_ITEMS, beside=(EpisodesOfCare,))
def health_of_newcomer(health: pd.DataFrame, context: Context) -> pd.Series:
    """Items of OC2 are completed, but the child was not looked after throughout the year up to 31 March."""
    return some_given(health, HEALTH_ITEMS) & ~looked_after_all_year(health["child"], context)


@looked_after_rule("191", LookedAfterHealth, *REQUIRED, beside=(EpisodesOfCare,))
def health_missing(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child was looked after throughout the year, but an item that OC2 asks of every child is blank."""
    return looked_after_all_year(health["child"], context) & ~all_given(health, REQUIRED)


@looked_after_rule("192", LookedAfterHealth, "substance_misuse", "intervention_received")
def intervention_missing(health: pd.DataFrame) -> pd.Series:
    """The child has a substance misuse problem, but whether an intervention was received is blank."""
    return health["substance_misuse"].fillna(False) & health["intervention_received"].isna()


@looked_after_rule("193", LookedAfterHealth, "substance_misuse", *INTERVENTIONS)
def intervention_without_misuse(health: pd.DataFrame) -> pd.Series:
    """An intervention is recorded as received or offered, but no substance misuse problem."""
    return ~health["substance_misuse"].fillna(False) & some_given(health, INTERVENTIONS)


@looked_after_rule("196", LookedAfterHealth, "no_sdq_reason")
def reason_invalid(health: pd.DataFrame) -> pd.Series:
    """The reason why there is no score is not in the code list."""
    return health["no_sdq_reason"] == UNMAPPED


@looked_after_rule("197B", LookedAfterHealth, *SCORE_ITEMS, beside=AGED)
def neither_score_nor_reason(health: pd.DataFrame, context: Context) -> pd.Series:
    """
    A child of four or 17, looked after throughout the year, has neither a score nor a reason for none.

    So old the child is on 31 March; one public validator asks it of those whose birthday is 1 April.
    """
    four = will_be(health, context, 4) & ~will_be(health, context, 5)
    seventeen = will_be(health, context, 17) & ~will_be(health, context, 18)
    asked = (four | seventeen) & looked_after_all_year(health["child"], context)
    return asked & ~some_given(health, SCORE_ITEMS)


@looked_after_rule("198", LookedAfterHealth, "no_sdq_reason", beside=(EpisodesOfCare,))
def reason_of_newcomer(health: pd.DataFrame, context: Context) -> pd.Series:
    """There is a reason for no score, but the child was not looked after throughout the year up to 31 March."""
    return health["no_sdq_reason"].notna() & ~looked_after_all_year(health["child"], context)


@looked_after_rule("215", LookedAfterHealth, *HEALTH_ITEMS, beside=(CareLeaverOutcomes,))
def health_of_care_leaver(health: pd.DataFrame, context: Context) -> pd.Series:
    """Items of OC2 are completed for a young person who is given as a care leaver."""
    leavers = context.rows_of(CareLeaverOutcomes)
    described = leavers.loc[some_given(leavers, LEAVER_ITEMS), "child"]
    return some_given(health, HEALTH_ITEMS) & among(health["child"], described)


@looked_after_rule("542", LookedAfterHealth, "convicted", beside=(LookedAfterChildren,))
def conviction_under_10(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child is under 10 on 31 March, but whether it was convicted is completed."""
    born = of_child(health, context, "birth_date").notna()
    return health["convicted"].notna() & born & ~will_be(health, context, 10)


@looked_after_rule("543", LookedAfterHealth, "convicted", beside=AGED)
def conviction_missing(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child is 10 or over on 31 March and was looked after all year, but whether it was convicted is blank."""
    asked = will_be(health, context, 10) & looked_after_all_year(health["child"], context)
    return asked & health["convicted"].isna()


@looked_after_rule("544", LookedAfterHealth, "convicted", *REQUIRED)
def conviction_alone(health: pd.DataFrame) -> pd.Series:
    """Whether the child was convicted is completed, but an item that OC2 asks of every child is blank."""
    return health["convicted"].notna() & ~all_given(health, REQUIRED)


@looked_after_rule("545", LookedAfterHealth, "health_surveillance_up_to_date", beside=AGED)
def surveillance_missing(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child is under five on 31 March and was looked after all year, but health surveillance is blank."""
    born = of_child(health, context, "birth_date").notna()
    asked = born & ~will_be(health, context, 5) & looked_after_all_year(health["child"], context)
    return asked & health["health_surveillance_up_to_date"].isna()


@looked_after_rule("546", LookedAfterHealth, "health_surveillance_up_to_date", beside=(LookedAfterChildren,))
def surveillance_at_five(health: pd.DataFrame, context: Context) -> pd.Series:
    """The child is five or over on 31 March, but health surveillance is completed."""
    return health["health_surveillance_up_to_date"].notna() & will_be(health, context, 5)


@looked_after_rule("547", LookedAfterHealth, "health_surveillance_up_to_date", *REQUIRED)
def surveillance_alone(health: pd.DataFrame) -> pd.Series:
    """Health surveillance is completed, but an item that OC2 asks of every child is blank."""
    return health["health_surveillance_up_to_date"].notna() & ~all_given(health, REQUIRED)


def was(health: pd.DataFrame, context: Context, years: int) -> pd.Series:
    """Children so old or older when the collection year began."""
    return birthday(of_child(health, context, "birth_date"), years) <= context.year_start


def will_be(health: pd.DataFrame, context: Context, years: int) -> pd.Series:
    """Children so old or older when the collection year ends."""
    return birthday(of_child(health, context, "birth_date"), years) <= context.year_end
