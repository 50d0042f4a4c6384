"""DfE's "Children in need" for England alone: tables a1 to a7, where ages, sexes and ethnicities are, and headlines."""

import re

from expectations.published.children_in_need import CHILDREN_IN_NEED, NEEDS
from expectations.published.declaration import COUNTRY, Measure, Member, Parts, PublishedTable, count, percent, rate

AGES = ("Under 1 year", "1 to 4 years", "5 to 9 years", "10 to 15 years", "16 years and over")
BY_AGE_AND_SEX = (
    "Total",
    "Female",
    "Male",
    "Unknown or Indeterminate gender",
    "Unborn",
    *(f"{sex} Aged {age}" for sex in ("Total", "Female", "Male") for age in AGES),
)
ETHNICITIES = (
    "Known ethnicity",
    "Total White",
    "White British",
    "White Irish",
    "Gypsy or Irish Traveller",
    "Any other White background",
    "Total mixed",
    "White and Black Caribbean",
    "White and Black African",
    "White and Asian",
    "Any other mixed background",
    "Total Asian or Asian British",
    "Indian",
    "Pakistani",
    "Bangladeshi",
    "Chinese",
    "Any other Asian background",
    "Total Black or Black British",
    "Black African",
    "Black Caribbean",
    "Any other Black background",
    "Any other ethnic group",
)
EVENTS_OF_NEED = (
    "Episodes of need at any point in the year",
    "Children in Need at any point during the year",
    "Episodes of need starting in the year",
    "Children starting an episode of need in the year",
    "Episodes of need ending in the year",
    "Children ending an episode of need in the year",
    "Children in Need at 31 March",
    "Children awaiting assessment or assessment not required at 31 March",
    "Referrals in the year",
    "Re-referrals within 12 months of a previous referral",
    "Referral - No Further Action",
    "Referral - Assessed as not in Need",
    "Children referred in the year",
    "Children re-referred within 12 months of a previous referral",
    "Assessments completed in the year",
)
EVENTS_OF_PROTECTION = (
    "Section 47s in the year",
    "Children subject to a Section 47 in the year",
    "ICPCs in the year",
    "Children subject to an ICPC in the year",
    "CPP at 31 March",
    "Children subject to a CPP for 3 months or more",
    "CPP for 3 months or more reviewed within timescales",
    "CPPs starting in the year",
    "CPPs starting which were a second or subsequent plan",
    "Children starting CPPs in the year",
    "CPPs ending in the year",
    "CPPs ending that had lasted two years or more",
    "Children ending CPPs in the year",
)
TOTALS = {  # of the percentages of a1 and a2
    "Re-referrals within 12 months of a previous referral": "Referrals in the year",
    "Referral - No Further Action": "Referrals in the year",
    "Referral - Assessed as not in Need": "Referrals in the year",
    "Children re-referred within 12 months of a previous referral": "Children referred in the year",
    "CPP for 3 months or more reviewed within timescales": "Children subject to a CPP for 3 months or more",
    "CPPs starting which were a second or subsequent plan": "CPPs starting in the year",
    "CPPs ending that had lasted two years or more": "CPPs ending in the year",
}
TOTALS_OF_CHILDREN = {  # of the percentages of a7
    **dict.fromkeys(("Female", "Male", "Unknown or Indeterminate gender", "Unborn", *AGES), "Total"),
    **dict.fromkeys(ETHNICITIES[1:], "Known ethnicity"),
}


def slug(text: str) -> str:
    """Return words as a code spells them: lower case, an underscore for whatever else."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _members(values: tuple[str, ...]) -> tuple[Member, ...]:
    return tuple(
        Member((value,), slug(value), total=slug((TOTALS | TOTALS_OF_CHILDREN).get(value, ""))) for value in values
    )


def _table(
    name: str, title: str, measures: tuple[Measure, ...], breakdown: str, values: tuple[str, ...], **more
) -> PublishedTable:
    return PublishedTable(
        name,
        title,
        CHILDREN_IN_NEED,
        measures,
        place=COUNTRY,
        breakdown=(breakdown,) if breakdown else (),
        members=_members(values),
        **more,
    )


_INITIAL_SPELLED_OUT = ("Neglect_Initial", *(f"{kind}_Initial" for kind in ("Physical_Abuse", "Sexual_Abuse")))
A5_CATEGORIES = (*_INITIAL_SPELLED_OUT, "Emotional_Abuse_Initial", "Multiple_Initial")
A6_CATEGORIES = tuple(name.replace("Abuse", "abuse") for name in A5_CATEGORIES)
EVENT_COLUMNS = (
    count("number", "Number"),
    rate("rate", "Rate", of="number"),
    percent("percent", "Percentage", of="number"),
)

A1 = _table("a1", "Episodes of need, referrals and assessments", EVENT_COLUMNS, "category_type", EVENTS_OF_NEED)
A2 = _table("a2", "Section 47 enquiries, conferences and plans", EVENT_COLUMNS, "category_type", EVENTS_OF_PROTECTION)
A3 = _table(
    "a3",
    "Children in need at 31 March by primary need, age and sex",
    (count("CIN_At31"), *map(count, NEEDS)),
    "characteristic",
    BY_AGE_AND_SEX,
    parts=(Parts("CIN_At31", NEEDS),),
)
_ETHNIC_GROUPS = ("White", "Mixed", "Asian_or_Asian_British", "Black_or_Black_British", "Other_group")
A4 = _table(
    "a4",
    "Children in need at 31 March by ethnic group, age and sex",
    (count("CIN_At31"), count("Known"), *map(count, _ETHNIC_GROUPS)),
    "characteristic",
    BY_AGE_AND_SEX,
    parts=(Parts("Known", _ETHNIC_GROUPS),),
)
A5 = _table(
    "a5",
    "Child protection plans at 31 March by initial category of abuse, sex, age and ethnic group",
    (count("CPP_At31"), *map(count, A5_CATEGORIES)),
    "characteristic_type",
    (
        "Total",
        "Female",
        "Male",
        "Unknown or Indeterminate gender",
        "Unborn",
        "Under 1",
        "1-4 years",
        "5-9 years",
        "10-15 years",
        "16 & over",
        "Known ethnicity",
        "White",
        "Mixed",
        "Asian or Asian British",
        "Black or Black British",
        "Other ethnic group",
    ),
    context=("characteristic",),
    parts=(Parts("CPP_At31", A5_CATEGORIES),),
)
A6 = _table(
    "a6",
    "Child protection plans at 31 March by initial category of abuse",
    (count("CPP_At31"), *map(count, A6_CATEGORIES)),
    "",
    (),
    parts=(Parts("CPP_At31", A6_CATEGORIES),),
)
A7 = _table(
    "a7",
    "Children in need at 31 March by age, sex and ethnicity",
    (count("number", "Number"), percent("percent", "Percentage", of="number")),
    "characteristic_type",
    ("Total", "Female", "Male", "Unknown or Indeterminate gender", "Unborn", *AGES, *ETHNICITIES),
    context=("category", "characteristic"),
)
HEADLINE = PublishedTable(
    "headline",
    "Headline figures",
    CHILDREN_IN_NEED,
    (
        count("children_in_need", "Children in need at 31 March"),
        rate("children_in_need_per_10000_children", of="children_in_need"),
        count("child_protection_plans", "Child protection plans at 31 March"),
        rate("child_protection_plans_per_10000_children", of="child_protection_plans"),
        count("referrals", "Referrals in the year"),
        count("completed_assessments", "Assessments completed in the year"),
    ),
    place=COUNTRY,
    context=(),
)

TABLES = (A1, A2, A3, A4, A5, A6, A7, HEADLINE)
