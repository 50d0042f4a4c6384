"""Who the children are."""

from datetime import date

import pandas as pd

from expectations.codes import Disability, Ethnicity, Sex, UPNUnknownReason, YesNoUnknown
from expectations.contract import Context, Dataset, Severity, column, rule


class Children(Dataset):
    """
    Children known to the authority, as each extract describes them.

    Everything is kept as it was stated, extract by extract, so that the history of a child can be told.
    """

    grain = ("child_id",)
    history = True

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier, as text.")
    birth_date: date | None = column(
        item="N00066", personal=True, description="Date of birth; empty for an unborn child."
    )
    expected_birth_date: date | None = column(
        item="N00098", personal=True, description="Expected date of birth of an unborn child."
    )
    death_date: date | None = column(item="N00108", personal=True, description="Date of death.")
    sex: Sex | None = column(item="N00783", description="Sex as recorded; GenderCurrent up to the 2024 census.")
    ethnicity: Ethnicity | None = column(item="N00177", description="Ethnic origin, twenty codes in six groups.")
    disability: YesNoUnknown | None = column(description="Whether any disability is recorded.")
    upn: str | None = column(
        item="N00001", personal=True, length=13, description="Unique pupil number, for matching with schools."
    )
    former_upn: str | None = column(item="N00002", personal=True, description="A number the child had before.")
    upn_unknown: UPNUnknownReason | None = column(item="N00135", description="Why there is no pupil number.")

    @rule("8520", Severity.WARNING, fields=("birth_date",), formats=("cin_census",))
    def born_after_the_census_year(children: pd.DataFrame, context: Context) -> pd.Series:
        """The date of birth is after the end of the census year."""
        return children["birth_date"] > context.year_end

    @rule("8525Q", Severity.WARNING, fields=("birth_date", "expected_birth_date"), formats=("cin_census",))
    def neither_or_both_birth_dates(children: pd.DataFrame) -> pd.Series:
        """Either the date of birth or the expected date of birth must be given, and not both."""
        return children["birth_date"].isna() == children["expected_birth_date"].isna()

    @rule("8535Q", Severity.WARNING, fields=("birth_date", "death_date"))
    def died_before_birth(children: pd.DataFrame) -> pd.Series:
        """The date of death is before the date of birth."""
        return children["death_date"] < children["birth_date"]

    @rule("8750", Severity.WARNING, fields=("birth_date", "expected_birth_date", "sex"), formats=("cin_census",))
    def unborn_child_has_a_sex(children: pd.DataFrame) -> pd.Series:
        """The sex of an unborn child must be not stated (0 up to 2024, U since)."""
        unborn = children["expected_birth_date"].notna() & children["birth_date"].isna()
        return unborn & (children["sex"] != Sex.NOT_STATED.value)

    @rule("born_long_ago", Severity.WARNING, fields=("birth_date",))
    def implausible_birth_date(children: pd.DataFrame, context: Context) -> pd.Series:
        """The date of birth is more than 26 years before the extract, or after it."""
        as_at = pd.Timestamp(context.as_at)
        return (children["birth_date"] < as_at - pd.DateOffset(years=26)) | (children["birth_date"] > as_at)


class ChildDisabilities(Dataset):
    """Disabilities recorded for a child, one row for each."""

    grain = ("child_id", "disability")

    child_id: str = column(item="N00097", personal=True, description="The authority's own identifier.")
    disability: Disability = column(item="N00099", description="Disability code; NONE stands alone.")

    @rule("8790", Severity.WARNING, fields=("child_id", "disability"))
    def none_beside_others(disabilities: pd.DataFrame) -> pd.Series:
        """Disability information includes both NONE and other values."""
        none = disabilities["disability"] == Disability.NONE.value
        some = (~none).groupby(disabilities["child_id"]).transform("any")
        return none & some
