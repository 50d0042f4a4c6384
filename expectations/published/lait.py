"""
DfE's Local Authority Interactive Tool (LAIT): its dictionary of measures, its places and its years.

Its long file has a row per measure, period and place.
Several measures share a `Measure_code`, so that a measure is known here by its `Measure_short`.
"""

import re
from datetime import date, timedelta

from expectations.published.declaration import Measure, Polarity, Unit

LAIT = "lait"
VALUE_COLUMNS = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
DICTIONARY_COLUMNS = (
    "Measure_code",
    "Topic",
    "Measure",
    "Chart_title",
    "Measure_short",
    "Polarity",
    "y_axis_name",
    "state_funded_flag",
    "Table_status",
    "Description",
    "Last Update",
    "Next Update",
    "Data Owner (DO) /Supplier and Contact Details",
    "Methodology",
    "Hyperlink(s)",
    "dps",
    "Year_Type",
    "No_Quartile",
)
TOPICS = (  # of children's social care; LAIT's others are about schools and health
    "Children Looked After",
    "Children in Need",
    "Child Protection",
    "Adoption",
    "Children's Service Finance",
    "Children's Services Workforce",
    "Youth Offending",
)
AREA_CODES = {  # LAIT numbers England and the regions like authorities
    "970": "E92000001",
    "980": "E12000001",
    "981": "E12000002",
    "982": "E12000003",
    "983": "E12000004",
    "984": "E12000005",
    "985": "E12000006",
    "986": "E12000007",
    "987": "E13000001",
    "988": "E13000002",
    "989": "E12000008",
    "990": "E12000009",
}
NOT_AVAILABLE = "-"  # LAIT has one mark for suppressed, not available and not applicable
DECIMAL_PLACES = 1  # where the dictionary gives none
_FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
_PERCENTAGES_WITHOUT_SIGN = ("Turnover rate", "Absence Rate")


def measure(entry: dict[str, str]) -> Measure:
    """Return one row of the dictionary as a measure."""
    places = entry["dps"]
    return Measure(
        column=entry["Measure_short"],
        unit=_unit(entry["y_axis_name"]),
        label=entry["Measure"].strip(),
        decimal_places=int(places) if places.isdecimal() else DECIMAL_PLACES,
        code=f"{LAIT}.{entry['Measure_short']}",
        polarity=Polarity(entry["Polarity"]) if entry["Polarity"] in list(Polarity) else None,
    )


def _unit(axis: str) -> Unit:
    if axis.startswith("%") or axis in _PERCENTAGES_WITHOUT_SIGN:
        return Unit.PERCENT
    if axis == "Rate per 10,000":
        return Unit.RATE
    return Unit.COUNT if axis.startswith("Number") else Unit.NUMBER


def last_year(period: str) -> int | None:
    """Return the year in which a period ends: 2016 for "2014-16", "2015/16" and "2013/14-15/16"; None for no period."""
    numbers = re.findall(r"\d+", period)
    if not numbers or len(numbers[-1]) not in (2, 4):
        return None
    return int(numbers[-1]) if len(numbers[-1]) == 4 else 100 * (int(numbers[0][:2])) + int(numbers[-1])


def edition(updates: list[str]) -> int | None:
    """Return the year of the newest update that the dictionary names; it has Excel's numbers for days."""
    numbers = [int(update) for update in updates if update.isdecimal()]
    return (_FIRST_DAY_OF_EXCEL + timedelta(days=max(numbers))).year if numbers else None
