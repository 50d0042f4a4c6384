"""Rules of DfE's SSDA903 about the children of the header, their pupil numbers and their motherhood."""

import pandas as pd

from expectations.codes import Sex
from expectations.contract import Context
from expectations.datasets.looked_after import (
    CareLeaverOutcomes,
    EpisodesOfCare,
    LookedAfterChildren,
    LookedAfterReviews,
    UnaccompaniedAsylumSeekingChildren,
)
from expectations.rules.being_looked_after import ceased, ever_looked_after, long_term, looked_after_on
from expectations.rules.declaring import looked_after_rule
from expectations.shapes import absent, among, birthday, last_of_each, malformed, missing_among, some_given, value_of

PUPIL_NUMBER = "[A-HJ-NP-RT-Z]([0-9]{12}|[0-9]{11}[A-Z])|UN[1-5]"
NOT_OF_SCHOOL_AGE, NEWLY_LOOKED_AFTER = "UN1", "UN4"  # why there is no pupil number
LEAVER_ITEMS = ("in_touch", "activity", "accommodation")
OLDEST = 25  # years at the start of the collection year
YOUNGEST_MOTHER = 11


@looked_after_rule("101", LookedAfterChildren, "sex")
def sex_invalid(children: pd.DataFrame) -> pd.Series:
    """The child's sex is missing or not in the code list, which has M, F and U since 2025, and 1 and 2 before."""
    return absent(children["sex"]) | (children["sex"] == Sex.NEITHER.value)


@looked_after_rule("102", LookedAfterChildren, "birth_date")
def birth_date_invalid(children: pd.DataFrame) -> pd.Series:
    """The date of birth is missing or is not a date."""
    return children["birth_date"].isna()


@looked_after_rule("103", LookedAfterChildren, "ethnicity")
def ethnicity_invalid(children: pd.DataFrame) -> pd.Series:
    """The ethnicity is missing or not in the code list."""
    return absent(children["ethnicity"])


@looked_after_rule("165", LookedAfterChildren, "sex", "is_mother", beside=(EpisodesOfCare,))
def mother_status_missing(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The mother field of a girl who was looked after in the year is blank or can not be read.

    Of a boy it may be blank. Children with short-term breaks only have none (399).
    """
    girl = children["sex"] == Sex.FEMALE.value
    return girl & children["is_mother"].isna() & ever_looked_after(children["child"], context)


@looked_after_rule("168", LookedAfterChildren, "upn")
def pupil_number_malformed(children: pd.DataFrame) -> pd.Series:
    """
    The pupil number is neither of the form of one nor one of UN1 to UN5.

    It begins with a letter other than I, O and S; the last of its thirteen characters may be a letter.
    """
    return malformed(children["upn"], PUPIL_NUMBER)


@looked_after_rule("209", LookedAfterChildren, "birth_date", "upn")
def of_school_age_without_number(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child is of school age, but the pupil number is missing because the child is not (UN1).

    Of school age is who was four on 31 August of the year before the collection year began.
    """
    schools_begin = pd.Timestamp(context.year_start.year - 1, 8, 31)
    return (children["upn"] == NOT_OF_SCHOOL_AGE) & (birthday(children["birth_date"], 4) <= schools_begin)


@looked_after_rule("210", LookedAfterChildren, "upn", beside=(EpisodesOfCare,))
def long_looked_after_without_number(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The child had been looked after for more than a week on 31 March, but the pupil number is that of a newcomer (UN4).

    Looked after on 23 March and on the 31st; one public validator marks those who came later instead.
    """
    child, week_before = children["child"], context.year_end - pd.Timedelta(days=8)
    for_long = looked_after_on(child, context, week_before) & looked_after_on(child, context, context.year_end)
    return (children["upn"] == NEWLY_LOOKED_AFTER) & for_long


@looked_after_rule("301", LookedAfterChildren, "birth_date")
def born_after_the_year(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child was born after the end of the collection year."""
    return children["birth_date"] > context.year_end


@looked_after_rule("351", LookedAfterChildren, "birth_date")
def over_25(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child was over 25 when the collection year began."""
    return birthday(children["birth_date"], OLDEST) < context.year_start


@looked_after_rule("393", LookedAfterChildren, "sex", "is_mother", beside=(EpisodesOfCare,))
def looked_after_without_mother_status(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    A girl is looked after, short-term breaks apart, and the mother field is blank.

    Of a return that is read as it stands it says what 165 says.
    """
    return mother_status_missing(children, context)


@looked_after_rule("399", LookedAfterChildren, "is_mother", beside=(EpisodesOfCare,))
def mother_status_of_short_breaks(children: pd.DataFrame, context: Context) -> pd.Series:
    """The mother field is completed, but the child has short-term breaks (V3, V4) only."""
    return children["is_mother"].notna() & short_breaks_only(children["child"], context)


@looked_after_rule("399", LookedAfterReviews, "review_date", "participation", beside=(EpisodesOfCare,))
def review_of_short_breaks(reviews: pd.DataFrame, context: Context) -> pd.Series:
    """There is a review, but the child has short-term breaks (V3, V4) only."""
    given = some_given(reviews, ("review_date", "participation"))
    return given & short_breaks_only(reviews["child"], context)


@looked_after_rule("442", LookedAfterChildren, "upn", beside=(EpisodesOfCare,))
def pupil_number_missing(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child was looked after, short-term breaks apart, and has neither a pupil number nor a reason for none."""
    return children["upn"].isna() & ever_looked_after(children["child"], context)


@looked_after_rule("607", LookedAfterChildren, "sex", "is_mother", beside=(EpisodesOfCare,))
def ceased_without_mother_status(children: pd.DataFrame, context: Context) -> pd.Series:
    """A girl ceased to be looked after in the year, short-term breaks apart, and the mother field is blank."""
    episodes = context.rows_of(EpisodesOfCare)
    in_the_year = episodes["end_date"].between(context.year_start, context.year_end)
    left = episodes.loc[ceased(episodes) & long_term(episodes) & in_the_year, "child"]
    girl = children["sex"] == Sex.FEMALE.value
    return girl & children["is_mother"].isna() & among(children["child"], left)


@looked_after_rule("620", LookedAfterChildren, "birth_date", "is_mother")
def mother_under_11(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child is a mother, but was under 11 when the collection year began."""
    young = birthday(children["birth_date"], YOUNGEST_MOTHER) > context.year_start
    return children["is_mother"].fillna(False) & young


@looked_after_rule("625", LookedAfterChildren, "first_child_birth_date", beside=(EpisodesOfCare,))
def childs_birth_too_late(children: pd.DataFrame, context: Context) -> pd.Series:
    """The mother's child was born after the collection year, or after the latest episode of the mother ceased."""
    latest = last_of_each(context.rows_of(EpisodesOfCare))
    ended = value_of(children["child"], latest["child"], latest["end_date"])
    born = children["first_child_birth_date"]
    return (born > context.year_end) | (born > ended)


@looked_after_rule("628", LookedAfterChildren, "is_mother", beside=(EpisodesOfCare, CareLeaverOutcomes))
def mother_status_of_care_leaver(children: pd.DataFrame, context: Context) -> pd.Series:
    """The mother field is completed for a care leaver who was not looked after in the year."""
    leavers = context.rows_of(CareLeaverOutcomes)
    child, described = children["child"], leavers.loc[some_given(leavers, LEAVER_ITEMS), "child"]
    away = missing_among(child, context.rows_of(EpisodesOfCare)["child"])
    return children["is_mother"].notna() & among(child, described) & away


@looked_after_rule("EPI", LookedAfterChildren, "child_id", beside=(EpisodesOfCare, CareLeaverOutcomes))
def child_without_episode(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child has no episode in the return, and is no care leaver of it."""
    told_of = [context.rows_of(dataset)["child"] for dataset in (EpisodesOfCare, CareLeaverOutcomes)]
    return missing_among(children["child"], pd.concat(told_of))


@looked_after_rule("304", UnaccompaniedAsylumSeekingChildren, "birth_date", "end_date")
def asylum_status_after_18(children: pd.DataFrame) -> pd.Series:
    """The status as an unaccompanied asylum-seeking child ceased after the 18th birthday."""
    return children["end_date"] > birthday(children["birth_date"], 18)


@looked_after_rule("1014", UnaccompaniedAsylumSeekingChildren, "child_id", beside=(EpisodesOfCare, CareLeaverOutcomes))
def asylum_status_of_care_leaver(children: pd.DataFrame, context: Context) -> pd.Series:
    """A care leaver who was not looked after in the year is given as an unaccompanied asylum-seeking child."""
    leavers = context.rows_of(CareLeaverOutcomes)
    child, described = children["child"], leavers.loc[some_given(leavers, LEAVER_ITEMS), "child"]
    return among(child, described) & missing_among(child, context.rows_of(EpisodesOfCare)["child"])


def short_breaks_only(keys: pd.Series, context: Context) -> pd.Series:
    """Children all of whose episodes in the return are short-term breaks."""
    return among(keys, context.rows_of(EpisodesOfCare)["child"]) & ~ever_looked_after(keys, context)
