"""Rules of DfE's census about assessments and the factors found."""

import pandas as pd

from expectations.contract import Context
from expectations.datasets.assessment import AssessmentFactors, Assessments
from expectations.rules.declaring import census_rule
from expectations.shapes import among, missing_among, more_than_one, outside, repeated, starts_during_another
from expectations.working_days import calendar

ASSESSMENT_LIMIT = 45  # working days, Working Together


@census_rule("8614", Assessments, "authorisation_date", beside=(AssessmentFactors,))
def factors_before_completion(assessments: pd.DataFrame, context: Context) -> pd.Series:
    """The assessment has factors although it is not completed."""
    factors = context.rows_of(AssessmentFactors)
    return assessments["authorisation_date"].isna() & among(assessments["event"], factors["event"])


@census_rule("8670Q", Assessments, "start_date", "authorisation_date")
def open_beyond_the_limit(assessments: pd.DataFrame, context: Context) -> pd.Series:
    """
    The assessment started more than 45 working days before the end of the census year and is not completed.

    The day it starts is day 0, and bank holidays do not count; one public validator goes back a day less, another 63
    days whatever the holidays.
    """
    end = pd.Series(context.year_end, index=assessments.index)
    days_open = calendar().working_days_between(assessments["start_date"], end)
    return assessments["authorisation_date"].isna() & (days_open > ASSESSMENT_LIMIT)


@census_rule("8736", Assessments, "start_date", "authorisation_date")
def open_since_before_the_year(assessments: pd.DataFrame, context: Context) -> pd.Series:
    """The assessment is not completed and started outside the census year."""
    started_outside = outside(assessments["start_date"], context.year_start, context.year_end)
    return assessments["authorisation_date"].isna() & started_outside


@census_rule("8863Q", Assessments, "start_date", "authorisation_date", beside=(Assessments,))
def started_during_another(assessments: pd.DataFrame, context: Context) -> pd.Series:
    """
    The assessment started while another one in the same episode was not completed, or on the day it was.

    As in DfE's text, the day on which the other one was completed is not free; one public validator lets it be.
    """
    return starts_during_another(assessments, on="episode", ends="authorisation_date", still_open=context.year_end)


@census_rule("8896", Assessments, "authorisation_date", beside=(Assessments,))
def more_than_one_open(assessments: pd.DataFrame) -> pd.Series:
    """The episode has more than one assessment that is not completed."""
    return more_than_one(assessments["authorisation_date"].isna(), assessments["episode"])


@census_rule("8897Q", Assessments, "authorisation_date", beside=(AssessmentFactors,))
def completed_without_factors(assessments: pd.DataFrame, context: Context) -> pd.Series:
    """The assessment was completed in the census year, but has no factors."""
    factors = context.rows_of(AssessmentFactors)
    return (assessments["authorisation_date"] >= context.year_start) & missing_among(
        assessments["event"], factors["event"]
    )


@census_rule("8898", AssessmentFactors, "child_id", "assessment_start_date", "factor", beside=(AssessmentFactors,))
def factor_repeated(factors: pd.DataFrame, context: Context) -> pd.Series:
    """The assessment has the same factor more than once."""
    again = context.restated_of(AssessmentFactors)
    names = ("child_id", "assessment_start_date", "factor")
    return repeated(*([rows[name] for name in names] for rows in (factors, again)))
