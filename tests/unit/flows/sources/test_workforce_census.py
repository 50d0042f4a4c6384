"""The workforce census: what is read, what is counted, what is refused."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.sources import workforce_census, xml_reading
from flows.sources.extract import UnreadableExtract
from flows.sources.formats import recognise

CENSUS = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails><Collection>CSWW</Collection><Year>2022</Year><ReferenceDate>2022-09-30</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>301</LEA><DateTime>2022-11-02T10:00:00Z</DateTime></Source>
  </Header>
  <LALevelVacancies>
    <NumberOfVacancies>79.68</NumberOfVacancies><NoAgencyFTE>59.82</NoAgencyFTE>
  </LALevelVacancies>
  <CSWWWorker>
    <AgencyWorker>1</AgencyWorker><SWENo>Zz0000000001</SWENo><FTE>0.521371</FTE><Cases30>7</Cases30>
  </CSWWWorker>
  <CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>ZZ2</SWENo><QualInst>Elm &amp; Oak</QualInst>
    <RoleEndDate>2022-04-01</RoleEndDate></CSWWWorker>
</Message>
"""


@pytest.fixture
def read(tmp_path: Path):
    """Read a text as a census."""

    def of(text: str):
        path = tmp_path / "census.xml"
        path.write_text(text, encoding="utf-8")
        return workforce_census.read(path)

    return of


@pytest.mark.parametrize("place", ["<Header>", "</Message>"])
def test_what_would_fill_the_memory_is_refused(read, monkeypatch, place):
    """Elements without end, before the header or behind it: the tree never grows for long."""
    monkeypatch.setattr(xml_reading, "_LARGEST_RECORD", 40_000)
    with pytest.raises(UnreadableExtract, match="without another worker"):
        read(CENSUS.replace(place, "<X/>" * 20_000 + place))


def test_workers_and_vacancies_are_read(read):
    """As text, with the line on which a person finds them, under the 30 September that is described."""
    extract = read(CENSUS)
    assert (extract.authority_code, extract.as_at, extract.collection_year) == ("301", date(2022, 9, 30), 2022)
    assert extract.issued_at.isoformat() == "2022-11-02T10:00:00"
    workers, vacancies = extract.records["workers"], extract.records["vacancies"]
    assert workers["SWENo"].tolist() == ["Zz0000000001", "ZZ2"]
    assert workers["FTE"].fillna("").tolist() == ["0.521371", ""]
    assert workers["QualInst"].iloc[1] == "Elm & Oak"
    assert workers["source_line"].tolist() == [11, 14]
    assert set(workers["ReferenceDate"]) == {"2022-09-30"}
    assert vacancies["NumberOfVacancies"].tolist() == ["79.68"]
    assert [note.code for note in extract.notes] == ["odd_registration_number"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2022-09-30", "2022-11-14", "reference_date"),
        ("<Cases30>7", "<Cases31>7</Cases31><Cases30>7", "unknown_element"),
        ("<Cases30>7", "<FTE>0.6</FTE><Cases30>7", "repeated_element"),
        ("<CSWWWorker>", "Ann<CSWWWorker>", "stray_text"),
        ("<LEA>301", "<LEA>X", "authority_missing"),
        ("<LALevelVacancies>", "<Other/><LALevelVacancies>", "unknown_element"),
    ],
)
def test_what_is_odd_is_mentioned(read, old, new, code):
    """And nothing else changes."""
    extract = read(CENSUS.replace(old, new))
    assert code in {note.code for note in extract.notes}
    assert extract.as_at == date(2022, 9, 30)
    assert len(extract.records["workers"]) == 2


def test_a_worker_without_anything_is_dropped_by_name(read):
    """An empty element is no row."""
    extract = read(CENSUS.replace("</Message>", "<CSWWWorker> </CSWWWorker></Message>"))
    assert extract.dropped == {"workers": {"empty_element": 1}}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (CENSUS.replace("</Message>", "<CSWWWorker><SWENo>A</SWENo></CSWWWorker>" * 40), "cut short"),
        (CENSUS.replace("<Message>", '<!DOCTYPE x [<!ENTITY a "b">]><Message>'), "DOCTYPE"),
        (CENSUS.replace("<Year>2022", "<Year>").replace("2022-09-30", ""), "no header"),
        (CENSUS.replace("7</Cases30>", "&a;</Cases30>"), "entity"),
        (CENSUS.replace("CSWW</", "CIN</"), "no header"),
    ],
)
def test_hostile_or_broken_files_are_refused_in_one_line(read, text, cause):
    """The message names the cause and nothing from inside."""
    with pytest.raises(UnreadableExtract, match=cause) as refused:
        read(text)
    assert "Zz0000000001" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_format_is_recognised_by_its_header(tmp_path):
    """Its name does not matter; a children in need census is another format."""
    path = tmp_path / "return.xml"
    path.write_text(CENSUS)
    assert recognise(path).name == "workforce_census"
    assert recognise(path).authority_of(path) == "301"
    path.write_text(CENSUS.replace("CSWW</", "CIN</"))
    assert recognise(path).name == "cin_census"


def test_a_strange_column_is_not_written(tmp_path):
    """Nothing is left out silently, and no half file stands."""
    with pytest.raises(ValueError, match="no column Cases31"):
        workforce_census.write(
            tmp_path / "a.xml", {"workers": pd.DataFrame({"Cases31": ["1"]})}, authority_code="301", year=2022
        )
    assert list(tmp_path.iterdir()) == []
