"""The reference page of published statistics."""

from pathlib import Path

from expectations.published import TABLES
from expectations.published.page import NAME, rewritten

PAGE = Path(__file__).parents[4] / "docs" / "reference" / NAME


def test_the_committed_page_has_the_declared_tables():
    """Whoever changes a declaration writes the page again."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == rewritten(page)


def test_every_table_is_named():
    """A reader finds what is read."""
    page = PAGE.read_text(encoding="utf-8")
    assert [table.name for table in TABLES if f"| `{table.name}` |" not in page] == []


def test_the_licence_is_acknowledged():
    """The Open Government Licence asks for it."""
    assert "Open Government Licence v3.0" in PAGE.read_text(encoding="utf-8")
