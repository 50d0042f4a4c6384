"""The formats that Lodestar reads: how to recognise each, read it, and shape it into datasets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from flows.sources import annex_a, cin_census, ssda903, workforce_census
from flows.sources.extract import Extract
from transforms.conform import annex_a as conform_annex_a
from transforms.conform import cin_census as conform_cin_census
from transforms.conform import ssda903 as conform_ssda903
from transforms.conform import workforce_census as conform_workforce_census
from transforms.conform.section import Section


@dataclass(frozen=True)
class Format:
    """
    One way in which data arrives.

    `sections` say what it states about which dataset; `kinds` name the kind of record that each is made of, the
    section that holds the kind's rows one for one first; `authority_of` tells whose it says it is, if it does.
    """

    name: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path], Extract]
    conform: Callable[[dict[str, pd.DataFrame]], dict[str, pd.DataFrame]]
    sections: dict[str, Section]
    kinds: dict[str, str]
    suffixes: tuple[str, ...]
    latest_date: Callable[..., date | None] = lambda records, *, not_after: None
    authority_of: Callable[[Path], str | None] = lambda path: None

    def dropped_by_section(self, dropped: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
        """Attribute the rows that the reader left out of a kind of record to the section that the kind feeds."""
        main = {kind: section for section, kind in reversed(self.kinds.items())}
        return {main[kind]: rules for kind, rules in dropped.items()}


FORMATS = {
    form.name: form
    for form in (
        Format(
            name="cin_census",
            recognises=lambda path: path.is_file() and cin_census.read_header(path) is not None,
            read=cin_census.read,
            conform=conform_cin_census.conform,
            sections=conform_cin_census.SECTIONS,
            kinds=conform_cin_census.KINDS,
            suffixes=(".xml",),
            authority_of=lambda path: (cin_census.read_header(path) or cin_census.Header()).authority_code,
        ),
        Format(
            name="workforce_census",
            recognises=lambda path: path.is_file() and workforce_census.read_header(path) is not None,
            read=workforce_census.read,
            conform=conform_workforce_census.conform,
            sections=conform_workforce_census.SECTIONS,
            kinds=conform_workforce_census.KINDS,
            suffixes=(),
            authority_of=lambda path: (workforce_census.read_header(path) or workforce_census.Header()).authority_code,
        ),
        Format(
            name="ssda903",
            recognises=ssda903.recognise,
            read=ssda903.read,
            conform=conform_ssda903.conform,
            sections=conform_ssda903.SECTIONS,
            kinds=conform_ssda903.KINDS,
            suffixes=(),
        ),
        Format(
            name="annex_a",
            recognises=annex_a.recognise,
            read=annex_a.read,
            conform=conform_annex_a.conform,
            sections=conform_annex_a.SECTIONS,
            kinds={name: name.split(".")[1] for name in conform_annex_a.SECTIONS},
            suffixes=(".xlsx", ".xlsm"),
            latest_date=annex_a.latest_date,
        ),
    )
}


def recognise(path: Path) -> Format | None:
    """
    Return the format of a file or folder; None where it is none of ours.

    A file that has the suffix of a format but cannot be recognised belongs to it all the same: reading it then
    says what is wrong.
    """
    for form in FORMATS.values():
        if form.recognises(path):
            return form
    return next((form for form in FORMATS.values() if path.is_file() and path.suffix.lower() in form.suffixes), None)
