"""What the drawn examples of the parsing rules stand for: each goes through the code that real extracts go through."""

import inspect
import re
import tempfile
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import xlsxwriter

from expectations.codes import ReferralSource
from expectations.contract import DATASETS, Column, Context
from flows.judging import Delivered, judge
from flows.sources import annex_a, cin_census
from flows.sources.extract import Extract
from transforms.ages import age_band
from transforms.conform.annex_a import SECTIONS, conform
from transforms.crosswalk import adoptions, crosswalk, known_identifiers
from transforms.crosswalk.statements import LINK, SSDA903
from transforms.identifiers import padded
from transforms.parsing import Fate, parse, reading_of

REFERRALS, CHILDREN = "annex_a.list_3.referrals", "annex_a.list_3.children"
CONTEXT = Context(format="annex_a", as_at=date(2024, 3, 31))
COLUMNS = {
    "date": (date, {}),
    "text": (str, {}),
    "identifier": (str, {}),
    "yes or no": (bool, {}),
    "whole number": (int, {}),
    "code": (ReferralSource, {}),
}
SIGNS = {"⍽": "\u00a0", "␣": " ", "↵": "\n"}
FATES = {
    Fate.MISSING: "nothing",
    Fate.UNREADABLE: "unreadable",
    Fate.SENTINEL: "nothing, counted",
    Fate.UNKNOWN: "in no list",
}


def table(drawing: str) -> list[list[str]]:
    """Return the cells of a drawing, line by line."""
    return [[cell.strip() for cell in line.split("|")] for line in inspect.cleandoc(drawing).splitlines()]


def reads(kind: str, drawing: str) -> None:
    """Check how each delivered text is read as a kind of value."""
    width = int(found[1]) if (found := re.search(r" of width (\d+)$", kind)) else None
    column = Column(name="value", type=COLUMNS[kind.split(" of width")[0]][0], optional=True, description="")
    for delivered, expected in table(drawing)[1:]:
        value, fate = reading_of(column, padded(pd.Series([_plain(delivered)], dtype="str"), width).iloc[0])
        shown = FATES.get(fate) or {True: "yes", False: "no"}.get(value, str(value))
        assert shown == expected, f"{delivered} is read as {shown}, not as {expected}"


def sheet(
    drawing: str, *, loaded: str, dropped: str = "", noted: str = "", hidden: int | None = None, merged: str = ""
) -> None:
    """Check what is read of a workbook whose one sheet, called List 3, has these cells."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "Annex A.xlsx"
        _write(path, table(drawing), hidden=hidden, merged=merged)
        _check(annex_a.read(path), loaded, dropped, noted)


def text_file(drawing: str, *, encoding: str, loaded: str) -> None:
    """Check what is read of a CSV file in an encoding."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract"
        path.mkdir()
        (path / "List 3.csv").write_bytes((_plain(inspect.cleandoc(drawing)) + "\n").encode(encoding))
        _check(annex_a.read(path), loaded, "", None)


def xml_file(drawing: str, *, encoding: str, loaded: str) -> None:
    """Check what a census in an encoding says of its one child."""
    header = "<Header><CollectionDetails><Collection>CIN</Collection><Year>2024</Year></CollectionDetails></Header>"
    child = f"<c:Child><c:ChildIdentifiers>{inspect.cleandoc(drawing)}</c:ChildIdentifiers></c:Child>"
    text = f"""<?xml version="1.0" encoding="{encoding}"?>
    <Message xmlns:c="urn:cin">{header}<Children>{child}</Children></Message>"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "census.xml"
        path.write_bytes(text.encode(encoding))
        children = cin_census.read(path).records["children"]
    shown = children.rename(columns={"LAchildID": "child", "PersonBirthDate": "born"})
    assert _rows(shown, table(loaded)[0]) == table(loaded)[1:]


def delivered_twice(drawing: str, *, loaded: str, dropped: str = "", held: str = "") -> None:
    """Check the fate of the rows of list 3 when they are judged."""
    header, *rows = table(drawing)
    names = {"child": "child_id", "referred": "referral_date", "source": "source"}
    text = pd.DataFrame(rows, columns=[names[name] for name in header], dtype="str").assign(
        source_file="list 3", source_sheet="List 3", source_line=range(2, len(rows) + 2), row_number=range(len(rows))
    )
    (judged,) = judge([Delivered(SECTIONS[REFERRALS], text)], CONTEXT, pseudonymise=lambda names: names)
    assert (
        _rows(judged.accepted.rename(columns={ours: theirs for theirs, ours in names.items()}), header)
        == table(loaded)[1:]
    )
    assert _counted(judged.dropped) == dropped
    assert _counted(Counter(judged.held["rule"])) == held


def one_child(drawing: str, *, expected: str, adopted: str = "", not_joined: str = "") -> None:
    """Check which identifiers the crosswalk joins; each is referred a hundred days before the day of its extract."""
    header, *rows = table(drawing)
    said = pd.DataFrame(rows, columns=header).replace("", None)
    statements = pd.DataFrame(
        {
            "section": said["stated by"].map(
                {"census": "cin_census.children", "SSDA903": "ssda903.looked_after_children"}
            ),
            "child_id": said["identifier"],
            "as_at": pd.to_datetime(said["as at"]),
            "extract_id": said["stated by"] + said["as at"],
            "birth_date": pd.to_datetime(said["born"]),
            "sex": None,
            "upn": said["UPN"],
            "former_upn": said["former UPN"],
        }
    )
    referred = statements["as_at"] - timedelta(days=100)
    stated = statements[["section", "child_id"]].assign(
        first_day=referred, last_day=referred, first_stated=statements["as_at"], last_stated=statements["as_at"]
    )
    order = adopted.split() or ["", None]
    decisions = pd.DataFrame(
        {"section": ["annex_a.list_10"], "child_id": [order[0]], "adoption_order_date": pd.to_datetime([order[1]])}
    )
    nobody = pd.DataFrame({"section": [], "child_id": [], "end_reason": [], "end_date": []})
    of_return = said["stated by"] == "SSDA903"
    found = crosswalk(
        known_identifiers(stated, statements[~of_return], statements[of_return]),
        pd.DataFrame(columns=LINK),
        adoptions(decisions, nobody, nobody, nobody),
    )
    names = found.identifiers["identifier"].where(
        found.identifiers["space"] != SSDA903, found.identifiers["identifier"] + " (SSDA903)"
    )
    groups = names.groupby(found.identifiers["child_id"]).agg(list)
    joined = [
        " = ".join(sorted(group, key=lambda name: (name != child, name)))
        for child, group in groups.items()
        if len(group) > 1
    ]
    assert ", ".join(joined) == expected
    assert _counted(Counter(found.contradictions["rule"])) == not_joined


def _plain(text: str) -> str:
    for sign, meant in SIGNS.items():
        text = text.replace(sign, meant)
    return text


def _write(path: Path, cells: list[list[str]], *, hidden: int | None, merged: str) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet("List 3")
        for line, row in enumerate(cells):
            for place, cell in enumerate(row):
                if " → " in cell:
                    formula, result = cell.split(" → ")
                    page.write_formula(line, place, formula, value=int(result) if result.isdigit() else result)
                elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
                    page.write_datetime(line, place, date.fromisoformat(cell))
                elif cell.isdigit():
                    page.write_number(line, place, int(cell))
                elif cell:
                    page.write_string(line, place, _plain(cell))
        if merged:
            first = cells[int(merged[1]) - 1][0]
            page.merge_range(merged, first)
        if hidden:
            page.set_row(hidden - 1, None, None, {"hidden": True})


def _check(extract: Extract, loaded: str, dropped: str, noted: str | None) -> None:
    assert _counted(extract.dropped.get("list_3", {})) == dropped
    if noted is not None:
        codes = {note.code for note in extract.notes if note.section == "list_3"}
        assert ", ".join(sorted(codes - {"missing_column"})) == noted  # the drawings have few of the columns
    if loaded == "nothing":
        assert "list_3" not in extract.records
        return
    header, *rows = table(loaded)
    sections = conform(extract.records)
    referrals = _parsed(REFERRALS, sections[REFERRALS])
    children = _parsed(CHILDREN, sections[CHILDREN])
    shown = pd.DataFrame(
        {
            "child": referrals["child_id"],
            "referred": referrals["referral_date"],
            "source": referrals["source"],
            "team": referrals["team"],
            "born": children["birth_date"],
            "age band": age_band(
                children["birth_date"], children["expected_birth_date"], referrals["referral_date"]
            ).fillna("Unknown"),
        }
    )
    assert _rows(shown, header) == rows


def _parsed(section: str, text: pd.DataFrame) -> pd.DataFrame:
    dataset = DATASETS[SECTIONS[section].dataset]
    return parse(dataset, text, year=None, statutory=False, pseudonymise=lambda names: names).frame


def _rows(frame: pd.DataFrame, header: list[str]) -> list[list[str]]:
    return frame[header].astype("str").fillna("").replace("NaT", "").to_numpy().tolist()


def _counted(counts: dict[str, int]) -> str:
    return ", ".join(f"{rule} {count}" for rule, count in sorted(counts.items()) if count)
