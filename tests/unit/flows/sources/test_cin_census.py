"""The census reader takes everything, in every layout, and refuses what is no census in one line."""

import os
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from flows.sources import cin_census, xml_reading
from flows.sources.extract import UnreadableExtract

HEADER = """
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection><Year>2024</Year><ReferenceDate>2024-03-31</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>201</LEA><SoftwareCode>Any</SoftwareCode></Source>
  </Header>"""

ASHA = """
    <Child>
      <ChildIdentifiers>
        <LAchildID>000123</LAchildID>
        <PersonBirthDate>2015-03-27</PersonBirthDate>
        <GenderCurrent>2</GenderCurrent>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>WBRI</Ethnicity>
        <Disabilities><Disability>HAND</Disability><Disability>HEAR</Disability></Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2023-05-02</CINreferralDate>
        <ReferralSource>1A</ReferralSource>
        <Assessments>
          <AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>
          <FactorsIdentifiedAtAssessment>
            <AssessmentFactors>1C</AssessmentFactors><AssessmentFactors>3B</AssessmentFactors>
          </FactorsIdentifiedAtAssessment>
        </Assessments>
        <Assessments>
          <AssessmentActualStartDate>2023-09-04</AssessmentActualStartDate>
          <FactorsIdentifiedAtAssessment/>
        </Assessments>
        <CINPlanDates><CINPlanStartDate>2023-05-20</CINPlanStartDate></CINPlanDates>
        <Section47>
          <S47ActualStartDate>2023-06-01</S47ActualStartDate>
          <ICPCnotRequired>false</ICPCnotRequired>
        </Section47>
        <ReferralNFA>0</ReferralNFA>
        <ChildProtectionPlans>
          <CPPstartDate>2023-06-20</CPPstartDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>
          <Reviews>
            <CPPreviewDate>2023-09-12</CPPreviewDate>
            <CPPreviewDate>2024-02-27</CPPreviewDate>
          </Reviews>
        </ChildProtectionPlans>
      </CINdetails>
      <CINdetails>
        <CINreferralDate>2024-03-01</CINreferralDate>
      </CINdetails>
    </Child>"""


def message(children: str = "", *, header: str = HEADER, root: str = "<Message>") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{header}\n  <Children>{children}\n  </Children>\n</Message>\n'
    )


def child(identifiers: str = "<LAchildID>A</LAchildID>", details: str = "") -> str:
    return f"<Child><ChildIdentifiers>{identifiers}</ChildIdentifiers>{details}</Child>"


@pytest.fixture
def census(tmp_path):
    """Write text or bytes into a file."""

    def make(content: str | bytes, name: str = "census.xml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


@pytest.fixture
def read(census):
    """Read text or bytes as a census."""
    return lambda content: cin_census.read(census(content))


def codes(extract) -> set[str]:
    return {note.code for note in extract.notes}


# ------------------------------------------------------------------------------------------------ rows


def test_every_kind_of_record_is_read(read):
    """One child with something of each."""
    records = read(message(ASHA)).records
    assert {kind: len(rows) for kind, rows in records.items()} == {
        "children": 1,
        "disabilities": 2,
        "cin_details": 2,
        "assessments": 2,
        "assessment_factors": 2,
        "cin_plan_dates": 1,
        "section_47": 1,
        "child_protection_plans": 1,
        "reviews": 2,
    }


@pytest.mark.parametrize(
    ("year", "kinds"),
    [(2021, set()), (2022, {"cin_plan_dates"}), (2026, {"cin_plan_dates", "pre_proceedings"})],
)
def test_what_a_year_does_not_collect_is_unknown_and_not_none(read, year, kinds):
    """A census of 2021 says nothing about child in need plans, and must not make anyone count nought."""
    records = read(message(header=HEADER.replace("2024", str(year)))).records
    assert records.keys() & {"cin_plan_dates", "pre_proceedings"} == kinds


def test_what_a_year_does_not_collect_is_read_where_it_is_given(read):
    """As in the published sample for 2026, whose header says 2024."""
    details = "<CINdetails><PreProceedingsandFGDM><PPOutcome>A</PPOutcome></PreProceedingsandFGDM></CINdetails>"
    assert len(read(message(child(details=details))).records["pre_proceedings"]) == 1


def test_identifiers_stay_text(read):
    """000123 and 123 are two children."""
    assert read(message(ASHA)).records["children"]["LAchildID"].tolist() == ["000123"]


def test_every_review_date_is_read_and_knows_its_plan(read):
    """Not only the first CPPreviewDate."""
    reviews = read(message(ASHA)).records["reviews"]
    assert reviews["CPPreviewDate"].tolist() == ["2023-09-12", "2024-02-27"]
    assert reviews["CPPstartDate"].tolist() == ["2023-06-20", "2023-06-20"]
    assert reviews["LAchildID"].tolist() == ["000123", "000123"]


def test_rows_keep_their_parent_when_its_date_is_missing(read):
    """The numbers lead from a review to its plan and its episode even where no date does."""
    plan = (
        "<ChildProtectionPlans><CPPendDate>2024-01-01</CPPendDate>"
        "<Reviews><CPPreviewDate>2023-09-12</CPPreviewDate></Reviews></ChildProtectionPlans>"
    )
    details = f"<CINdetails><ReferralSource>1A</ReferralSource>{plan}</CINdetails>"
    reviews = read(message(child() + child("<LAchildID>B</LAchildID>", details * 2))).records["reviews"]
    numbers = reviews[["child_number", "cin_details_number", "plan_number", "review_number"]]
    assert list(numbers.itertuples(index=False, name=None)) == [(2, 1, 1, 1), (2, 2, 1, 1)]
    assert reviews["CPPstartDate"].isna().all()


def test_a_key_that_comes_after_what_it_holds_still_reaches_it(read):
    """Systems do not always keep the order of the schema."""
    details = (
        "<CINdetails><Assessments><AssessmentActualStartDate>2023-05-03</AssessmentActualStartDate>"
        "</Assessments><CINreferralDate>2023-05-02</CINreferralDate></CINdetails>"
    )
    assessments = read(message(child(details=details))).records["assessments"]
    assert assessments["CINreferralDate"].tolist() == ["2023-05-02"]


@pytest.mark.parametrize(
    "element", ["GenderCurrent", "Sex", "ExpectedPersonBirthDate", "PersonDeathDate", "UPNunknown", "FormerUPN"]
)
def test_every_layouts_identifiers_are_read(read, element):
    """GenderCurrent up to 2024 and Sex from 2025, expected birth dates, and the rest."""
    children = read(message(child(f"<{element}>1</{element}>"))).records["children"]
    assert children[element].tolist() == ["1"]


def test_pre_proceedings_are_read(read):
    """The block of 2026."""
    details = (
        "<CINdetails><CINreferralDate>2026-01-01</CINreferralDate><PreProceedingsandFGDM>"
        "<PPStartDate>2026-02-01</PPStartDate><PPOutcome>A</PPOutcome><LetterInitCPDate>2026-03-01</LetterInitCPDate>"
        "</PreProceedingsandFGDM></CINdetails>"
    )
    row = read(message(child(details=details))).records["pre_proceedings"].iloc[0]
    assert row[["CINreferralDate", "PPStartDate", "PPOutcome", "LetterInitCPDate"]].tolist() == [
        "2026-01-01",
        "2026-02-01",
        "A",
        "2026-03-01",
    ]


def test_empty_elements_are_missing_values(read):
    """Nothing, only spaces, and xsi:nil all mean that nothing was said."""
    children = read(message(child("<LAchildID>A</LAchildID><UPN/><FormerUPN>  </FormerUPN>"))).records["children"]
    assert children[["UPN", "FormerUPN"]].isna().all(axis=None)


def test_spaces_around_values_are_not_part_of_them(read):
    """Pretty-printed values are the same values."""
    assert read(message(child("<LAchildID>\n  A 1 \n</LAchildID>"))).records["children"]["LAchildID"].tolist() == [
        "A 1"
    ]


def test_escaped_characters_and_comments_are_understood(read):
    """`&amp;` is an ampersand, a comment is nothing, CDATA is text."""
    content = child("<LAchildID>A&amp;<!-- c -->B<![CDATA[<C]]></LAchildID>")
    extract = read(message(content))
    assert extract.records["children"]["LAchildID"].tolist() == ["A&B<C"]
    assert extract.notes == ()


def test_namespaces_do_not_matter(read):
    """Default or prefixed."""
    assert len(read(message(ASHA, root='<Message xmlns="urn:x">')).records["reviews"]) == 2
    prefixed = message(ASHA).replace("</", "</c:").replace("<", "<c:").replace("<c:/c:", "</c:").replace("<c:?", "<?")
    extract = read(prefixed.replace("<c:Message>", '<c:Message xmlns:c="urn:x">'))
    assert len(extract.records["reviews"]) == 2
    assert extract.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "iso-8859-1", "windows-1252", "utf-16"])
def test_declared_encodings_are_understood(read, encoding):
    """With a byte-order mark or a declaration."""
    text = message(child("<LAchildID>Zoë</LAchildID>"))
    text = text.replace("UTF-8", encoding.removesuffix("-sig"))
    assert read(text.encode(encoding)).records["children"]["LAchildID"].tolist() == ["Zoë"]


def test_frames_hold_text_and_provenance(read):
    """Values are text; the place is file, element and line as a person counts it."""
    extract = read(message(ASHA))
    for kind, rows in extract.records.items():
        values = rows[[name for name in cin_census.COLUMNS[kind] if not name.endswith("_number")]]
        assert (values.dtypes == "str").all()
        assert rows["row_number"].tolist() == list(range(len(rows)))
        assert set(rows["source_file"]) <= {"census.xml"}
    reviews = extract.records["reviews"]
    assert set(reviews["source_sheet"]) == {"CINdetails/ChildProtectionPlans/Reviews/CPPreviewDate"}
    text = message(ASHA).splitlines()
    assert ["CPPreviewDate" in text[line - 1] for line in reviews["source_line"]] == [True, True]


def test_lines_are_right_in_long_files(read):
    """Line numbers beyond 65,535 need care: there the parser counts differently."""
    text = message("\n" * 70_000 + ASHA)
    records = read(text).records
    lines = text.splitlines()
    for kind, element in (
        ("children", "<Child>"),
        ("assessments", "<Assessments>"),
        ("section_47", "<Section47>"),
        ("assessment_factors", "<AssessmentFactors>"),
        ("reviews", "<CPPreviewDate>"),
    ):
        assert all(element in lines[line - 1] for line in records[kind]["source_line"]), kind


def test_no_children_is_fine(read):
    """A file without a child is a census of nobody, with every column."""
    records = read(message(header=HEADER.replace("2024", "2026"))).records
    assert {kind: tuple(rows.columns[: len(cin_census.COLUMNS[kind])]) for kind, rows in records.items()} == (
        cin_census.COLUMNS
    )
    assert sum(map(len, records.values())) == 0


# ------------------------------------------------------------------- what is not read is accounted for


def test_unknown_elements_are_counted_by_name(read):
    """A vendor's own element is reported with its parent, its content is not."""
    details = "<CINdetails><CINreferralDate>2023-05-02</CINreferralDate><Team>Canary</Team><Team/></CINdetails>"
    extract = read(message(child(details=details)))
    (note,) = extract.notes
    assert note.code == "unknown_element"
    assert note.message == "Team in CINdetails is not in the layout and was not read (2 times)."


@pytest.mark.parametrize(
    ("content", "parent"),
    [
        (message("<Adult/>" + ASHA), "Children"),
        (message(ASHA + "<Adult/>"), "Children"),
        (message(ASHA).replace("</Message>", "<Adult/></Message>"), "Message"),
        (message(ASHA.replace("</Child>", "<Adult/></Child>")), "Child"),
        (message(child("<LAchildID>A<Adult/></LAchildID>")), "LAchildID"),
        (message(ASHA).replace("</Source>", "<Adult/></Source>"), "Header"),
    ],
)
def test_unknown_elements_are_counted_wherever_they_stand(read, content, parent):
    """Inside and outside children."""
    assert [note.message for note in read(content).notes] == [
        f"Adult in {parent} is not in the layout and was not read (1 times)."
    ]


def test_a_known_element_in_the_wrong_place_is_unknown(read):
    """A child inside a child is not a child of the census."""
    extract = read(message(ASHA.replace("</Child>", "<Child/></Child>")))
    assert len(extract.records["children"]) == 1
    assert codes(extract) == {"unknown_element"}


def test_many_unknown_names_are_summed_up(read):
    """A wholly foreign file does not fill the page."""
    foreign = "".join(f"<E{number}/>" for number in range(100))
    assert len(read(message(child(details=foreign))).notes) == 21


def test_stray_text_is_counted_and_not_repeated(read):
    """As in published samples, `</UPNunknown>PersonBirthDate`."""
    extract = read(message(child("<LAchildID>A</LAchildID>Canary<UPN/>")).replace("</Children>", "Canary</Children>"))
    assert [note.message for note in extract.notes] == ["Text between elements was not read (2 times)."]


def test_a_value_given_twice_keeps_the_first_and_says_so(read):
    """Which one is right is not for the reader to guess; the same value again is no contradiction."""
    extract = read(message(child("<LAchildID>A</LAchildID><LAchildID>A</LAchildID><UPN>B</UPN><UPN>Canary</UPN>")))
    assert extract.records["children"]["UPN"].tolist() == ["B"]
    assert codes(extract) == {"repeated_element"}
    assert "Canary" not in str(extract.notes)


def test_blocks_without_a_value_are_dropped_by_name(read):
    """`<CINPlanDates/>` says nothing; it is counted, and the next one keeps number 1."""
    details = (
        "<CINdetails><CINreferralDate>2023-05-02</CINreferralDate><CINPlanDates/><CINPlanDates><CINPlanStartDate/>"
        "</CINPlanDates><CINPlanDates><CINPlanStartDate>2023-05-20</CINPlanStartDate></CINPlanDates></CINdetails>"
    )
    extract = read(message(child(details=details)))
    assert extract.dropped == {"cin_plan_dates": {"empty_element": 2}}
    assert extract.records["cin_plan_dates"]["cin_plan_number"].tolist() == [1]


def test_an_empty_child_is_a_row(read):
    """A child about whom nothing is said is a finding for validation, not for the reader."""
    assert len(read(message("<Child/>")).records["children"]) == 1


def test_sex_and_gender_together_are_noted(read):
    """Both are read; the datasets take Sex."""
    extract = read(message(child("<GenderCurrent>1</GenderCurrent><Sex>M</Sex>")))
    assert codes(extract) == {"both_sex_and_gender"}


# ---------------------------------------------------------------------------------------------- header


def test_the_header_says_whose_and_when(read):
    """The year of the collection is that of its reference date."""
    extract = read(message())
    assert (extract.format, extract.authority_code) == ("cin_census", "201")
    assert (extract.as_at, extract.collection_year) == (date(2024, 3, 31), 2024)


def test_the_reference_date_counts_when_the_year_disagrees(read):
    """As in the published sample for 2026; a person is told."""
    extract = read(message(header=HEADER.replace("<Year>2024", "<Year>2023")))
    assert extract.collection_year == 2024
    assert codes(extract) == {"year_disagrees"}


@pytest.mark.parametrize("stated", ["", "31/03/2024", "2024-02-30"])
def test_a_year_stands_in_for_a_missing_reference_date(read, stated):
    """Every census ends on 31 March."""
    extract = read(message(header=HEADER.replace("2024-03-31", stated)))
    assert extract.as_at == date(2024, 3, 31)
    assert codes(extract) == {"reference_date_missing"}


@pytest.mark.parametrize("stated", ["2024-03-31Z", "2024-03-31T00:00:00", "2024-03-31+01:00"])
def test_a_reference_date_may_carry_a_time_zone(read, stated):
    """XML dates may."""
    assert read(message(header=HEADER.replace("2024-03-31", stated))).as_at == date(2024, 3, 31)


@pytest.mark.parametrize("stated", ["", "Canary", "E09000002"])
def test_an_authority_that_cannot_be_read_is_absent(read, stated):
    """The file is still read: the flow may know whose folder it lay in."""
    extract = read(message(header=HEADER.replace("<LEA>201", f"<LEA>{stated}")))
    assert extract.authority_code is None
    assert codes(extract) >= {"authority_missing"}


def test_read_header_reads_no_further_than_the_header(census):
    """What follows may be broken: recognising a file is cheap."""
    whole = message(ASHA)
    header = cin_census.read_header(census(whole[: whole.index("</Child>")]))
    assert (header.authority_code, header.as_at, header.collection_year) == ("201", date(2024, 3, 31), 2024)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not XML",
        "<a><b/></a>",
        "<Message/>",
        "<Message><Children/></Message>",
        message(header=HEADER.replace("CIN", "CSWW")),
        "child,date\n1,2024-01-01\n",
        b"PK\x03\x04 zip",
    ],
)
def test_read_header_returns_none_for_anything_else(census, content):
    """So that the next reader is asked."""
    assert cin_census.read_header(census(content)) is None


def test_a_header_without_a_collection_is_recognised_by_its_children(census):
    """Schemas make the element optional."""
    anonymous = HEADER.replace("<Collection>CIN</Collection>", "")
    assert cin_census.read_header(census(message(header=anonymous))) is not None


# --------------------------------------------------------------------------------------------- refusals

BOMB = '<!DOCTYPE Message [<!ENTITY a "Canary"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE Message [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        ("", "it is empty"),
        ("Canary", "it is not XML"),
        (b"\0\0\0\0", "it is not XML"),
        ("<Message><Header/></Message>", "has no header"),
        ("<Message><Children/></Message>", "has no header"),
        ("<Canary/>", "has no header"),
        (message(header=HEADER.replace("CIN", "CSWW")), "has no header"),
        (message(header=HEADER.replace("2024", "Canary")), "neither a ReferenceDate nor a Year"),
        (message(ASHA)[:-60], "the file was cut short"),
        (message(ASHA)[:-5], "the file was cut short"),
        (message(ASHA) + "<Canary/>", r"it goes on after"),
        (message(ASHA) + '\n<?xml version="1.0"?><Message>', r"two files may have become one"),
        (message(child("<LAchildID>Canary</UPN>")), r"not well-formed XML \(ERR_TAG_NAME_MISMATCH\) \(line 9\)"),
        (message(child("<LAchildID>Canary\0</LAchildID>")), "a character that XML forbids"),
        (message(child("<LAchildID>Canary ë</LAchildID>")).encode("latin-1"), "not in the encoding"),
        (message(child("<LAchildID>&Canary;</LAchildID>")), "entity that is not declared"),
        (message().replace("UTF-8", "Canary"), "encoding that nobody knows"),
        (message(child("<LAchildID>&b;</LAchildID>")).replace("<Message>", BOMB + "<Message>"), "DOCTYPE"),
        (message(child("<LAchildID>&a;</LAchildID>")).replace("<Message>", EXTERNAL + "<Message>"), "DOCTYPE"),
        (message().replace("<Message>", '<!DOCTYPE Message SYSTEM "http://x/x.dtd"><Message>'), "DOCTYPE"),
        (message("<A>" * 300 + "Canary" + "</A>" * 300), "not well-formed|deep"),
    ],
)
def test_hostile_or_broken_files_are_refused_in_one_line(read, content, cause):
    """The message names the file and the cause and holds nothing from inside the file."""
    with pytest.raises(UnreadableExtract, match=cause) as refused:
        read(content)
    assert str(refused.value).startswith("census.xml cannot be read: ")
    assert "Canary" not in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


@pytest.mark.parametrize(
    "content",
    [
        message().replace("<Header>", "<X/>" * 20_000 + "<Header>"),
        message(child(details="<X/>" * 20_000)),
        message().replace("</Children>", "<X><Child/></X>" * 6_000 + "</Children>"),
    ],
)
def test_what_would_fill_the_memory_is_refused(read, monkeypatch, content):
    """Elements without end, before the header, in a child, beside the children: the tree never grows for long."""
    monkeypatch.setattr(xml_reading, "_LARGEST_RECORD", 40_000)
    with pytest.raises(UnreadableExtract, match="without another Child"):
        read(content)


def test_wherever_a_file_breaks_off_it_is_refused(census):
    """Half a census would withdraw the other half's children."""
    whole = message(ASHA)
    path = census(whole)
    for length in range(1, len(whole.rstrip()), 17):
        path.write_text(whole[:length])
        with pytest.raises(UnreadableExtract):
            cin_census.read(path)


@pytest.mark.parametrize("content", [message().replace("<Message>", BOMB + "<Message>"), message()[:80]])
def test_a_broken_header_is_recognised_so_that_reading_says_what_is_wrong(census, content):
    """Nobody would say so if the file were of no known format."""
    assert cin_census.read_header(census(content)) == cin_census.Header()


def test_a_file_over_the_limit_is_refused(census):
    """The limit is a setting."""
    with pytest.raises(UnreadableExtract, match="the limit is 10 bytes"):
        cin_census.read(census(message()), largest_bytes=10)


# ----------------------------------------------------------------------------------------------- writer


def written(path, records, **options):
    options = {
        "authority_code": "201",
        "reference_date": date(2024, 3, 31),
        "collection_year": 2024,
        **options,
    }
    cin_census.write(path, records, **options)
    return cin_census.read(path)


def values(records):
    return {kind: rows[list(cin_census.COLUMNS[kind])] for kind, rows in records.items()}


def test_what_is_written_and_read_back_is_the_same(read, tmp_path):
    """Rows, their parents, their order, and the header."""
    first = read(message(ASHA + child("<LAchildID>A&amp;B</LAchildID>")))
    second = written(tmp_path / "again.xml", first.records)
    for kind, rows in values(first.records).items():
        pd.testing.assert_frame_equal(rows, values(second.records)[kind])
    assert (second.authority_code, second.as_at, second.notes) == ("201", date(2024, 3, 31), ())


def test_rows_find_their_parents_by_key_when_they_have_no_numbers(read, tmp_path):
    """As when records were made rather than read."""
    first = read(message(ASHA))
    unnumbered = {
        kind: rows[[name for name in rows.columns if not name.endswith("_number")]]
        for kind, rows in first.records.items()
    }
    second = written(tmp_path / "again.xml", unnumbered)
    for kind, rows in values(first.records).items():
        pd.testing.assert_frame_equal(rows, values(second.records)[kind])


def test_rows_without_their_parent_are_not_left_out_silently(read, tmp_path):
    """And no half a file appears."""
    records = read(message(ASHA)).records
    with pytest.raises(ValueError, match=r"parent is missing: \{'assessment_factors': 2\}"):
        written(tmp_path / "again.xml", {**records, "assessments": records["assessments"].iloc[1:]})
    assert [path.name for path in tmp_path.iterdir()] == ["census.xml"]


def test_a_value_that_the_years_layout_lacks_is_refused(read, tmp_path):
    """GenderCurrent became Sex in 2025; writing it there would break the schema, leaving it out would lose it."""
    records = read(message(ASHA)).records
    with pytest.raises(ValueError, match="1 rows of children have GenderCurrent, which the layout of 2025"):
        written(tmp_path / "again.xml", records, collection_year=2025)


def test_a_character_that_xml_cannot_hold_is_refused_without_repeating_it(tmp_path):
    """Control characters from a database would make a file that nobody can read."""
    children = pd.DataFrame({"LAchildID": ["Canary\x02"]}, dtype="str")
    with pytest.raises(ValueError, match="a character that XML cannot hold") as refused:
        written(tmp_path / "again.xml", {"children": children})
    assert "Canary" not in str(refused.value)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every name is Unicode")
def test_a_name_that_is_not_utf_8_does_not_matter(tmp_path):
    """A share may hold names of an older encoding; lxml would encode them."""
    file = os.fsencode(tmp_path) + b"/census \xe9.xml"
    try:
        Path(os.fsdecode(file)).write_text(message())
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")

    assert cin_census.read_header(Path(os.fsdecode(file))).authority_code is not None
