"""What the SSDA903 of a year says about looked-after children, in the return's own columns."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from flows.sample.looked_after import Care, Episode, birthday
from flows.sources.ssda903 import TABLES
from flows.sources.ssda903_layout import tables_in

Row = dict[str, str | None]

HOME = "ZZ99 9ZZ"  # no placement is there
WITHOUT_NUMBER = ("P1",)  # placements that Ofsted does not register
PROVIDERS = {"U3": "PR1", "U6": "PR4", "U4": "PR1", "K2": "PR4", "P1": "PR0", "R3": "PR2"}
SEX_UP_TO_2024 = {"M": "1", "F": "2"}


def ssda903_records(cared_for: list[Care], year: int) -> dict[str, pd.DataFrame]:
    """
    Return the tables of the return for the year ending 31 March, as text.

    It has every episode that was open on any day of the year, as far as it was recorded by the last of them.
    """
    rows: dict[str, list[Row]] = {}
    for care in cared_for:
        for kind, row in _rows(care, date(year - 1, 4, 1), date(year, 3, 31)):
            rows.setdefault(kind, []).append({"CHILD": care.identifier, "DOB": _day(care.birth_date)} | row)
    return {
        kind: pd.DataFrame(rows[kind]).reindex(columns=list(columns)).astype("str")
        for kind, columns in TABLES.items()
        if kind in rows and kind in tables_in(year)
    }


def told(care: Care, first: date, last: date) -> Iterator[tuple[Episode, bool]]:
    """Yield the episodes that a return tells of, and whether it knows that they ended."""
    learned = first
    for episode in care.episodes:
        begun = episode.start <= last and learned <= last
        ended = episode.end <= last and episode.learned <= last
        if begun and (not ended or episode.end >= first):
            yield episode, ended
        learned = episode.learned


def learned_too_late(cared_for: list[Care], first_year: int, last_year: int) -> int:
    """Count the episodes that a return has open and that ended before the year of the next, which goes on from them."""
    count = 0
    for year in range(first_year, last_year):
        first, last = date(year - 1, 4, 1), date(year, 3, 31)
        for care in cared_for:
            next_year = [episode for episode, _ in told(care, date(year, 4, 1), date(year + 1, 3, 31))]
            for episode, ended in told(care, first, last):
                if not ended and episode.end <= last and next_year:
                    count += next_year[0].start > episode.start
    return count


def _rows(care: Care, first: date, last: date) -> Iterator[tuple[str, Row]]:
    episodes = list(told(care, first, last))
    left_care = care.ends <= last
    if episodes:
        yield "header", _header(care, last) | {"MOTHER": "0"}
        for episode, ended in episodes:
            yield "episodes", _episode(episode, care.need, ended=ended)
        if care.asylum_seeking:
            eighteen = care.birth_date.replace(year=care.birth_date.year + 18, day=min(care.birth_date.day, 28))
            sex = _sex(care, last)
            yield "uasc", {"SEX": sex, "DUC": _day(eighteen) if eighteen <= last else None}
        if first <= care.starts <= last:
            yield "prev_perm", {"PREV_PERM": "Z1"}
        if not left_care and (last - care.starts).days >= 365:
            yield "oc2", _health(care, last)
    for held in care.reviews:
        if first <= held <= last:
            yield "reviews", {"REVIEW": _day(held), "REVIEW_CODE": "PN0" if _age(care, held) < 4 else "PN1"}
    for start, end in care.absences:
        if start <= last and end >= first:
            yield "missing", {"MISSING": "M", "MIS_START": _day(start), "MIS_END": _day(end) if end <= last else None}
    for worker, start, end in care.workers if episodes else ():
        if start <= last and end >= first:
            why = "FCONTA" if start == care.starts else "CHCHAN"
            ended = _day(end) if end <= last else None
            yield "social_worker", {"SW_ID": worker, "SW_DECOM": _day(start), "SW_DEC": ended, "SW_REASON": why}
    if _is_care_leaver(care, last):
        if not episodes:
            yield "header", _header(care, last)
        yield "oc3", {"IN_TOUCH": "YES", "ACTIV": "F2", "ACCOM": "B1"}


def _is_care_leaver(care: Care, last: date) -> bool:
    """Whether a return asks how the young person lives: left at 16 or over; in the year of the 17th or 18th, by it."""
    age = _age(care, last)
    left = care.ends <= last and _age(care, care.ends) >= 16
    return left and 17 <= age <= 21 and (age > 18 or care.ends <= birthday(care.birth_date, age))


def _header(care: Care, last: date) -> Row:
    at_school = birthday(care.birth_date, 4) <= date(last.year - 2, 8, 31)
    without_number = "UN2" if at_school else "UN1"
    return {"SEX": _sex(care, last), "ETHNIC": care.ethnicity, "UPN": care.upn or without_number}


def _sex(care: Care, last: date) -> str:
    return SEX_UP_TO_2024[care.sex] if last.year <= 2024 else care.sex


def _episode(episode: Episode, need: str, *, ended: bool) -> Row:
    return {
        "DECOM": _day(episode.start),
        "RNE": episode.why,
        "LS": episode.status,
        "CIN": need,
        "PLACE": episode.place,
        "PLACE_PROVIDER": PROVIDERS[episode.place],
        "PL_POST": episode.postcode,
        "HOME_POST": HOME,
        "URN": None if episode.place in WITHOUT_NUMBER else _number_of(episode.postcode),
        "DEC": _day(episode.end) if ended else None,
        "REC": episode.ended if ended else None,
        "REASON_PLACE_CHANGE": "CARPL" if ended and episode.ended == "X1" else None,
    }


def _health(care: Care, last: date) -> Row:
    age = _age(care, last)
    return {
        "SDQ_SCORE": "14" if 4 <= age <= 16 else None,
        "SDQ_REASON": "SDQ1" if age == 17 else None,
        "CONVICTED": "0" if age >= 10 else None,
        "HEALTH_CHECK": "1" if _age(care, last) < 5 else None,
        "IMMUNISATIONS": "1",
        "TEETH_CHECK": "1",
        "HEALTH_ASSESSMENT": "1",
        "SUBSTANCE_MISUSE": "0",
    }


def _number_of(postcode: str) -> str:
    """Return the number of Ofsted's of who cares for the child there; no real one begins with 99."""
    return f"SC99{int(''.join(filter(str.isdigit, postcode))):04d}"


def _age(care: Care, day: date) -> int:
    born = care.birth_date
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
