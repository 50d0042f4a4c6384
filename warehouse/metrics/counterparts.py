"""
Which of our figures is which published one.

A measure is named by the Department for Education's table and column, spelled as in the files of 2024. What DfE
publishes and no metric of ours counts is not in here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from warehouse.metrics import published_columns as columns
from warehouse.metrics.periods import PeriodType

YEAR, AT_DATE, MONTH = str(PeriodType.FINANCIAL_YEAR), str(PeriodType.AT_DATE), str(PeriodType.MONTH)

Part = Literal["value", "numerator", "denominator"]


@dataclass(frozen=True)
class Counterpart:
    """
    A metric, whole or a member of a cut, and the published measure that it must equal.

    `compare` says what of the figure: its value as it is shown, or the whole number above or below the line.
    `month` is the month of the calendar, for a measure that is one month of a year.
    """

    metric: str
    measure: str
    period_type: str
    compare: Part = "value"
    cut_name: str = ""
    cut_value: str = ""
    month: int = 0


def _whole(table: str, period_type: str, measures: Mapping[str, str]) -> Iterator[Counterpart]:
    """Yield the metrics by column of one table."""
    for column, metric in measures.items():
        yield Counterpart(metric, f"{table}.{column}", period_type)


def _share(metric: str, measure: str, period_type: str, *, above: str = "", below: str = "") -> Iterator[Counterpart]:
    """Yield a percentage and the published counts that it is made of."""
    yield Counterpart(metric, measure, period_type)
    if above:
        yield Counterpart(metric, above, period_type, "numerator")
    if below:
        yield Counterpart(metric, below, period_type, "denominator")


def _members(
    metric: str, table: str, period_type: str, cut: str, members: Mapping[str, str], *, percent: bool = False
) -> Iterator[Counterpart]:
    """Yield the members of a cut by column; with `percent` each is published as a count and as a share."""
    for column, member in members.items():
        count: Part = "numerator" if percent else "value"
        yield Counterpart(metric, f"{table}.{column}", period_type, count, cut, member)
        if percent:
            yield Counterpart(metric, f"{table}.{column}_percent", period_type, "value", cut, member)


def _labels(codes: Mapping[str, object], *, name: str = "label") -> dict[str, str]:
    return {column: getattr(code, name) for column, code in codes.items()}


def _front_door() -> Iterator[Counterpart]:
    yield from _whole(
        "c1",
        YEAR,
        {
            "Referrals": "referrals",
            "Referrals_rate": "referral_rate",
            "Referrals_child": "children_referred",
            "Referrals_child_rate": "children_referred_rate",
            "Re_referrals_child": "children_re_referred",
        },
    )
    yield from _share("re_referrals", "c1.Re_referrals_percent", YEAR, above="c1.Re_referrals")
    yield from _share("children_re_referred_share", "c1.Re_referrals_child_percent", YEAR)
    yield from _share("referrals_no_further_action", "c1.No_Further_Action_percent", YEAR, above="c1.No_Further_Action")
    yield from _share("referrals_assessed_as_not_in_need", "c1.Not_in_Need_percent", YEAR, above="c1.Not_in_Need")
    yield from _members("referrals", "c5", YEAR, "source", _labels(columns.SOURCES, name="group"))


def _children_in_need() -> Iterator[Counterpart]:
    yield from _whole(
        "b1",
        YEAR,
        {
            "Started_episodes": "episodes_of_need_started",
            "Started_episodes_rate": "episodes_of_need_started_rate",
            "Started_child": "children_starting_an_episode_of_need",
            "Started_child_rate": "children_starting_an_episode_of_need_rate",
            "Ended_episodes": "episodes_of_need_ended",
            "Ended_episodes_rate": "episodes_of_need_ended_rate",
            "Ended_child": "children_ending_an_episode_of_need",
            "Ended_child_rate": "children_ending_an_episode_of_need_rate",
            "Anypoint_episodes": "episodes_of_need_at_any_point",
            "Anypoint_episodes_rate": "episodes_of_need_at_any_point_rate",
            "Anypoint_child": "children_in_need_at_any_point",
            "Anypoint_child_rate": "children_in_need_at_any_point_rate",
        },
    )
    yield from _whole(
        "b1", AT_DATE, {"At31_episodes": "children_in_need", "At31_episodes_rate": "children_in_need_rate"}
    )
    yield from _share(
        "children_in_need_with_a_disability",
        "b2.At31_episodes_disability_recorded_percent",
        AT_DATE,
        above="b2.At31_episodes_disability_recorded",
        below="b2.At31_episodes",
    )
    yield from _members("children_in_need", "b3", AT_DATE, "need", _labels(columns.NEEDS))
    yield from _members(
        "children_in_need_by_duration", "b4", AT_DATE, "duration", columns.EPISODE_DURATIONS, percent=True
    )
    yield from _members(
        "episodes_of_need_ended_by_duration", "b5", YEAR, "duration", columns.EPISODE_DURATIONS, percent=True
    )
    yield from _members(
        "episodes_of_need_ended_by_reason",
        "b6",
        YEAR,
        "closure_reason",
        {**_labels(columns.CLOSURE_REASONS), "unknown": "Unknown"},
        percent=True,
    )


def _child_in_need_plans() -> Iterator[Counterpart]:
    yield from _whole(
        "b7",
        YEAR,
        {
            "CINPlan_start": "child_in_need_plans_started",
            "CINPlan_start_rate": "child_in_need_plans_started_rate",
            "CINPlan_child_start": "children_starting_a_child_in_need_plan",
            "CINPlan_child_start_rate": "children_starting_a_child_in_need_plan_rate",
            "CINPlan_end": "child_in_need_plans_ended",
            "CINPlan_end_rate": "child_in_need_plans_ended_rate",
            "CINPlan_child_end": "children_ending_a_child_in_need_plan",
            "CINPlan_child_end_rate": "children_ending_a_child_in_need_plan_rate",
            "CINPlan_anypoint": "child_in_need_plans_at_any_point",
            "CINPlan_anypoint_rate": "child_in_need_plans_at_any_point_rate",
            "CINPlan_child_anypoint": "children_with_a_child_in_need_plan_at_any_point",
            "CINPlan_child_anypoint_rate": "children_with_a_child_in_need_plan_at_any_point_rate",
        },
    )
    yield from _whole(
        "b7", AT_DATE, {"CINPlan_At31": "child_in_need_plans", "CINPlan_At31_rate": "child_in_need_plan_rate"}
    )


def _assessments() -> Iterator[Counterpart]:
    yield from _whole(
        "c2",
        YEAR,
        {
            "Assessments_completed": "assessments_completed",
            "Assessments_completed_rate": "assessment_rate",
            "25th_Percentile_days": "assessment_duration_p25",
            "Median_days": "assessment_duration_median",
            "75th_Percentile_days": "assessment_duration_p75",
        },
    )
    yield from _share(
        "assessments_within_45_working_days", "c2.Within_45_days_percent", YEAR, above="c2.Within_45_days"
    )
    yield from _members("assessments_completed", "c2", YEAR, "duration", columns.ASSESSMENT_DURATIONS)
    yield from _whole("c3", YEAR, {"Episodes_with_assessment_factor": "episodes_with_assessment_factors"})
    yield from _members(
        "episodes_with_assessment_factors",
        "c3",
        YEAR,
        "factor",
        {**_labels(columns.FACTORS), "Privately_fostered": "Privately fostered"},
    )


def _section_47_enquiries() -> Iterator[Counterpart]:
    yield from _whole(
        "c4",
        YEAR,
        {
            "Section47": "section_47_enquiries",
            "Section47_rate": "section_47_enquiry_rate",
            "Section47_child": "children_with_a_section_47_enquiry",
            "Section47_child_rate": "children_with_a_section_47_enquiry_rate",
            "ICPC": "conferences",
            "ICPC_rate": "conference_rate",
            "ICPC_child": "children_with_a_conference",
            "ICPC_child_rate": "children_with_a_conference_rate",
            "Duration_25th_Percentile": "conference_duration_p25",
            "Duration_median": "conference_duration_median",
            "Duration_75th_Percentile": "conference_duration_p75",
        },
    )
    yield from _share(
        "conferences_within_15_working_days", "c4.Within_15_days_percent", YEAR, above="c4.Within_15_days"
    )
    yield from _members("conferences", "c4", YEAR, "duration", columns.CONFERENCE_DURATIONS)


def _child_protection_plans() -> Iterator[Counterpart]:
    yield from _whole(
        "d1",
        YEAR,
        {
            "CPP_start": "child_protection_plans_started",
            "CPP_start_rate": "child_protection_plans_started_rate",
            "CPP_child_start": "children_starting_a_child_protection_plan",
            "CPP_child_start_rate": "children_starting_a_child_protection_plan_rate",
            "CPP_end": "child_protection_plans_ended",
            "CPP_end_rate": "child_protection_plans_ended_rate",
            "CPP_child_end": "children_ending_a_child_protection_plan",
            "CPP_child_end_rate": "children_ending_a_child_protection_plan_rate",
            "CPP_anypoint": "child_protection_plans_at_any_point",
            "CPP_anypoint_rate": "child_protection_plans_at_any_point_rate",
            "CPP_child_anypoint": "children_with_a_child_protection_plan_at_any_point",
            "CPP_child_anypoint_rate": "children_with_a_child_protection_plan_at_any_point_rate",
        },
    )
    yield from _whole(
        "d1", AT_DATE, {"CPP_At31": "child_protection_plans", "CPP_At31_rate": "child_protection_plan_rate"}
    )
    for table, metric, period_type in (
        ("d2", "child_protection_plans_started", YEAR),
        ("d4", "child_protection_plans", AT_DATE),
    ):
        for when in ("initial", "latest"):
            members = {f"{name}_{when.title()}": code.label for name, code in columns.CATEGORIES.items()}
            yield from _members(metric, table, period_type, f"{when}_category", members)
    yield from _share("second_or_subsequent_plans", "d3.CPP_subsequent_percent", YEAR, above="d3.CPP_subsequent")
    yield from _members(
        "child_protection_plans_by_duration", "d5", AT_DATE, "duration", columns.PLAN_DURATIONS, percent=True
    )
    yield from _share(
        "child_protection_plans_open_two_years_or_more",
        "d5.2_years_or_more_percent",
        AT_DATE,
        above="d5.2_years_or_more",
    )
    yield from _share(
        "child_protection_plans_reviewed_in_time",
        "d6.Reviewed_within_timescales_percent",
        AT_DATE,
        above="d6.Reviewed_within_timescales",
        below="d6.CPP_At31_3Months",
    )
    yield from _members(
        "child_protection_plans_ended_by_duration", "d7", YEAR, "duration", columns.PLAN_DURATIONS, percent=True
    )
    yield from _share(
        "child_protection_plans_ended_after_two_years_or_more",
        "d7.2_years_or_more_percent",
        YEAR,
        above="d7.2_years_or_more",
    )


COUNTERPARTS: tuple[Counterpart, ...] = (
    *_front_door(),
    *_children_in_need(),
    *_child_in_need_plans(),
    *_assessments(),
    *_section_47_enquiries(),
    *_child_protection_plans(),
)
"""Figures of financial years and of 31 March."""

COUNTERPARTS_OF_MONTHS: tuple[Counterpart, ...] = tuple(
    Counterpart("referrals", f"c6.{name}", MONTH, month=number) for name, number in columns.MONTHS.items()
)
"""Figures of single months, published by the year in which they lie."""


def measures_of(metric: str, counterparts: Iterable[Counterpart] = COUNTERPARTS) -> tuple[str, ...]:
    """Return the published measures that a metric as a whole must equal, its own value first."""
    whole = [each for each in counterparts if each.metric == metric and not each.cut_name]
    return tuple(each.measure for each in sorted(whole, key=lambda each: each.compare != "value"))
