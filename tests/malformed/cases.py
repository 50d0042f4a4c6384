"""Malformed inputs: how each is made, what it is, and what a person must be told of it."""

import os
import re
import shutil
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyzipper
import xlsxwriter

OFFICE_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = 64 * 1024 * 1024
PASSWD = "<!DOCTYPE Message [<!ENTITY who SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = "<!DOCTYPE Message [<!ENTITY a 'ha'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12))
)
LIST_1 = "Child Unique ID,Date of Contact,Contact Source\n"
LIST_3 = "Child Unique ID,Date of Referral,Referral Source\n"
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\n"

Make = Callable[[Path, str], object]


@dataclass(frozen=True)
class Bad:
    """
    One malformed input: its name, what it is, how it is made from a sound census, and what a person is told.

    `opened` is false for what is refused before anything of it is read, and therefore not archived either; `told_as`
    is the name that a person sees, where it is another.
    """

    name: str
    what: str
    make: Make
    says: str
    opened: bool = True
    told_as: str = ""

    def __str__(self) -> str:
        return self.name.encode("unicode_escape").decode()

    @property
    def shown(self) -> str:
        """The name under which it is told of."""
        return self.told_as or self.name


def text(change: Callable[[str], str], encoding: str = "utf-8") -> Make:
    return lambda path, census: path.write_bytes(change(census).encode(encoding))


def content(of: bytes) -> Make:
    return lambda path, census: path.write_bytes(of)


def folder(**files: bytes) -> Make:
    """Make a folder of CSV files."""

    def make(path: Path, census: str) -> None:
        path.mkdir()
        for name, of in files.items():
            (path / f"{name}.csv").write_bytes(of)

    return make


def lists(first: bytes) -> Make:
    """Make a folder of two lists of which the first is as given."""
    return folder(list_1=first, list_3=f"{LIST_3}A1,2023-04-02,1A\n".encode())


def sheets(**rows_of: list[list[object]]) -> Make:
    """Make a workbook of lists, each a header and rows."""

    def make(path: Path, census: str) -> None:
        with xlsxwriter.Workbook(path) as workbook:
            for name, rows in rows_of.items():
                sheet = workbook.add_worksheet(name.replace("_", " "))
                for line, row in enumerate(rows):
                    sheet.write_row(line, 0, row)

    return make


CELL = b'<c r="A2" t="inlineStr"><is><t>%s</t></is></c>'
REFERRALS = [["Child Unique ID", "Date of Referral", "Referral Source"], ["A1", "2023-04-02", "1A"]]
CONTACTS = [["Child Unique ID", "Date of Contact", "Contact Source"], *REFERRALS[1:]]


def many(rows: list[list[object]]) -> list[list[object]]:
    """Return a list's headings and twelve children's rows."""
    return [rows[0], *([f"A{number}", *rows[1][1:]] for number in range(12))]


def repacked(change: Callable[[dict[str, bytes]], object]) -> Make:
    """Make a workbook and pack it again with other entries."""

    def make(path: Path, census: str) -> None:
        sheets(List_3=REFERRALS)(path, census)
        with zipfile.ZipFile(path) as sound:
            entries = {name: sound.read(name) for name in sound.namelist()}
        change(entries)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, packed in entries.items():
                archive.writestr(name, packed)

    return make


def bomb(entry: str) -> Make:
    """Make a workbook of which one entry is a thousand times as large unpacked."""
    return repacked(lambda entries: entries.update({entry: entries[entry] + b" " * BOMB}))


def sheet_xml(change: Callable[[bytes], bytes]) -> Make:
    name = "xl/worksheets/sheet1.xml"
    return repacked(lambda entries: entries.update({name: change(entries[name])}))


def zipped(*entries: tuple[str, bytes]) -> Make:
    """Make a zip of entries in this order, two of one name if need be."""

    def make(path: Path, census: str) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a name is given twice
            for name, of in entries:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, of or census.encode())

    return make


def zipped_link(path: Path, census: str) -> None:
    entry = zipfile.ZipInfo("census.xml")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/passwd")


def locked(path: Path, census: str) -> None:
    with pyzipper.AESZipFile(path, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"another password than that of the project")
        archive.writestr("census.xml", census)


def damaged(make: Make, where: float) -> Make:
    """Spoil a byte of what is made, at a share of its length."""

    def spoil(path: Path, census: str) -> None:
        make(path, census)
        whole = bytearray(path.read_bytes())
        whole[int(len(whole) * where)] ^= 0xFF
        path.write_bytes(whole)

    return spoil


def cut(make: Make, share: float) -> Make:
    """Cut short what is made."""

    def shorten(path: Path, census: str) -> None:
        make(path, census)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])

    return shorten


def understated(path: Path, census: str) -> None:
    """Make a zip whose directory says that an entry is smaller than it is."""
    zipped(("census.xml", b""))(path, census)
    whole = bytearray(path.read_bytes())
    at = whole.rindex(b"PK\x01\x02")
    struct.pack_into("<L", whole, at + 24, 10)
    path.write_bytes(whole)


def within(levels: int) -> Make:
    """Make a zip within a zip, so many deep."""

    def make(path: Path, census: str) -> None:
        zipped(("census.xml", b""))(path, census)
        for _ in range(levels - 1):
            inner = path.read_bytes()
            zipped(("inner.zip", inner))(path, census)

    return make


def link(target: str) -> Make:
    return lambda path, census: path.symlink_to(target)


def pipe(path: Path, census: str) -> None:
    os.mkfifo(path)


def folder_with_a_link(path: Path, census: str) -> None:
    lists(LIST_1.encode() + b"A1,2023-04-02,1A\n")(path, census)
    (path / "list_4.csv").symlink_to("/etc/passwd")


def deep(path: Path, census: str) -> None:
    inner = path.joinpath(*"abcdefghijklmnopqrstuvw")
    inner.mkdir(parents=True)
    (inner / "census.xml").write_text(census)


def merged(path: Path, census: str) -> None:
    """Merge an identifier over two rows: the second has none."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("List 3")
        sheet.write_row(0, 0, REFERRALS[0])
        for line in (1, 2):
            sheet.write_row(line, 1, ["2023-02-02", "1A"])
        sheet.merge_range(1, 0, 2, 0, "A1")


def hidden(path: Path, census: str) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        for number, dated in ((3, "Date of Referral"), (1, "Date of Contact")):
            sheet = workbook.add_worksheet(f"List {number}")
            sheet.write_row(0, 0, ["Child Unique ID", dated, "Source"])
            sheet.write_row(1, 0, ["A1", "2023-02-02", "1A"])
            if number == 3:
                sheet.write_row(2, 0, ["A2", "2023-02-02", "1A"])
                sheet.set_row(2, None, None, {"hidden": True})
            else:
                sheet.hide()


def huge_cell(path: Path, census: str) -> None:
    """Write a cell longer than Excel lets anybody type."""
    sheet_xml(
        lambda xml: re.sub(rb'<c r="A2"[^>]*>.*?</c>', CELL % (b"x" * 1_000_000), xml, count=1).replace(
            b"</sheetData>",
            b'<row r="3"><c r="A3" t="inlineStr"><is><t>A2</t></is></c>'
            b'<c r="B3" t="inlineStr"><is><t>2023-02-02</t></is></c></row></sheetData>',
        )
    )(path, census)


def from_a_mac(path: Path, census: str) -> None:
    """Pack a workbook as a Mac does, with a shadow of it that is none."""
    sheets(List_3=[REFERRALS[0], ["M1", "2023-02-02", "1A"]])(path, census)
    packed = path.read_bytes()
    zipped(("__MACOSX/._Annex A 2023-02-18.xlsx", b"x"), ("Annex A 2023-02-18.xlsx", packed))(path, census)


def sub(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda census: census.replace(old, new, count)


def without_children(census: str) -> str:
    return census[: census.index("<Children>")] + "<Children></Children></Message>"


UNREADABLE = [
    # XML
    Bad("truncated.xml", "a census cut short", text(lambda census: census[: len(census) * 3 // 5]), "cut short"),
    Bad("laughs.xml", "entities that expand", text(sub("<Message>", LAUGHS + "<Message>")), "declares a document type"),
    Bad(
        "outside.xml",
        "an external entity that reads a file of this machine",
        text(lambda census: sub("SAM0", "&who;SAM0")(sub("<Message>", PASSWD + "<Message>")(census))),
        "declares a document type",
    ),
    Bad(
        "SSDA903 laughs 2023.xml",
        "the same in a return as XML",
        content((LAUGHS.replace("Message", "EXPSSDA903") + "<EXPSSDA903><CHILD/></EXPSSDA903>").encode()),
        "declares a document type",
    ),
    Bad("undeclared.xml", "an entity that nobody declared", text(sub("SAM0", "&who;SAM0")), "that is not declared"),
    Bad("latin1.xml", "one letter in Latin-1 among UTF-8", text(sub("SAM0", "Zoë0"), "latin-1"), "not in the encoding"),
    Bad("utf16.xml", "UTF-8 that says it is UTF-16", text(sub('"UTF-8"', '"UTF-16"')), "another encoding than it"),
    Bad(
        "klingon.xml", "an encoding that does not exist", text(sub("UTF-8", "klingon")), "an encoding that nobody knows"
    ),
    Bad("ebcdic.xml", "EBCDIC", text(sub("UTF-8", "cp037"), "cp037"), "an encoding that nobody knows"),
    Bad("nul.xml", "a NUL character", text(sub("SAM0", "\0")), "a character that XML forbids"),
    Bad("deep.xml", "elements nested 100,000 deep", text(sub("<Child>", "<Child>" + "<a>" * 100_000)), "256 deep"),
    Bad("huge.xml", "a text of 11 MB", text(sub("SAM0", "A" * 11_000_000)), "more than 10 MB"),
    Bad("attribute.xml", "an attribute of 11 MB", text(sub("<Child>", f'<Child a="{"A" * 11_000_000}">')), "10 MB"),
    Bad("two roots.xml", "two files that became one", text(lambda census: census + "<Message/>"), "it goes on after"),
    Bad("unclosed quote.xml", "a quotation mark missing", text(sub('"UTF-8"', '"UTF-8')), "not well-formed"),
    Bad("other return.xml", "another of DfE's returns", text(sub(">CIN<", ">XYZ<")), "no header of a children in need"),
    Bad(
        "undated.xml",
        "a census of no year",
        text(lambda census: sub("<Year>2023</Year>", "")(sub("<ReferenceDate>2023-03-31</ReferenceDate>", "")(census))),
        "neither a ReferenceDate nor a Year",
    ),
    Bad("empty.xml", "no byte at all", content(b""), "it is empty"),
    Bad("words.xml", "a letter saved as .xml", content(b"Dear colleague, please find attached"), "it is not XML"),
    # Workbooks
    Bad("bomb.xlsx", "a sheet of 64 MB packed into 64 kB", bomb("xl/worksheets/sheet1.xml"), "times its size"),
    Bad("bomb in the contents.xlsx", "the same elsewhere in it", bomb("xl/workbook.xml"), "times its size"),
    Bad("no zip.xlsx", "text named .xlsx", content(f"{LIST_3}A1,2023-04-02,1A\n".encode()), "not a zip archive"),
    Bad("locked.xlsx", "a workbook with a password", content(OFFICE_CONTAINER + b"\0" * 512), "with a password"),
    Bad("old.xls", "Excel 97-2003", content(OFFICE_CONTAINER + b"\0" * 600), "saved as Excel 97-2003"),
    Bad(
        "page.xls", "a web page named .xls", content(b"<html><table><tr><td>A1</td></tr></table></html>"), "a web page"
    ),
    Bad(
        "Annex A far.xlsx",
        "a stray cell in the last row and column that Excel has",
        sheet_xml(lambda xml: xml.replace(b'<row r="2"', b'<row r="1048576"').replace(b'"C2"', b'"XFD1048576"')),
        "spans 1048576 rows and 16384 columns",
    ),
    Bad(
        "Annex A entities.xlsx",
        "a sheet with an external entity",
        sheet_xml(lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///'>]><worksheet", 1)),
        "declares XML entities",
    ),
    Bad(
        "Annex A checksum.xlsx",
        "a checksum that is wrong",
        damaged(sheets(List_3=REFERRALS), 0.3),
        "it is damaged",
    ),
    Bad("Annex A cut.xlsx", "a workbook cut short", cut(sheets(List_3=REFERRALS), 0.7), "cut short"),
    Bad(
        "Annex A twins.xlsx",
        "two entries of one name, of which readers take different ones",
        zipped(("xl/workbook.xml", b"<a/>"), ("xl/workbook.xml", b"<b/>")),
        "two entries of one name",
    ),
    Bad(
        "Annex A minutes.xlsx",
        "a workbook without any list",
        sheets(Minutes=[["Present", "Apologies"], ["Chair", "-"]]),
        "it holds no list of Annex A",
    ),
    # Text
    Bad("Annex A nul 2023-04-30", "NUL in a CSV file", lists(LIST_1.encode() + b"A\0,2023-04-02,1A\n"), "list_1.csv"),
    Bad("Annex A quote 2023-04-30", "a quotation mark never closed", lists(b'a,b\n"A1,2023-04-02\n'), "list_1.csv"),
    Bad("Annex A empty 2023-04-30", "an empty file among the lists", lists(b""), "list_1.csv: it is empty"),
    Bad(
        "Annex A cell 2023-04-30",
        "a cell of a megabyte in a CSV file",
        lists(LIST_1.encode() + b"A1," + b"x" * 1_000_000 + b",1A\n"),
        "a huge cell",
    ),
    Bad(
        "Annex A wide 2023-04-30",
        "100,000 columns",
        lists(LIST_1.encode().rstrip() + b",x" * 100_000 + b"\n"),
        "columns and the limit is 2,000",
    ),
    Bad(
        "Annex A letter 2023-04-30",
        "a file that ends within a letter",
        lists(LIST_1.encode() + "Zoë,2023-04-02,1A\nZoë".encode()[:-1]),
        "in the middle of a letter",
    ),
    Bad(
        "SSDA903 twice 2023",
        "a column given twice",
        folder(episodes=EPISODES.replace("DEC,", "DEC,DEC,").encode() + b"A1,01/05/2022,S,C2,N1,U4,PR1,,,\n"),
        "stands more than once",
    ),
    Bad(
        "SSDA903 copies 2023",
        "the same table in two files",
        folder(episodes=EPISODES.encode(), copy=EPISODES.encode()),
        "two of its files hold the table episodes",
    ),
    Bad("SSDA903 no year", "a return of no year", folder(reviews=b"CHILD,DOB,REVIEW,REVIEW_CODE\n"), "which year"),
    # Zips
    Bad("bomb.zip", "64 MB packed into 64 kB", zipped(("census.xml", b" " * BOMB)), "times its size"),
    Bad("traversal.zip", "an entry that climbs out", zipped(("../../census.xml", b"")), "outside its own folder"),
    Bad("absolute.zip", "an entry with an absolute name", zipped(("/etc/cron.d/x", b"x")), "outside its own folder"),
    Bad("drive.zip", "an entry on a drive of Windows", zipped((r"C:\census.xml", b"x")), "outside its own folder"),
    Bad("link.zip", "a symbolic link in a zip", zipped_link, "symbolic link"),
    Bad("twins.zip", "two entries of one name", zipped(("a.xml", b"1"), ("a.xml", b"2")), "two entries of one name"),
    Bad("capitals.zip", "names that differ in capitals", zipped(("a.xml", b"1"), ("A.XML", b"2")), "capitals only"),
    Bad("understated.zip", "a file larger than the directory says", understated, "unpacks to more than it says"),
    Bad("checksum.zip", "a checksum that is wrong", damaged(zipped(("census.xml", b"")), 0.5), "damaged"),
    Bad("cut.zip", "a zip cut short", cut(zipped(("census.xml", b"")), 0.5), "cut short"),
    Bad("nothing.zip", "a zip without a file", zipped(), "holds no file"),
    Bad("words.zip", "a letter saved as .zip", content(b"Dear colleague"), "not a zip archive"),
    Bad("locked.zip", "another password than the one set (AES)", locked, "does not open it"),
    Bad(
        "nested.zip",
        "a zip within a zip within a zip",
        within(3),
        "a zip within a zip within a zip",
        told_as="nested.zip/inner.zip/inner.zip",
    ),
    Bad(
        "crowd.zip",
        "more entries than any delivery has",
        zipped(*((f"{number}", b"x") for number in range(10_001))),
        "10001 entries",
    ),
    Bad("long.zip", "a name of 300 letters", zipped((f"{'a' * 300}.xml", b"x")), "cannot be written under its name"),
    # The inbox
    Bad("leads out.xml", "a link to a file outside", link("/etc/passwd"), "leads out of the inbox", opened=False),
    Bad("leads nowhere.xml", "a link to nothing", link("nothing.xml"), "leads nowhere", opened=False),
    Bad("circle.xml", "a link to itself", link("circle.xml"), "leads nowhere", opened=False),
    Bad("linked folder", "a link to the folder that it lies in", link("."), "link to a folder", opened=False),
    Bad("Annex A link 2023-04-30", "a folder with a link outside", folder_with_a_link, "holds a link", opened=False),
    Bad("deep", "folders 23 deep", deep, "more than 20 folders deep", opened=False, told_as="t"),
    Bad(
        "new\nline \x1b[31m.xml",
        "a name with a line break and a colour",
        content(b"<Message>"),
        "cut short",
        told_as="new\N{REPLACEMENT CHARACTER}line \N{REPLACEMENT CHARACTER}[31m.xml",
    ),
    Bad(
        "\u202elmx.txt.xml",
        "a name that is shown backwards",
        content(b"<Message> "),
        "cut short",
        told_as="\N{REPLACEMENT CHARACTER}lmx.txt.xml",
    ),
    Bad("pipe.xml", "a pipe, which nobody may ever write to", pipe, "not an ordinary file", opened=False),
]

HELD_AT_THE_GATE = [
    Bad(
        "twice a key.xlsx",
        "a key column given twice",
        sheets(
            List_3=[["Child Unique ID", "Date of Referral", "Date of Referral"], ["A1", "2023-04-02", "2023-04-03"]]
        ),
        "'Date of Referral'",
    ),
    Bad("other authority.xml", "another authority's census", text(sub("<LEA>999<", "<LEA>852<")), "authority 852's"),
    Bad(
        "tomorrow.xml",
        "a census of a year to come",
        text(lambda census: sub("2023-03-31", "2099-03-31")(sub("<Year>2023", "<Year>2099")(census))),
        "a day yet to come",
    ),
    Bad(
        "none left.xml", "a census delivered again without a child", text(without_children), "there is no record in it"
    ),
    Bad(
        "again Annex A 2023-04-30.xlsx",
        "a workbook delivered again with headings only",
        sheets(List_3=REFERRALS[:1]),
        "there is no record in it",
    ),
    Bad(
        "again with one list Annex A 2023-04-30.xlsx",
        "a workbook delivered again with one of its lists empty",
        sheets(List_1=CONTACTS[:1], List_3=many(REFERRALS)),
        "annex_a.list_1.contacts is empty",
    ),
    Bad(
        "again SSDA903 2023",
        "a return delivered again with headings only",
        folder(episodes=EPISODES.encode()),
        "there is no record in it",
    ),
    Bad(
        "Annex A broken off 2023-04-29",
        "a list whose last line breaks off",
        lists(LIST_1.encode() + b"A1,2023-04-02,1A\nA2,2023"),
        "the last line breaks off",
    ),
    Bad(
        "Annex A headings 2019-04-30",
        "headings and no row, before anything else arrived",
        folder(list_1=LIST_1.encode(), list_3=LIST_3.encode()),
        "there is no record in it",
    ),
]

LEFT_ALONE = [
    Bad("growing.xml", "changed a moment ago", text(lambda census: census[:500]), "may still be being written"),
    Bad("slow.xml", "cut short, and minutes old", text(lambda census: census[:500]), "may still be being written"),
    Bad("slow.zip", "a zip without its end, and minutes old", cut(zipped(("a.xml", b"")), 0.5), "may still be"),
]

PASSED_OVER = [
    Bad("minutes.docx", "a document that is none of ours", content(b"PK"), "no format that Lodestar reads"),
    Bad("rows.csv", "a CSV file of other columns", content(b"a,b\n1,2\n"), "no format that Lodestar reads"),
]


NOT_ALL_OF_IT = [
    Bad(
        "instructions.xml",
        "processing instructions, and elements in a namespace",
        text(lambda census: sub("<Child>", "<?run it?><Child>")(sub("<Message>", '<Message xmlns="urn:x">')(census))),
        "0 quarantined",
    ),
    Bad("utf7.xml", "UTF-7 that says so", text(sub('"UTF-8"', '"UTF-7"'), "utf-7"), "0 quarantined"),
    Bad(
        "year.xml", "a header whose year is not that of its day", text(sub("<Year>2023", "<Year>2019")), "the date was"
    ),
    Bad(
        "elements.xml",
        "5,000 elements that no layout has",
        text(sub("</Child>", "".join(f"<x{n}/>" for n in range(5000)) + "</Child>")),
        "more remarks",
    ),
    Bad("Annex A merged 2023-02-28.xlsx", "merged cells", merged, "2 quarantined"),
    Bad("Annex A hidden 2023-02-27.xlsx", "hidden rows and a hidden sheet", hidden, "6 loaded"),
    Bad(
        "Annex A totals 2023-02-26.xlsx",
        "a row of totals",
        sheets(List_3=[*REFERRALS, ["Total", 1]]),
        "1 dropped",
    ),
    Bad(
        "Annex A commands 2023-02-25.xlsx",
        "texts that a spreadsheet would run as formulas",
        sheets(List_3=[REFERRALS[0], ["=cmd|' /C calc'!A0", "2023-02-02", "1A"]]),
        "2 loaded",
    ),
    Bad("Annex A cell 2023-02-24.xlsx", "a cell of a megabyte in a workbook", huge_cell, "2 quarantined"),
    Bad(
        "Annex A cr 2023-02-23",
        "lines that end in CR alone",
        folder(list_1=(LIST_1 + "A1,2023-02-02,1A\n").replace("\n", "\r").encode()),
        "2 loaded",
    ),
    Bad(
        "Annex A utf16 2023-02-22",
        "a CSV file in UTF-16",
        folder(list_1=(LIST_1 + "A1,2023-02-02,1A\n").encode("utf-16")),
        "2 loaded",
    ),
    Bad(
        "Annex A mixed 2023-02-21",
        "UTF-8 and Latin-1 in one file",
        folder(list_1=(LIST_1 + "Zoë,2023-02-02,1A\n").encode() + "Zoë,2023-02-03,1A\n".encode("latin-1")),
        "4 loaded",
    ),
    Bad(
        "Annex A marks 2023-02-17",
        "a byte order mark and marks of direction within an identifier",
        folder(list_1=(LIST_1 + "A\ufeff1,2023-02-02,1A\n\u200fA1,2023-02-03,1A\n").encode()),
        "3 loaded",
    ),
    Bad(
        "Annex A joined 2023-02-20",
        "two files joined, the second with its byte order mark",
        folder(list_1=(LIST_1 + "A1,2023-02-02,1A\n").encode() + (LIST_1 + "A2,2023-02-03,1A\n").encode("utf-8-sig")),
        "1 quarantined",
    ),
    Bad(
        "Annex A long row 2023-02-19",
        "more cells than headings",
        folder(list_1=(LIST_1 + "A1,2023-02-02,1A,x,y\nA2,2023-02-03,1A\n").encode()),
        "1 dropped",
    ),
    Bad(
        "delivery.zip",
        "what a Mac adds to a zip",
        from_a_mac,
        "0 quarantined",
    ),
]


def good(inbox: Path, census: Path) -> None:
    """Put a sound extract of each format into an inbox."""
    shutil.copy(census, inbox)
    sheets(List_1=many(CONTACTS), List_3=many(REFERRALS))(inbox / "Annex A 2023-04-30.xlsx", "")
    episodes = "".join(f"A{number},01/05/2022,S,C2,N1,U4,PR1,,\n" for number in range(12))
    folder(episodes=(EPISODES + episodes).encode())(inbox / "SSDA903 2023", "")
