"""DfE's "Children looked after in England including adoptions": a row per breakdown; whole percentages and rates."""

from expectations.published.declaration import (
    Member,
    PublishedTable,
    Unit,
    count,
    percent,
    rate,
)

LOOKED_AFTER = "looked_after"
_CHILDREN = (
    count("children_count", "Children"),
    percent("children_percent", "Percentage", of="children_count", decimal_places=0),
)
_CARE_LEAVERS = (
    count("care_leaver_count", "Care leavers"),
    percent("care_leaver_percent", "Percentage", of="care_leaver_count", decimal_places=0),
)
CARE_LEAVER_AGES = {"17 to 18 years": "aged_17_to_18", "19 to 21 years": "aged_19_to_21"}


def _table(name: str, title: str, measures, breakdown: tuple[str, ...], members: tuple[Member, ...]) -> PublishedTable:
    return PublishedTable(
        name,
        title,
        LOOKED_AFTER,
        measures,
        code=LOOKED_AFTER,
        context=(),
        breakdown=breakdown,
        members=members,
    )


def _members(heading: str, slugs: dict[str, str], *, total: str = "", totals: dict[str, str] | None = None):
    """Return the members under one heading; `total` is the denominator unless `totals` names another."""
    totals = totals or {}
    return tuple(
        Member((heading, value), slug, total="" if slug == total else totals.get(slug, total))
        for value, slug in slugs.items()
    )


def _by_age(slugs: dict[str, str], *, total: str) -> tuple[Member, ...]:
    return tuple(
        member
        for age, suffix in CARE_LEAVER_AGES.items()
        for member in _members(
            age, {value: f"{slug}_{suffix}" for value, slug in slugs.items()}, total=f"{total}_{suffix}"
        )
    )


NUMBERS = _table(
    "looked_after_numbers",
    "Children starting, ceasing and being looked after, numbers and rates",
    (
        count("population", "Children aged 0 to 17", aliases=("population_estimate",)),
        count("children_count", "Children"),
        rate("rate_per_10000", "Rate per 10,000 children", of="children_count", per="population", decimal_places=0),
    ),
    ("population_type",),
    (
        Member(("Children looked after on 31 March each year",), "looked_after_on_31_march"),
        Member(("Children starting to be looked after each year",), "started"),
        Member(("Children ceasing to be looked after each year",), "ceased"),
    ),
)
PLACEMENT_STABILITY = _table(
    "looked_after_placement_stability",
    "Stability of placements",
    _CHILDREN,
    ("cla_group", "placement_stability"),
    (
        *_members(
            "CLA on 31 March",
            {
                "Total children": "placements_total",
                "With 3 or more placements during the year": "placements_3_or_more",
            },
            total="placements_total",
        ),
        *_members(
            "CLA 2 years on 31 March",
            {
                "Total children": "looked_after_2_years_total",
                "With 3 or more placements during the previous 2 years": "placements_3_or_more_in_2_years",
            },
            total="looked_after_2_years_total",
        ),
        *_members(
            "Children looked after continuously for at least 2.5 years on 31 March aged under 16 years",
            {
                "Total children": "looked_after_2_and_a_half_years_under_16_total",
                "Living with the same carer for at least 2 years": "same_carer_for_2_years",
            },
            total="looked_after_2_and_a_half_years_under_16_total",
        ),
    ),
)
NEW_PLACEMENTS = _table(
    "looked_after_new_placements",
    "New placements during the year",
    _CHILDREN,
    ("characteristic", "breakdown"),
    (
        *_members(
            "Location of new placements during the year",
            {
                "Total new placements": "new_placements_total",
                "Distance not known or not recorded": "new_placements_distance_not_known",
                "Placed inside LA boundary less than 20 miles from home": "new_placements_inside_within_20_miles",
                "Placed inside LA boundary more than 20 miles from home": "new_placements_inside_beyond_20_miles",
                "Placed outside LA boundary less than 20 miles from home": "new_placements_outside_within_20_miles",
                "Placed outside LA boundary more than 20 miles from home": "new_placements_outside_beyond_20_miles",
            },
            total="new_placements_total",
        ),
        *_members(
            "Reason for placement change during the year",
            {
                "Total placements changing": "placement_changes_total",
                "Allegation (s47)": "placement_changes_allegation",
                "Approval removed": "placement_changes_approval_removed",
                "Carer requests placement end other than due to child's behaviour": "placement_changes_carer_other",
                "Carer requests placement ends due to child's behaviour": "placement_changes_carer_behaviour",
                "Change in the status of a placement only": "placement_changes_status_only",
                "Change to/implementation of care plan": "placement_changes_care_plan",
                "Child requests placement to end": "placement_changes_child",
                "Custody arrangement": "placement_changes_custody",
                "Other": "placement_changes_other",
                "Resignation or closure of provision": "placement_changes_closure_of_provision",
                "Responsible/area authority requests placement ends": "placement_changes_authority",
                "Standards of care concern": "placement_changes_standards_of_care",
            },
            total="placement_changes_total",
        ),
    ),
)
HEALTH = _table(
    "looked_after_health",
    "Health, strengths and difficulties, convictions and substance misuse of children looked after for 12 months",
    _CHILDREN,
    ("characteristic", "breakdown"),
    (
        *_members(
            "Health assessments: Children looked after all ages",
            {
                "Total all ages": "health_total",
                "Had their annual health assessment": "health_assessment",
                "Had their immunisations up to date": "immunisations",
                "Had their teeth checked by a dentist": "dentist",
            },
            total="health_total",
        ),
        *_members(
            "Development assessments: Children looked after ages 0 to 4 years",
            {
                "Total ages 0 to 4 years": "development_assessments_total",
                "Development assessments up to date": "development_assessments",
            },
            total="development_assessments_total",
        ),
        *_members(
            "Convictions: Children looked after Ages 10 to 17 years",
            {
                "Total ages 10 to 17 years": "convictions_total",
                "Convicted or subject to youth cautions, or youth conditional cautions during the year": "convictions",
            },
            total="convictions_total",
        ),
        *_members(
            "Substance misuse: Children looked after all ages",
            {
                "Total all ages": "substance_misuse_total",
                "Identified as having a substance misuse problem": "substance_misuse",
                "Received an intervention for their substance misuse problem": "substance_misuse_intervention",
                "Offered intervention but refused it": "substance_misuse_refused",
            },
            total="substance_misuse_total",
            totals=dict.fromkeys(("substance_misuse_intervention", "substance_misuse_refused"), "substance_misuse"),
        ),
        *_members(
            "Ages 5 to 16 years with SDQ score",
            {
                "Total ages 5 to 16 years": "sdq_total",
                "SDQ score was received": "sdq_received",
                "SDQ score is normal": "sdq_normal",
                "SDQ score is borderline": "sdq_borderline",
                "SDQ score is a cause for concern": "sdq_concern",
            },
            total="sdq_total",
            totals=dict.fromkeys(("sdq_normal", "sdq_borderline", "sdq_concern"), "sdq_received"),
        ),
        Member(("Ages 5 to 16 years with SDQ score", "SDQ average score"), "sdq_average", unit=Unit.NUMBER),
    ),
)
ACCOMMODATION = _table(
    "care_leavers_accommodation",
    "Suitability of care leavers' accommodation",
    _CARE_LEAVERS,
    ("care_leaver_age", "breakdown"),
    _by_age(
        {
            "Suitability total": "accommodation_total",
            "Accommodation considered suitable": "accommodation_suitable",
            "Accommodation considered unsuitable": "accommodation_unsuitable",
            "No information": "accommodation_no_information",
        },
        total="accommodation_total",
    ),
)
ACTIVITY = _table(
    "care_leavers_activity",
    "Care leavers' education, employment and training",
    _CARE_LEAVERS,
    ("care_leaver_age", "breakdown"),
    _by_age(
        {
            "Total": "activity_total",
            "Total in education, employment or training": "activity_eet",
            "Total not in education, employment or training": "activity_neet",
            "Total information not known": "activity_not_known",
            "Higher education i.e. studies beyond A level": "activity_higher_education",
            "Education other than higher education": "activity_other_education",
            "In training or employment": "activity_training_or_employment",
            "In an apprenticeship": "activity_apprenticeship",
            "In training or employment (excl. apprenticeship)": "activity_training_or_employment_no_apprenticeship",
            "Not in education, training or employment, owing to illness or disability": "activity_neet_illness",
            "Not in education, training or employment, owing to other reasons": "activity_neet_other",
            "Not in education, training or employment, owing to pregnancy or parenting": "activity_neet_parenting",
        },
        total="activity_total",
    ),
)

TABLES = (NUMBERS, PLACEMENT_STABILITY, NEW_PLACEMENTS, HEALTH, ACCOMMODATION, ACTIVITY)
