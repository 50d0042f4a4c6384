"""DfE's "Children in need": one row per area and year, tables b1 to d8, and the population that its rates stand on."""

from expectations.published.declaration import Measure, Member, Parts, PublishedTable, count, days, percent, rate

CHILDREN_IN_NEED = "children_in_need"
POPULATION_PUBLICATION = "population"

DURATIONS = (
    "3_months_or_less",
    "more_than_3_months_6_months",
    "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years",
)
CATEGORIES = ("Neglect", "Physical", "Sexual", "Emotional", "Multiple")
NEEDS = (
    "N1_Abuse_or_neglect",
    "N2_Childs_disability_or_illness",
    "N3_Parents_disability_or_illness",
    "N4_Family_in_acute_stress",
    "N5_Family_dysfunction",
    "N6_Socially_unacceptable_behaviour",
    "N7_Low_income",
    "N8_Absent_parenting",
    "N9_Cases_other_than_CIN",
    "N0_Not_stated",
)
CLOSURES = (
    "unknown",
    "RC1_Adopted",
    "RC2_Died",
    "RC3_Residence_Order",
    "RC4_Special_Guardianship_Order",
    "RC5_Transfer_to_another_LA",
    "RC6_Transfer_to_Adult_Social_Service",
    "RC7_Other",
)
DISABILITIES = (
    "Autism",
    "Behaviour",
    "Communication",
    "Consciousness",
    "Hand_Function",
    "Hearing",
    "Incontinence",
    "Learning_Difficulties",
    "Mobility",
    "Personal_care",
    "Vision",
    "Other",
)
ASSESSMENT_BANDS = (
    "Same_day",
    "1-10_days",
    "11-20_days",
    "21-30_days",
    "31-40_days",
    "41-45_days",
    "46-50_days",
    "51-60_days",
    "61+_days",
)
CONFERENCE_BANDS = ("Duration_0-10_days", "Duration_11-15_days", "Duration_16-20_days", "Duration_21+_days")
SOURCES = (
    "Individual",
    "Schools",
    "Education_Services",
    "Health_Services",
    "Housing",
    "LA_Services",
    "Police",
    "Other_legal_agency",
    "Other",
    "Anonymous",
    "Unknown",
)
MONTHS = (
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "January",
    "February",
    "March",
)
FACTORS = (
    "Alcohol_Misuse_child",
    "Alcohol_Misuse_parent",
    "Alcohol_Misuse_person",
    "Drug_Misuse_child",
    "Drug_Misuse_parent",
    "Drug_Misuse_person",
    "Domestic_Abuse_child",
    "Domestic_Abuse_parent",
    "Domestic_Abuse_person",
    "Mental_Health_child",
    "Mental_Health_parent",
    "Mental_Health_person",
    "Learning_Disability_child",
    "Learning_Disability_parent",
    "Learning_Disability_person",
    "Physical_Disability_child",
    "Physical_Disability_parent",
    "Physical_Disability_person",
    "Young_Carer",
    "Privately_fostered",
    "Unaccompanied_asylum_seeker",
    "Going_missing",
    "Child_sexual_exploitation",
    "Trafficking",
    "Gangs",
    "Socially_unacceptable_behaviour",
    "Self_harm",
    "Neglect",
    "Emotional_Abuse",
    "Physical_Abuse_unknown",
    "Physical_Abuse_child_on_child",
    "Physical_Abuse_adult_on_child",
    "Sexual_Abuse_unknown",
    "Sexual_Abuse_child_on_child",
    "Sexual_Abuse_adult_on_child",
    "Female_Genital_Mutilation",
    "Faith_linked_abuse",
    "Child_criminal_exploitation",
    "Other",
)


def _with_rate(column: str, *, optional: bool = False, label: str = "") -> tuple[Measure, Measure]:
    return count(column, label), rate(f"{column}_rate", of=column, optional=optional)


def _with_percentages(total: str, *columns: str) -> tuple[Measure, ...]:
    return tuple(
        measure for column in columns for measure in (count(column), percent(f"{column}_percent", of=column, per=total))
    )


def _flows_of_plans(plan: str) -> tuple[Measure, ...]:
    """Plans and the children who had them: starting, ending, at any point; and open on 31 March."""
    moments = ("start", "end", "anypoint")
    columns = (f"{plan}_{child}{moment}" for moment in moments for child in ("", "child_"))
    return tuple(measure for column in (*columns, f"{plan}_At31") for measure in _with_rate(column))


def _by_category(total: str) -> tuple[tuple[Measure, ...], tuple[Parts, ...]]:
    initial, latest = (tuple(f"{category}_{when}" for category in CATEGORIES) for when in ("Initial", "Latest"))
    return (
        (count(total), *map(count, (*initial, *latest))),
        (Parts(total, initial), Parts(total, latest)),
    )


def _table(name: str, title: str, *measures: Measure, **more) -> PublishedTable:
    return PublishedTable(name, title, CHILDREN_IN_NEED, measures, **more)


B1 = _table(
    "b1",
    "Children in need and episodes of need",
    *_with_rate("Anypoint_episodes", optional=True, label="Episodes of need at any point in the year"),
    *_with_rate("Anypoint_child", optional=True, label="Children in need at any point in the year"),
    *_with_rate("Started_episodes", optional=True, label="Episodes of need starting in the year"),
    *_with_rate("Started_child", optional=True, label="Children starting an episode of need in the year"),
    *_with_rate("Ended_episodes", optional=True, label="Episodes of need ending in the year"),
    *_with_rate("Ended_child", optional=True, label="Children ending an episode of need in the year"),
    *_with_rate("At31_episodes", optional=True, label="Children in need at 31 March"),
    *_with_rate("Awaiting_assessment", optional=True, label="Awaiting assessment or assessment not required"),
    parts=(Parts("Anypoint_episodes", ("At31_episodes", "Ended_episodes")),),
)
B2 = _table(
    "b2",
    "Children in need at 31 March by recorded disability",
    count("At31_episodes", "Children in need at 31 March"),
    count("At31_episodes_disability_recorded", "Children in need at 31 March with a disability recorded"),
    percent("At31_episodes_disability_recorded_percent", of="At31_episodes_disability_recorded", per="At31_episodes"),
    *(percent(f"{disability}_percent") for disability in DISABILITIES),
)
B3 = _table(
    "b3",
    "Children in need at 31 March by primary need",
    count("At31_episodes", "Children in need at 31 March"),
    *map(count, NEEDS),
    parts=(Parts("At31_episodes", NEEDS),),
)
B4 = _table(
    "b4",
    "Children in need at 31 March by duration of the open episode",
    count("At31_episodes", "Children in need at 31 March"),
    *_with_percentages("At31_episodes", *DURATIONS, "2years+"),
    parts=(Parts("At31_episodes", (*DURATIONS, "2years+")),),
)
B5 = _table(
    "b5",
    "Episodes of need ending in the year by duration",
    count("Ended_episodes", "Episodes of need ending in the year"),
    *_with_percentages("Ended_episodes", *DURATIONS, "2years+"),
    parts=(Parts("Ended_episodes", (*DURATIONS, "2years+")),),
)
B6 = _table(
    "b6",
    "Episodes of need ending in the year by reason for closure",
    count("Ended_episodes", "Episodes of need ending in the year"),
    *_with_percentages("Ended_episodes", *CLOSURES),
    parts=(Parts("Ended_episodes", CLOSURES),),
)
B7 = _table("b7", "Child in need plans", *_flows_of_plans("CINPlan"))

C1 = _table(
    "c1",
    "Referrals and re-referrals",
    count("Referrals", "Referrals in the year", aliases=("referral_count",)),
    rate("Referrals_rate", of="Referrals", optional=True),
    count("Re_referrals", "Re-referrals within 12 months of a previous referral", aliases=("rereferral_count",)),
    percent("Re_referrals_percent", of="Re_referrals", per="Referrals", aliases=("rereferral_percent",)),
    count("No_Further_Action", "Referrals with no further action", aliases=("no_further_action_count",)),
    percent(
        "No_Further_Action_percent", of="No_Further_Action", per="Referrals", aliases=("no_further_action_percent",)
    ),
    count("Not_in_Need", "Referrals assessed as not in need", aliases=("not_in_need_count",)),
    percent("Not_in_Need_percent", of="Not_in_Need", per="Referrals", aliases=("not_in_need_percent",)),
    count("Referrals_child", "Children referred in the year", aliases=("referral_child_count",)),
    rate("Referrals_child_rate", of="Referrals_child", optional=True),
    count("Re_referrals_child", "Children re-referred within 12 months", aliases=("rereferral_child_count",)),
    percent(
        "Re_referrals_child_percent",
        of="Re_referrals_child",
        per="Referrals_child",
        aliases=("rereferral_child_percent",),
    ),
)
C2 = _table(
    "c2",
    "Assessments completed in the year by duration in working days",
    *_with_rate("Assessments_completed", label="Assessments completed in the year"),
    *map(count, ASSESSMENT_BANDS),
    days("25th_Percentile_days"),
    days("Median_days"),
    days("75th_Percentile_days"),
    parts=(Parts("Assessments_completed", ASSESSMENT_BANDS),),
    derived=(
        count("Within_45_days", "Assessments completed within 45 working days", sum_of=ASSESSMENT_BANDS[:6]),
        percent("Within_45_days_percent", of="Within_45_days", per="Assessments_completed"),
    ),
)
C3 = _table(
    "c3",
    "Factors identified at the end of assessment",
    count("Episodes_with_assessment_factor", "Episodes with a factor identified at the end of an assessment"),
    *map(count, FACTORS),
)
C4 = _table(
    "c4",
    "Section 47 enquiries and initial child protection conferences",
    *_with_rate("Section47", label="Section 47 enquiries started in the year"),
    *_with_rate("Section47_child", label="Children with a section 47 enquiry"),
    *_with_rate("ICPC", label="Initial child protection conferences in the year"),
    *_with_rate("ICPC_child", label="Children with an initial child protection conference"),
    *map(count, CONFERENCE_BANDS),
    days("Duration_25th_Percentile"),
    days("Duration_median"),
    days("Duration_75th_Percentile"),
    parts=(
        Parts(
            "ICPC",
            CONFERENCE_BANDS,
            loosely="a conference before its enquiry, or without one, is counted but is in no band",
        ),
    ),
    derived=(
        count("Within_15_days", "Conferences within 15 working days", sum_of=CONFERENCE_BANDS[:2]),
        percent("Within_15_days_percent", of="Within_15_days", per="ICPC"),
    ),
)
C5 = _table(
    "c5",
    "Referrals by source",
    count("Referrals", "Referrals in the year"),
    *map(count, SOURCES),
    parts=(Parts("Referrals", SOURCES),),
)
C6 = _table(
    "c6",
    "Referrals by month",
    count("Referrals", "Referrals in the year"),
    *(count(month, f"Referrals in {month}") for month in MONTHS),
    parts=(Parts("Referrals", MONTHS),),
)

_D2_MEASURES, _D2_PARTS = _by_category("CPP_start")
_D4_MEASURES, _D4_PARTS = _by_category("CPP_At31")
D1 = _table("d1", "Child protection plans", *_flows_of_plans("CPP"))
D2 = _table("d2", "Child protection plans starting, by category of abuse", *_D2_MEASURES, parts=_D2_PARTS)
D3 = _table(
    "d3",
    "Child protection plans starting which were a second or subsequent plan",
    count("CPP_start"),
    *_with_percentages("CPP_start", "CPP_subsequent"),
)
D4 = _table("d4", "Child protection plans at 31 March, by category of abuse", *_D4_MEASURES, parts=_D4_PARTS)
D5 = _table(
    "d5",
    "Child protection plans at 31 March, by duration",
    count("CPP_At31"),
    *_with_percentages("CPP_At31", *DURATIONS, "2_years_or_more"),
    parts=(Parts("CPP_At31", (*DURATIONS, "2_years_or_more")),),
)
D6 = _table(
    "d6",
    "Child protection plans open for three months or more and reviewed within timescales",
    count("CPP_At31_3Months"),
    *_with_percentages("CPP_At31_3Months", "Reviewed_within_timescales"),
)
D7 = _table(
    "d7",
    "Child protection plans ending, by duration",
    count("CPP_End"),
    *_with_percentages("CPP_End", *DURATIONS, "2_years_or_more"),
    parts=(Parts("CPP_End", (*DURATIONS, "2_years_or_more")),),
)
D8 = _table(
    "d8",
    "Child protection plans ending in the first six months of the year, by duration",
    count("CPP_End_first_6months"),
    *_with_percentages("CPP_End_first_6months", "3_months_or_less"),
    *_with_percentages("3_months_or_less", "3_months_or_less_transfer"),
    *_with_percentages("CPP_End_first_6months", "more_than_3_months_6_months", "more_than_6_months"),
    parts=(Parts("CPP_End_first_6months", ("3_months_or_less", "more_than_3_months_6_months", "more_than_6_months")),),
)
POPULATION_TABLE = PublishedTable(
    "population",
    "ONS mid-year population estimates, as published with the statistics that use them",
    POPULATION_PUBLICATION,
    (count("population_estimate"),),
    context=(),
    breakdown=("age_group",),
    members=(Member(("Children aged 0 to 17 years",), "aged_0_to_17"),),
    edition=1,
)

TABLES = (B1, B2, B3, B4, B5, B6, B7, C1, C2, C3, C4, C5, C6, D1, D2, D3, D4, D5, D6, D7, D8)
