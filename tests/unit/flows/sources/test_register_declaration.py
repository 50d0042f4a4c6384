"""Registers that a council declares: what is refused at the start, and what a declaration becomes."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from expectations.contract import DATASETS, Context, Severity
from flows.sources.register_declaration import declare_registers
from flows.toml_files import SettingsError

REVIEWS = """
title = "Reviews of kinship placements"
grain = ["child_id", "review_date"]
defining_date = "review_date"
covers = "events"
[columns.child_id]
type = "text"
[columns.review_date]
type = "date"
[columns.next_date]
type = "date"
optional = true
[columns.outcome]
type = "code"
codes = { agreed = "Agreed", deferred = "Deferred" }
optional = true
[columns.reviewer]
type = "worker"
optional = true
[columns.score]
type = "whole number"
minimum = 0
optional = true
[columns.venue]
type = "text"
personal = false
optional = true
[[rules]]
code = "next_first"
message = "the next is before this one"
severity = "error"
not_after = ["review_date", "next_date"]
[[rules]]
code = "high"
message = "The score is high"
between = ["score", 0, 10]
[[rules]]
code = "old"
message = "The review is old"
between = ["review_date", 2020-01-01, 2030-12-31]
[[rules]]
code = "elsewhere"
message = "It was elsewhere"
one_of = ["venue", ["Online", "Civic Centre"]]
"""


@pytest.fixture
def declare(tmp_path: Path):
    """Declare a register by its text; at the end the process knows none."""

    def of(text: str = REVIEWS, name: str = "kinship_reviews") -> list:
        folder = tmp_path / "registers"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(text)
        return declare_registers(tmp_path)

    yield of
    declare_registers(tmp_path / "nowhere")


def test_a_declaration_becomes_a_dataset(declare):
    """Text is personal unless it says otherwise; a worker is a pseudonym; codes are a list."""
    (reviews,) = declare()
    assert DATASETS["local_kinship_reviews"] is reviews
    assert reviews.title == "Reviews of kinship placements."
    assert {name for name, column in reviews.columns.items() if column.personal} == {"child_id", "reviewer"}
    assert {name for name, column in reviews.columns.items() if column.pseudonymous} == {"reviewer"}
    assert [member.label for member in reviews.columns["outcome"].type] == ["Agreed", "Deferred"]
    assert reviews.columns["score"].minimum == 0
    assert {rule.code: rule.severity for rule in reviews.rules}["next_first"] is Severity.ERROR


def test_the_rules_find_their_rows(declare):
    """One row that fails for each, and one that passes all."""
    (reviews,) = declare()
    rows = pd.DataFrame(
        {
            "review_date": pd.to_datetime(["2025-06-02", "2025-06-02", "2025-06-02", "2019-06-02", "2025-06-02"]),
            "next_date": pd.to_datetime(["2025-06-02", "2025-06-01", None, None, None]),
            "score": pd.array([10, None, 11, None, None], dtype="Int64"),
            "venue": pd.array(["online", None, None, None, "Home"], dtype="str"),
        }
    )
    context = Context("register", date(2025, 6, 30))
    failing = {rule.code: rule.failing(rows, context).to_numpy().nonzero()[0].tolist() for rule in reviews.rules}
    assert failing == {"next_first": [1], "high": [2], "old": [3], "elsewhere": [4]}


def test_another_project_has_other_registers(declare, tmp_path):
    """What one project declares, the next does not know."""
    declare()
    assert declare_registers(tmp_path / "elsewhere") == []
    assert "local_kinship_reviews" not in DATASETS


def test_a_declaration_that_did_not_change_is_the_same_dataset(declare):
    """Tables and formats of it stay valid within a process."""
    assert declare()[0] is declare()[0]
    assert declare(REVIEWS.replace("Deferred", "Postponed"))[0].columns["outcome"].type("deferred").label == "Postponed"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("covers =", "cover =", 'unknown key "cover". Did you mean "covers"?'),
        ('type = "worker"', 'typ = "worker"', 'unknown key "columns.reviewer.typ". Did you mean "type"?'),
        ('["child_id", "review_date"]', '["child", "review_date"]', 'grain names no column "child". Did you mean'),
        ('= "review_date"', '= "outcome"', '"outcome" must be a date that is not optional'),
        ('["child_id", "review_date"]', '["child_id", "next_date"]', '"next_date" tells rows apart'),
        ('covers = "events"', 'covers = "sometimes"', "covers: Input should be 'snapshot' or 'events'"),
        ('"Deferred"', '"agreed"', "two codes have the same label"),
        ("deferred =", '"not a code" =', '"not a code" is no code'),
        ('codes = { agreed = "Agreed", deferred = "Deferred" }', "", 'type = "code" goes with codes'),
        ('["score", 0, 10]', '["scores", 0, 10]', 'rule "high": there is no column "scores". Did you mean "score"?'),
        ('["score", 0, 10]', '["venue", 0, 10]', "between gives a date its first and last day, or a number"),
        ('["review_date", "next_date"]', '["review_date", "score"]', "not_after compares two dates"),
        ('one_of = ["venue", ["Online", "Civic Centre"]]', "", "a rule has one of not_after, between and one_of"),
        ('code = "old"', 'code = "high"', 'two rules have the code "high"'),
        ('[columns.child_id]\ntype = "text"', '[columns.child_id]\ntype = "text"\npersonal = false', "it is personal"),
        ("[columns.venue]", "[columns.as_at]", 'column "as_at": a column\'s name'),
        ("[columns.venue]", "[columns.key_worker]", 'a person of the staff has type = "worker"'),
        ("[columns.venue]", "[columns.title]", 'column "title": a column\'s name'),
        ('code = "old"', 'code = "grain"', 'no rule may have the code "grain"'),
        ('covers = "events"', 'covers = "snapshot', "is not valid TOML"),
        ("[columns.venue]", '[columns.venue]\nheadings = ["Outcomes"]', '"Outcomes" is also a heading of "outcome"'),
        ("[columns.venue]", '[columns.venue]\nheadings = ["As at"]', '"As at" has no word by which'),
    ],
)
def test_a_mistake_is_said_in_words_that_help(declare, old, new, said):
    """With file and key, and nothing of the project is declared."""
    with pytest.raises(SettingsError) as refused:
        declare(REVIEWS.replace(old, new, 1))
    assert said in str(refused.value)
    assert "kinship_reviews.toml" in str(refused.value)
    assert "local_kinship_reviews" not in DATASETS


def test_a_name_is_the_name_of_a_table(declare):
    """Small letters, digits and _, and not too long for any database."""
    with pytest.raises(SettingsError, match="its name is that of a table"):
        declare(name="Kinship reviews")
