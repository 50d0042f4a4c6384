"""
DfE's "Children's social work workforce" on 30 September; how often looked-after children change social worker.

Rates of full-time equivalents come from unrounded numbers: from the published ones, one in twelve comes out otherwise
in its last place, so that they are not declared as made of them.
"""

from expectations.published.declaration import Measure, Member, PublishedTable, count, number, percent

WORKFORCE = "workforce"


def _full_time(column: str, label: str) -> Measure:
    return number(f"{column}_fte", f"{label}, full-time equivalents")


INDICATORS = PublishedTable(
    "workforce",
    "Social workers in post, starters, leavers, agency, vacancies, caseload and absence on 30 September",
    WORKFORCE,
    (
        _full_time("inpost", "Social workers in post"),
        count("inpost_headcount", "Social workers in post"),
        _full_time("starters", "Starters in the year"),
        count("starters_headcount", "Starters in the year"),
        _full_time("leavers", "Leavers in the year"),
        count("leavers_headcount", "Leavers in the year"),
        percent("turnover_rate_fte", "Turnover"),
        percent("turnover_rate_headcount", "Turnover by headcount", of="leavers_headcount", per="inpost_headcount"),
        _full_time("agency", "Agency social workers"),
        count("agency_headcount", "Agency social workers"),
        percent("agency_rate_fte", "Agency social workers among all in post"),
        percent("agency_rate_headcount", "Agency social workers among all in post by headcount"),
        _full_time("agency_cover", "Agency social workers covering vacancies"),
        percent("agency_cover_rate_fte", "Agency social workers who cover a vacancy"),
        _full_time("vacancy", "Vacancies"),
        percent("vacancy_rate_fte", "Vacancies among all posts"),
        percent("vacancy_agency_cover_rate_fte", "Vacancies covered by agency"),
        _full_time("case_holders", "Social workers holding cases"),
        count("cases", "Cases held"),
        number("caseload_fte", "Cases per social worker holding cases"),
        number("working_days_lost_fte", "Working days lost to sickness"),
        percent("absence_rate_fte", "Sickness absence"),
    ),
    context=(),
)
SOCIAL_WORKER_STABILITY = PublishedTable(
    "social_worker_stability",
    "Social workers of children looked after during the year",
    "social_worker_stability",
    (count("number", "Children"), percent("percentage", "Percentage", of="number", decimal_places=0)),
    code=WORKFORCE,
    context=(),
    breakdown=("cla_group", "sw_stability"),
    members=(
        Member(("CLA on 31 March", "Total children"), "looked_after_total"),
        Member(
            ("CLA on 31 March", "3 or more social workers during the year"),
            "looked_after_3_or_more_social_workers",
            total="looked_after_total",
        ),
    ),
)

TABLES = (INDICATORS, SOCIAL_WORKER_STABILITY)
