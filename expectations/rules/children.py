"""Rules of DfE's census about the file's header, and about children, their pupil numbers and their disabilities."""

from itertools import chain

import numpy as np
import pandas as pd

from expectations.codes import Disability, Sex, UPNUnknownReason
from expectations.contract import UNMAPPED, Context
from expectations.datasets.children import ChildDisabilities, Children
from expectations.datasets.front_door import Referrals
from expectations.rules.declaring import census_rule
from expectations.shapes import absent, among, beside_some, missing_among, outside, repeated

CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S; also those that may end a temporary number
END = f"[0-9{CHECK_LETTERS}]"
FORMER_NUMBER = "[A-Za-z][0-9]{11}[0-9A-Za-z]"  # as in DfE's schema
WEIGHTS = np.arange(2, 14)  # of the characters after the check letter
_ORDINALS = np.array([ord(letter) for letter in CHECK_LETTERS])
_VALUES = np.zeros(128, dtype="int64")  # of a character by its ordinal
_VALUES[_ORDINALS] = range(len(CHECK_LETTERS))
_VALUES[ord("0") : ord("9") + 1] = range(10)
MOST_WITHOUT_SEX = 0.02  # of a return's children
FEWEST_DISABILITY_CODES = 8  # in a return
LONGEST_IDENTIFIER = 20

_AUTHORITIES = (  # of DfE's numbers since April 1998, with the pseudo authorities 001 to 005
    *((1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394)),
    *((420, 420), (660, 681), (701, 708), (800, 803), (805, 808), (810, 813), (815, 816), (820, 823), (825, 826)),
    *((830, 831), (835, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 896), (908, 909), (916, 916)),
    *((919, 919), (921, 921), (925, 926), (928, 929), (931, 931), (933, 933), (935, 938), (940, 941)),
)
AUTHORITIES = frozenset(f"{number:03}" for number in chain(*(range(first, last + 1) for first, last in _AUTHORITIES)))
AUTHORITIES_SINCE_2023 = AUTHORITIES | {"942", "943"}  # Cumberland; Westmorland and Furness


@census_rule("100", Children, "child_id")
def reference_date_wrong(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    The header's reference date is missing or is not the 31 March that ends the year of the return.

    It fails in every child of the file; the public validators know the date of one year only.
    """
    noted = context.noted & {"reference_date_missing", "year_disagrees"}
    wrong = bool(noted) or pd.Timestamp(context.as_at) != context.year_end
    return pd.Series(wrong, index=children.index)


@census_rule("1510", Children, "upn")
def check_letter_wrong(children: pd.DataFrame) -> pd.Series:
    """
    The first character of the pupil number is not the check letter of the others.

    It is judged where the others are digits, or digits and the letter that ends a temporary number.
    """
    numbers = children["upn"]
    whole = numbers.str.fullmatch(f".[0-9]{{11}}{END}").fillna(False).astype(bool)
    characters = np.array(numbers[whole].tolist(), dtype="U13").view("uint32").reshape(-1, 13)
    letters = _ORDINALS[_VALUES[characters[:, 1:]] @ WEIGHTS % len(CHECK_LETTERS)]
    return pd.Series(characters[:, 0] != letters, index=numbers[whole].index).reindex(numbers.index, fill_value=False)


@census_rule("1520", Children, "upn", beside=(Children,))
def pupil_number_repeated(children: pd.DataFrame, context: Context) -> pd.Series:
    """Another child of the return has the same pupil number."""
    return repeated([children["upn"]], [context.restated_of(Children)["upn"]])


@census_rule("1530", Children, "upn", until=2023)
def authority_of_number_unknown(children: pd.DataFrame) -> pd.Series:
    """The second to fourth characters of the pupil number are not the number of an authority."""
    return children["upn"].notna() & ~children["upn"].str[1:4].isin(AUTHORITIES)


@census_rule("1530", Children, "upn", since=2024)
def authority_of_number_unknown_since_2024(children: pd.DataFrame) -> pd.Series:
    """
    The second to fourth characters of the pupil number are not the number of an authority.

    Since the return of 2024 the authorities of 2023 are known too.
    """
    return children["upn"].notna() & ~children["upn"].str[1:4].isin(AUTHORITIES_SINCE_2023)


@census_rule("1540", Children, "upn")
def pupil_number_not_numeric(children: pd.DataFrame) -> pd.Series:
    """The fifth to twelfth characters of the pupil number are not all digits."""
    return children["upn"].notna() & ~children["upn"].str[4:12].str.fullmatch("[0-9]{8}").fillna(False).astype(bool)


@census_rule("1550", Children, "upn")
def pupil_number_ends_wrongly(children: pd.DataFrame) -> pd.Series:
    """The thirteenth character of the pupil number is neither a digit nor a letter other than I, O and S."""
    return children["upn"].notna() & ~children["upn"].str[12:].str.fullmatch(END).fillna(False).astype(bool)


@census_rule("1560Q", Children, "former_upn")
def former_number_malformed(children: pd.DataFrame) -> pd.Series:
    """
    The former pupil number does not have the form of one.

    A temporary number, which ends in a letter, has it; one public validator wants a digit there.
    """
    former = children["former_upn"]
    return former.notna() & ~former.str.fullmatch(FORMER_NUMBER).fillna(False).astype(bool)


@census_rule("1570", Children, "child_id", since=2025)
def identifier_too_long(children: pd.DataFrame) -> pd.Series:
    """The child's identifier has more than 20 characters."""
    return children["child_id"].str.len() > LONGEST_IDENTIFIER


@census_rule("1580", Children, "child_id", since=2025)
def identifier_with_other_characters(children: pd.DataFrame) -> pd.Series:
    """The child's identifier has characters other than letters and digits."""
    return children["child_id"].str.contains("[^0-9A-Za-z]")


@census_rule("2886Q", Children, "sex", "expected_birth_date")
def sex_often_missing(children: pd.DataFrame) -> pd.Series:
    """
    Sex is not stated for more than 2% of the return's children, the unborn apart.

    It fails in every child without it; up to the return of 2024 it is asked of GenderCurrent.
    """
    born = children["expected_birth_date"].isna()
    without = born & (absent(children["sex"]) | (children["sex"] == Sex.NOT_STATED.value))
    return without & (without.sum() > MOST_WITHOUT_SEX * born.sum())


@census_rule("4180", Children, "sex")
def sex_missing(children: pd.DataFrame) -> pd.Series:
    """
    The child's sex is missing or not in the code list.

    Up to the return of 2024 it is GenderCurrent (0, 1, 2, 9), since then Sex (F, M, U); either spelling is understood.
    """
    return absent(children["sex"])


@census_rule("4220", Children, "ethnicity")
def ethnicity_missing(children: pd.DataFrame) -> pd.Series:
    """The child's ethnicity is missing or not in the code list."""
    return absent(children["ethnicity"])


@census_rule("8500", Children, "child_id")
def identifier_missing(children: pd.DataFrame) -> pd.Series:
    """The child has no identifier of the authority."""
    return children["child_id"].isna()


@census_rule("8510", Children, "child_id", beside=(Children,))
def identifier_repeated(children: pd.DataFrame, context: Context) -> pd.Series:
    """Another child of the return has the same identifier."""
    return repeated([children["child_id"]], [context.restated_of(Children)["child_id"]])


@census_rule("8530Q", Children, "expected_birth_date")
def expected_at_another_time(children: pd.DataFrame, context: Context) -> pd.Series:
    """The expected date of birth is over 30 days before the end of the census year, or over 9 months after it."""
    first, last = context.year_end - pd.Timedelta(days=30), context.year_end + pd.DateOffset(months=9)
    return outside(children["expected_birth_date"], first, last)


@census_rule("8540", Children, "birth_date", beside=(ChildDisabilities, Referrals))
def disability_missing(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    A born child with a referral that led to further action has no disability code in the list, not even NONE.

    Where some codes are in the list and others are not, DfE's text is satisfied; one public validator is not.
    """
    referrals, disabilities = context.rows_of(Referrals), context.rows_of(ChildDisabilities)
    known = disabilities.loc[~absent(disabilities["disability"]), "child"]
    in_need = among(children["child"], referrals.loc[_led_to_action(referrals), "child"])
    return children["birth_date"].notna() & in_need & ~among(children["child"], known)


@census_rule("8545Q", Children, "death_date")
def died_outside_the_year(children: pd.DataFrame, context: Context) -> pd.Series:
    """The date of death is outside the census year."""
    return outside(children["death_date"], context.year_start, context.year_end)


@census_rule("8590", Children, "child_id", beside=(Referrals,))
def child_without_episode(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child has no episode of need in the return."""
    return missing_among(children["child"], context.rows_of(Referrals)["child"])


@census_rule("8770Q", Children, "birth_date", "upn", "upn_unknown", beside=(Referrals,), until=2024)
def pupil_number_missing(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    A child born more than six years before the end of the census year has neither a pupil number nor a reason.

    It is asked of children with a referral that led to further action. Any reason of the list will do; one public
    validator does not take UN1.
    """
    old_enough = children["birth_date"] < context.year_end - pd.DateOffset(years=6)
    return old_enough & _without_number(children, context) & absent(children["upn_unknown"])


@census_rule("8770Q", Children, "birth_date", "upn", "upn_unknown", beside=(Referrals,), since=2025)
def pupil_number_missing_at_school_age(children: pd.DataFrame, context: Context) -> pd.Series:
    """
    A child of four years or more has no pupil number, and no reason or only the one for those not of school age (UN1).

    It is asked of children with a referral that led to further action. DfE's formula asks it of those born on or after
    the day four years before the end of the year, its message of those of school age: the message is followed.
    """
    old_enough = children["birth_date"] <= context.year_end - pd.DateOffset(years=4)
    no_reason = absent(children["upn_unknown"]) | (children["upn_unknown"] == UPNUnknownReason.UN1.value)
    return old_enough & _without_number(children, context) & no_reason


@census_rule("8772", Children, "upn_unknown", beside=(Referrals,))
def number_missing_for_no_further_action(children: pd.DataFrame, context: Context) -> pd.Series:
    """The pupil number is missing because of no further action (UN7), but a referral led to further action."""
    referrals = context.rows_of(Referrals)
    acted = referrals.loc[~referrals["no_further_action"].fillna(False).astype(bool), "child"]
    return (children["upn_unknown"] == UPNUnknownReason.UN7.value) & among(children["child"], acted)


@census_rule("8775Q", Children, "birth_date", beside=(Referrals,))
def child_over_25(children: pd.DataFrame, context: Context) -> pd.Series:
    """The child is over 25 years old, and has an episode of need that is open or closed after the 25th birthday."""
    grown = children["birth_date"] + pd.DateOffset(years=25)
    still_in_need = beside_some(
        children[["child"]].assign(grown=grown),
        context.rows_of(Referrals)[["child", "closure_date"]],
        on="child",
        when=lambda pairs: pairs["closure_date"].isna() | (pairs["closure_date"] > pairs["grown"]),
    )
    return (children["birth_date"] < context.year_end - pd.DateOffset(years=25)) & still_in_need


@census_rule("2887Q", ChildDisabilities, "disability")
def few_disability_codes(disabilities: pd.DataFrame) -> pd.Series:
    """
    In the whole return, fewer than eight different codes of disability are used, NONE apart.

    It fails in every row.
    """
    used = disabilities.loc[_some_disability(disabilities), "disability"].nunique()
    return pd.Series(used < FEWEST_DISABILITY_CODES, index=disabilities.index)


@census_rule("2888Q", ChildDisabilities, "child_id", "disability")
def one_disability_for_each_child(disabilities: pd.DataFrame) -> pd.Series:
    """
    In the whole return, no child has more than one disability.

    It fails in every row.
    """
    several = disabilities.loc[_some_disability(disabilities), "child_id"].duplicated().any()
    return pd.Series(not several, index=disabilities.index)


@census_rule("8794", ChildDisabilities, "child_id", "disability", beside=(ChildDisabilities,))
def disability_repeated(disabilities: pd.DataFrame, context: Context) -> pd.Series:
    """The child has the same disability more than once."""
    again = context.restated_of(ChildDisabilities)
    return repeated(*([rows["child_id"], rows["disability"]] for rows in (disabilities, again)))


def _led_to_action(referrals: pd.DataFrame) -> pd.Series:
    return ~referrals["no_further_action"].fillna(True).astype(bool)


def _without_number(children: pd.DataFrame, context: Context) -> pd.Series:
    """Children without a pupil number with a referral that led to further action."""
    referrals = context.rows_of(Referrals)
    return children["upn"].isna() & among(children["child"], referrals.loc[_led_to_action(referrals), "child"])


def _some_disability(disabilities: pd.DataFrame) -> pd.Series:
    return disabilities["disability"].notna() & ~disabilities["disability"].isin([Disability.NONE.value, UNMAPPED])
