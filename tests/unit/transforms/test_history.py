"""Versions out of statements."""

import pandas as pd

from expectations.contract import UNMAPPED
from transforms.history import versions


def told(*statements: tuple[str, str, str | None]) -> list[tuple]:
    """Return name, first day, end and colour of each version of what was said about colours."""
    frame = pd.DataFrame(statements, columns=["name", "at", "colour"]).astype({"name": "str", "colour": "str"})
    made = versions(frame.assign(at=frame["at"].astype("datetime64[s]")), keys=["name"], attributes=["colour"], at="at")
    assert made["is_current"].equals(made["valid_to"] == pd.Timestamp(9999, 12, 31))
    shown = made.assign(
        valid_from=made["valid_from"].dt.date.astype("str"),
        valid_to=made["valid_to"].dt.date.astype("str"),
        colour=made["colour"].astype(object).where(made["colour"].notna(), None),
    )
    return list(shown[["name", "valid_from", "valid_to", "colour"]].itertuples(index=False, name=None))


def test_one_statement_holds_for_ever():
    """What was said once is believed of the whole past and future."""
    assert told(("Asha", "2024-03-31", "red")) == [("Asha", "1900-01-01", "9999-12-31", "red")]


def test_a_change_starts_a_version_on_the_day_it_was_said():
    """From one known value to another: the old one ends where the new one starts."""
    assert told(("Asha", "2024-03-31", "red"), ("Asha", "2025-03-31", "blue")) == [
        ("Asha", "1900-01-01", "2025-03-31", "red"),
        ("Asha", "2025-03-31", "9999-12-31", "blue"),
    ]


def test_a_value_that_becomes_known_corrects_the_past():
    """Missing or unmapped first and known later is no change in the world."""
    whole = [("Asha", "1900-01-01", "9999-12-31", "red")]
    assert told(("Asha", "2024-03-31", None), ("Asha", "2025-03-31", "red")) == whole
    assert told(("Asha", "2024-03-31", UNMAPPED), ("Asha", "2025-03-31", "red")) == whole


def test_a_value_that_is_no_longer_said_is_still_believed():
    """Silence takes nothing back."""
    assert told(("Asha", "2024-03-31", "red"), ("Asha", "2025-03-31", None)) == [
        ("Asha", "1900-01-01", "9999-12-31", "red")
    ]


def test_what_was_never_known_is_missing():
    """An unmapped code leaves nothing behind."""
    assert told(("Asha", "2024-03-31", UNMAPPED)) == [("Asha", "1900-01-01", "9999-12-31", None)]


def test_a_value_may_come_back():
    """Red, blue and red again are three versions."""
    made = told(("Asha", "2023-03-31", "red"), ("Asha", "2024-03-31", "blue"), ("Asha", "2025-03-31", "red"))
    assert [colour for *_, colour in made] == ["red", "blue", "red"]


def test_subjects_do_not_mix():
    """Silence about one child is not filled from another."""
    assert told(("Asha", "2024-03-31", "red"), ("Ben", "2024-03-31", None)) == [
        ("Asha", "1900-01-01", "9999-12-31", "red"),
        ("Ben", "1900-01-01", "9999-12-31", None),
    ]
