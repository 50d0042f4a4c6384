"""A worksheet is measured by the places of its cells, whatever block of bytes they fall into."""

from pathlib import Path

import pytest

from flows.sources import sheet_xml
from flows.sources.extract import UnreadableExtract

NEAR = "".join(f'<row r="{line}"><c r="A{line}" s="1"><v>{line}</v></c></row>' for line in range(1, 40)).encode()


@pytest.fixture(params=[*range(32, 64), 256 * 1024])
def block(request, monkeypatch):
    """Blocks so small that a place of interest lies across the border of two in one of them."""
    monkeypatch.setattr(sheet_xml, "_BLOCK", request.param)


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("far", [b'<c r="A1048576"/>', b'<c r="XFD99999"/>', b"<c r='xfd99999'/>"])
def test_a_far_cell_is_found_in_any_block(far):
    """Its letters or figures are too many, in either kind of quotation marks."""
    wide = b'<c r="ZZ1"/>'
    with pytest.raises(UnreadableExtract, match="spans"):
        sheet_xml.check_sheet(Path("a.xlsx"), NEAR + far + wide, place=1)


@pytest.mark.usefixtures("block")
def test_a_sheet_of_ordinary_size_is_let_through():
    """However it falls into blocks."""
    sheet_xml.check_sheet(Path("a.xlsx"), NEAR + b'<c r="ZZ9999"/>', place=1)


@pytest.mark.usefixtures("block")
@pytest.mark.parametrize("trouble", [b'<c t="e"/>', b"<c t='e'/>", b"<f>A1</f>", b"<x:f>A1</x:f>"])
def test_errors_and_formulas_are_found_in_any_block(trouble):
    """One of them is enough for the sheet to be looked at cell by cell."""
    assert sheet_xml.may_be_troubled(NEAR + trouble)
    assert not sheet_xml.may_be_troubled(NEAR)
