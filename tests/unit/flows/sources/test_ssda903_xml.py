"""The SSDA903 as XML: what is read of it, what is reported, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from flows.sources import cin_census, ssda903, ssda903_xml, xml_reading
from flows.sources.extract import Extract, UnreadableExtract
from flows.sources.formats import recognise

# fmt: off
HEADER = (
    "<CHILDID>0042</CHILDID><UPN>UN1</UPN><SEX>1</SEX><DOB>02/03/2008</DOB><ETHNIC>WBRI</ETHNIC><UASC>1</UASC>"
    "<DUC>15/12/2023</DUC><IN_TOUCH>YES</IN_TOUCH><ACTIV>F2</ACTIV><ACCOM>B1</ACCOM><DATE_INT>01/05/2023</DATE_INT>"
    "<AREVIEW><REVIEW>28/01/2024</REVIEW><REVIEW_CODE>PN3</REVIEW_CODE></AREVIEW>"
    "<AREVIEW><REVIEW>14/04/2023</REVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW><MOTHER/><MC_DOB/>"
    "<AMISSING><MISSING>M</MISSING><MIS_START>01/06/2023</MIS_START></AMISSING>"
    "<OC2><SDQ_SCORE>12</SDQ_SCORE><CONVICTED>0</CONVICTED></OC2>"
    "<PERMANENCE><PREV_PERM>P1</PREV_PERM><DATE_PERM>01/01/2015</DATE_PERM></PERMANENCE>"
    "<AD_PLACED><DATE_PLACED>01/05/2023</DATE_PLACED></AD_PLACED>"
)
EPISODE = (
    "<EPISODE><DECOM>11/11/2022</DECOM><RNE>S</RNE><LS>C2</LS><CIN>N1</CIN><PL>U4</PL><DEC/><REC/></EPISODE>"
)
# fmt: on


def document(*children: str, root: str = "EXPSSDA903", before: str = "") -> str:
    """Return a file of children, each given as what stands in it."""
    inner = "\n".join(f"<CHILD>{child}</CHILD>" for child in children)
    return f"<?xml version='1.0'?>\n{before}<{root}>\n{inner}\n</{root}>"


def whole(header: str = HEADER, episodes: str = EPISODE) -> str:
    """Return a child's content."""
    return f"<HEADER>{header}</HEADER>{episodes}"


@pytest.fixture
def read(tmp_path: Path):
    """Write text as a return of 2024 and read it."""

    def read(content: str | bytes) -> Extract:
        path = tmp_path / "SSDA903_2024.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return ssda903.read(path)

    return read


def test_every_table_is_read(read):
    """Fields that stand in HEADER, and elements that hold a row each."""
    extract = read(document(whole()))
    rows = {kind: len(rows) for kind, rows in extract.records.items()}
    assert rows == {kind: 1 for kind in ssda903.TABLES if kind not in ("social_worker", "dolo")} | {"reviews": 2}
    episode = extract.records["episodes"].iloc[0]
    assert (episode["CHILD"], episode["PLACE"]) == ("0042", "U4")
    assert episode[["DEC", "REC", "URN"]].isna().all()
    assert extract.records["missing"].iloc[0]["DOB"] == "02/03/2008"
    assert (extract.collection_year, extract.notes, extract.dropped) == (2024, (), {})


def test_the_columns_are_those_of_the_csv_set(read):
    """Whatever a file leaves out, so that both are judged alike."""
    for kind, rows in read(document(whole())).records.items():
        assert tuple(rows.columns)[: len(ssda903.TABLES[kind])] == ssda903.TABLES[kind]


def test_both_ways_to_deliver_say_the_same(read, tmp_path):
    """What was read of the XML, written as CSV files and read again, is the same tables."""
    records = read(document(whole(), whole("<CHILDID>7</CHILDID>"))).records
    tables = {kind: rows[list(ssda903.TABLES[kind])] for kind, rows in records.items()}
    ssda903.write(tmp_path / "SSDA903_2024", tables)
    again = ssda903.read(tmp_path / "SSDA903_2024").records
    assert set(again) == set(tables)
    for kind, rows in tables.items():
        pd.testing.assert_frame_equal(again[kind][list(rows.columns)], rows)


def test_a_table_without_a_row_says_nothing(read):
    """As a file that is missing from the CSV set: what older returns said of it stands."""
    assert set(read(document(whole("<CHILDID>1</CHILDID>"))).records) == {"header", "episodes"}


@pytest.mark.parametrize(("flag", "rows"), [("<UASC>1</UASC>", 1), ("<UASC>0</UASC>", 0), ("<UASC/>", 0), ("", 0)])
def test_a_child_is_unaccompanied_if_the_return_says_so(read, flag, rows):
    """A nought is a no."""
    records = read(document(whole(f"<CHILDID>1</CHILDID>{flag}"))).records
    assert len(records.get("uasc", ())) == rows


def test_an_element_is_known_by_what_it_holds(read):
    """Whatever it is called; namespaces and letter case do not matter either."""
    header = "<CHILDID>1</CHILDID><SWEPISODE><SW_ID>W1</SW_ID><SW_DECOM>01/05/2023</SW_DECOM></SWEPISODE>"
    text = document(f'<header xmlns="urn:x">{header}</header>').replace("SW_ID", "sw_id")
    extract = read(text)
    assert extract.records["social_worker"][["CHILD", "SW_ID"]].to_numpy().tolist() == [["1", "W1"]]


def test_what_a_row_says_of_the_child_comes_before_the_header(read):
    """An element may state a date of birth of its own; an empty one states nothing."""
    review = "<AREVIEW><REVIEW>01/05/2023</REVIEW><DOB>{}</DOB></AREVIEW>"
    header = "<CHILDID>1</CHILDID><DOB>02/03/2008</DOB>" + review.format("05/05/2005") + review.format("")
    assert read(document(whole(header))).records["reviews"]["DOB"].tolist() == ["05/05/2005", "02/03/2008"]


def test_what_is_in_no_table_is_counted_by_name(read):
    """Elements, values inside values, text between elements, a second value."""
    header = "<CHILDID>1</CHILDID><CHILDID>2</CHILDID><SHOE>9</SHOE><SEX>1<OLD>2</OLD></SEX>text"
    extract = read(document(whole(header)).replace("<CHILD>", "<BATCH/><CHILD>", 1))
    assert extract.records["header"]["CHILD"].tolist() == ["1"]
    assert sorted((note.code, note.message) for note in extract.notes) == [
        ("repeated_element", "CHILDID in HEADER was given again with another value (1 times); the first was taken."),
        ("stray_text", "Text between elements was not read (1 times)."),
        ("unknown_element", "BATCH in EXPSSDA903 is in no table and was not read (1 times)."),
        ("unknown_element", "OLD in SEX is in no table and was not read (1 times)."),
        ("unknown_element", "SHOE in HEADER is in no table and was not read (1 times)."),
    ]


def test_elements_that_say_nothing_are_left_out_and_counted(read):
    """An empty episode, an empty child."""
    extract = read(document(whole("<CHILDID>1</CHILDID>", "<EPISODE><DEC/></EPISODE><EPISODE/>"), "<HEADER/>"))
    assert extract.dropped == {"episodes": {"empty_element": 2}, "header": {"empty_element": 1}}
    assert len(extract.records["header"]) == 1


def test_a_child_without_an_identifier_is_a_row(read):
    """Which validation holds back: nothing is lost on the way."""
    assert read(document(f"<HEADER><SEX>1</SEX></HEADER>{EPISODE}")).records["episodes"]["CHILD"].isna().all()


def test_rows_know_their_lines(read):
    """As a person counts them."""
    records = read(document(*[whole()] * 3)).records
    assert records["episodes"]["source_line"].tolist() == [3, 4, 5]
    assert records["episodes"]["source_sheet"].unique().tolist() == ["/CHILD/EPISODE"]


def test_a_table_before_its_time_is_read_and_mentioned(read):
    """Orders are returned from 2027."""
    extract = read(document(whole("<CHILDID>1</CHILDID><DOLO><DOLO_START>01/05/2023</DOLO_START></DOLO>")))
    assert [note.message for note in extract.notes] == [
        "the return of 2024 has no table dolo; it was read all the same"
    ]


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (document(whole(), before='<!DOCTYPE EXPSSDA903 [<!ENTITY a "SECRET">]>\n'), "declares a document type"),
        (document(whole(), before='<!DOCTYPE x SYSTEM "http://a.invalid/x.dtd">\n'), "declares a document type"),
        (document(whole())[:-40], "cut short"),
        (document(whole("<CHILDID>SECRET\0</CHILDID>")), "a character that XML forbids"),
        (document(whole("<CHILDID>&SECRET;</CHILDID>")), "an entity that is not declared"),
        (document(whole()).encode("utf-16")[:300], "cut short"),
        (document(), "holds no child"),
        (document("<HEADER/>"), "holds no child"),
        ("", "it is empty"),
    ],
)
def test_hostile_or_broken_files_are_refused_in_one_line(read, content, cause):
    """And nothing from inside is repeated."""
    with pytest.raises(UnreadableExtract, match=cause) as refused:
        read(content)
    assert "SECRET" not in str(refused.value) and "\n" not in str(refused.value)


def test_wherever_a_file_breaks_off_it_is_refused(tmp_path):
    """No half return is ever taken for a whole one."""
    text = document(whole())
    path = tmp_path / "SSDA903_2024.xml"
    for length in range(1, len(text), 7):
        path.write_text(text[:length])
        with pytest.raises(UnreadableExtract):
            ssda903.read(path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (document(whole()), "ssda903"),
        (document(whole())[:80], "ssda903"),
        (document(whole(), root="RETURN"), "ssda903"),
        (document(whole(), root="Message"), "cin_census"),  # none of ours, and the census's reader says why
        ("<Message><Header><CollectionDetails><Collection>CIN</Collection></CollectionDetails></Header></Message>",
         "cin_census"),
        (document("<HEADER><OTHER/></HEADER>", root="RETURN"), "cin_census"),
    ],
)  # fmt: skip
def test_it_is_never_confused_with_the_census(tmp_path, text, name):
    """Both are XML; the root says which it is, or what follows."""
    path = tmp_path / "2024.xml"
    path.write_text(text)
    assert recognise(path).name == name
    assert ssda903.recognise(path) is (name == "ssda903")
    assert (cin_census.read_header(path) is None) or name == "cin_census"


def test_the_year_must_be_in_the_name(tmp_path):
    """The XML does not say which year it is of."""
    path = tmp_path / "export.xml"
    path.write_text(document(whole()))
    with pytest.raises(UnreadableExtract, match="does not say which year"):
        ssda903.read(path)


def frame(**columns: list) -> pd.DataFrame:
    """Return a table of text."""
    return pd.DataFrame(columns, dtype="str")


ONE = frame(CHILD=["1"], SEX=["1"], DOB=["01/01/2010"])


@pytest.mark.parametrize(
    ("records", "cause"),
    [
        ({"episodes": frame(CHILD=["1"])}, "no table header"),
        ({"header": ONE, "shoes": frame(CHILD=["1"])}, "no table shoes"),
        ({"header": pd.concat([ONE, ONE])}, "1 children stand twice"),
        ({"header": ONE, "missing": frame(CHILD=["9"], MISSING=["M"])}, "1 rows of missing are of children"),
        ({"header": ONE, "oc3": frame(CHILD=["1"] * 2, ACTIV=["F2"] * 2)}, "more than one row of oc3"),
        ({"header": ONE, "reviews": frame(CHILD=["1"], REVIEW=[None])}, "says nothing"),
        ({"header": ONE, "uasc": frame(CHILD=["1"], SEX=["2"])}, "another date of birth or sex"),
        ({"header": ONE.assign(SHOE="9")}, "header has no column SHOE"),
        ({"header": ONE.assign(UPN="a\0b")}, "a character that XML cannot hold"),
    ],
)
def test_what_the_xml_cannot_say_is_not_written(tmp_path, records, cause):
    """Rather an error than a return with less in it, or half a file."""
    with pytest.raises(ValueError, match=cause):
        ssda903.write_xml(tmp_path / "SSDA903_2024.xml", records)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "filling", ["<X/>", "<CHILD><HEADER><CHILDID>1", "<X><CHILD/></X>", "<CHILD><HEADER>"], ids=str
)
def test_what_would_fill_the_memory_is_refused(tmp_path, monkeypatch, filling):
    """Elements without end, of any kind: the tree never grows beyond what one child may come to."""
    monkeypatch.setattr(xml_reading, "_LARGEST_RECORD", 4096)
    path = tmp_path / "SSDA903_2024.xml"
    path.write_text("<EXPSSDA903>" + filling + "<X/>" * 20_000)
    with pytest.raises(UnreadableExtract, match="without another CHILD"):
        ssda903.read(path)


def test_large_files_are_read_in_little_memory(tmp_path):
    """Each child is forgotten as soon as it is read."""
    path = tmp_path / "SSDA903_2024.xml"
    path.write_text(document(*[whole()] * 50))
    assert len(ssda903_xml.read(path)[0]["episodes"]) == 50
    with pytest.raises(UnreadableExtract, match="the limit is"):
        ssda903_xml.read(path, largest_bytes=1000)
