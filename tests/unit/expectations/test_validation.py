"""Judging rows, with Great Expectations as the judge of the counts."""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from expectations import validation
from expectations.contract import Context, Severity
from expectations.datasets import ChildProtectionPlans, Contacts
from expectations.findings import State
from expectations.suites import Check, Rows, suite_for
from expectations.validation import accept, data_docs, drop_restated, judge, undeciphered, validate

CONTEXT = Context("annex_a", date(2025, 1, 31))
CANARY = ("CANARYCHILD0001", "Zebedee Quillfeather", "2011-02-03", "ZZ99 9ZZ")


def plans(*rows: tuple) -> pd.DataFrame:
    """Child, start, end and category of each plan."""
    frame = pd.DataFrame(rows, columns=["child_id", "start_date", "end_date", "initial_category"])
    dates = {name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in ("start_date", "end_date")}
    return frame.astype({"child_id": "str", "initial_category": "str"}).assign(**dates, row_number=range(len(frame)))


def parsed(frame: pd.DataFrame, **marks) -> Rows:
    return Rows(frame, frozenset(frame.columns) & frozenset(ChildProtectionPlans.columns), **marks)


def findings(frame: pd.DataFrame, **marks) -> dict:
    outcome = validate(ChildProtectionPlans, parsed(frame, **marks), CONTEXT)
    return {finding.rule: finding for finding in outcome.findings}


def failing(frame: pd.DataFrame, **marks) -> dict[str, list[int]]:
    return {
        rule: finding.row_numbers.tolist()
        for rule, finding in findings(frame, **marks).items()
        if finding.state is State.FAILED
    }


GOOD = ("Asha", "2024-01-08", "2024-06-03", "NEG")


def test_good_rows_pass_every_check():
    """Nothing is found where nothing is wrong."""
    found = findings(plans(GOOD, ("Ben", "2024-02-05", None, "EMO")))
    assert {finding.state for finding in found.values()} == {State.PASSED, State.NOT_APPLICABLE}


def test_a_rule_finds_its_row():
    """A plan that ends before it starts is an error of rule 8925, on that row."""
    assert failing(plans(GOOD, ("Ben", "2024-02-05", "2024-02-01", "EMO"))) == {"8925": [1]}


def test_row_numbers_are_ours():
    """Findings name the rows by their number in the extract, not by their place in the frame."""
    frame = plans(GOOD, ("Ben", "2024-02-05", "2024-02-01", "EMO")).assign(row_number=[70, 41])
    assert failing(frame) == {"8925": [41]}


def test_an_unknown_code_holds_the_value():
    """The plan is loaded without its category, and the value waits in quarantine."""
    outcome = validate(ChildProtectionPlans, parsed(plans(GOOD, ("Ben", "2024-02-05", None, "?"))), CONTEXT)
    assert outcome.values_held == {1: [("unknown:initial_category", "The initial category is not in the code list.")]}
    assert not outcome.rows_to_quarantine


def test_an_unreadable_date_holds_the_row():
    """A row whose date cannot be read has no place in time."""
    unreadable = {"start_date": pd.Series([False, True])}
    outcome = validate(
        ChildProtectionPlans, parsed(plans(GOOD, ("Ben", None, None, "EMO")), unreadable=unreadable), CONTEXT
    )
    assert outcome.rows_to_quarantine == {1: [("unreadable:start_date", "The start date cannot be read as a date.")]}


def test_a_missing_identifier_holds_the_row():
    """A record of nobody is no record."""
    assert failing(plans(GOOD, (None, "2024-02-05", None, "EMO"))) == {"required:child_id": [1]}


def test_a_repeated_key_keeps_the_first_row():
    """Two rows with one key that say different things: the first in the file is loaded."""
    child, start, end, _ = GOOD
    assert failing(plans(GOOD, (child, start, end, "EMO"), (child, start, end, "PHY"))) == {"grain": [1, 2]}


def test_a_row_held_back_does_not_take_the_key():
    """Where the first row of a key is held back for another reason, the second stands."""
    assert failing(plans(("Asha", "2024-01-08", "2023-01-01", "NEG"), GOOD)) == {"8925": [0]}


def test_rows_without_a_key_do_not_repeat_each_other():
    """Two rows without an identifier are two missing identifiers."""
    assert failing(plans((None, "2024-01-08", None, "NEG"), (None, "2024-01-08", None, "NEG"))) == {
        "required:child_id": [0, 1]
    }


def test_a_key_column_not_delivered_stops_the_partition():
    """Without the start date no plan can be told from another."""
    outcome = validate(ChildProtectionPlans, parsed(plans(GOOD).drop(columns="start_date")), CONTEXT)
    assert [(finding.rule, finding.failed) for finding in outcome.critical] == [("missing_column:start_date", 1)]


def test_no_rows_no_opinion():
    """An empty dataset is neither right nor wrong."""
    assert {finding.state for finding in findings(plans()).values()} == {State.NOT_APPLICABLE}


def test_evaluated_counts_the_values_judged():
    """Of a code, only delivered values are judged; of a rule, every row."""
    found = findings(plans(GOOD, ("Ben", "2024-02-05", None, None)))
    assert (found["unknown:initial_category"].evaluated, found["8925"].evaluated) == (1, 2)


def test_marks_may_cover_rows_that_were_dropped():
    """Marks of parsing are matched by the rows that remain."""
    frame = plans(GOOD, GOOD, ("Ben", None, None, "EMO"))
    remaining, dropped = drop_restated(frame)
    assert dropped == {"duplicate_exact": 1}
    assert failing(remaining, unreadable={"start_date": pd.Series([False, False, True])}) == {
        "unreadable:start_date": [2]
    }


def test_two_validations_do_not_mix():
    """The frames of two validations in one process are judged apart."""
    bad = plans(("Ben", "2024-02-05", "2024-02-01", "EMO"))
    assert [failing(bad), failing(plans(GOOD)), failing(bad)] == [{"8925": [0]}, {}, {"8925": [0]}]


class TestWhatCannotBeJudged:
    """Our own mistakes are findings of state error, and never quote a value."""

    def check(self, fails, severity=Severity.ERROR) -> Check:
        return Check("rule", severity, "Message.", ("child_id",), fails, held="row")

    def test_a_rule_that_raises(self):
        """The type of the exception is told, its message is not."""

        def fails(_):
            raise ValueError(CANARY[0])

        (finding,) = judge([self.check(fails)], parsed(plans(GOOD)), name="plans").findings
        assert finding.state is State.ERROR
        assert finding.message == "The check could not be judged (ValueError): Message."
        assert finding.stops

    def test_an_expectation_that_raises(self):
        """An expectation about a column that is not there is an error, and says no more."""
        check = replace(
            self.check(lambda rows: rows.frame["child_id"].isna()),
            expects=("ExpectColumnValuesToMatchRegex", {"column": "initial_category", "regex": "("}),
        )
        (finding,) = judge([check], parsed(plans(GOOD)), name="plans").findings
        assert finding.state is State.ERROR
        assert finding.message == "Great Expectations could not judge the check: Message."

    def test_judges_who_disagree(self):
        """A mask that misses a row is caught by the expectation on the same column."""
        check = replace(
            self.check(lambda rows: rows.frame["child_id"].isna()),
            expects=("ExpectColumnValuesToBeInSet", {"column": "initial_category", "value_set": ["EMO"]}),
        )
        (finding,) = judge([check], parsed(plans(GOOD)), name="plans").findings
        assert finding.state is State.ERROR
        assert finding.failed == 0

    def test_great_expectations_breaking_altogether(self, monkeypatch):
        """Whatever breaks there, every check is reported as not judged."""

        class Broken:
            def get_batch(self, **_):
                raise RuntimeError(CANARY[1])

        monkeypatch.setattr(validation, "_batches", Broken)
        outcome = validate(ChildProtectionPlans, parsed(plans(GOOD)), CONTEXT)
        assert {found.state for found in outcome.findings} == {State.ERROR, State.NOT_APPLICABLE}
        assert CANARY[1] not in str(outcome)


class TestRestatedRows:
    """Rows that say the same are one row."""

    def test_the_first_is_kept(self):
        """Provenance makes no difference: the same content elsewhere is the same row."""
        frame = plans(GOOD, GOOD).assign(source_file=["a.xlsx", "b.xlsx"], source_sheet="List 7", source_line=[2, 9])
        kept, dropped = drop_restated(frame)
        assert kept["row_number"].tolist() == [0]
        assert dropped == {"duplicate_exact": 1}

    def test_rows_that_differ_stay(self):
        """One other value makes another row."""
        kept, dropped = drop_restated(plans(GOOD, (*GOOD[:3], "EMO")))
        assert len(kept) == 2
        assert dropped == {}

    def test_missing_values_are_equal(self):
        """Two rows without an end are the same row, if all else is the same."""
        kept, _ = drop_restated(plans(("Ben", "2024-02-05", None, "EMO"), ("Ben", "2024-02-05", None, "EMO")))
        assert len(kept) == 1

    def test_unknown_codes_are_told_apart_by_their_text(self):
        """Two sources that are in no list are not one source."""
        text = pd.DataFrame(
            {"child_id": ["Asha"] * 3, "contact_date": ["2024-01-08"] * 3, "source": ["Vicar", "Scouts", "Vicar"]},
        ).astype("str")
        frame = text.assign(contact_date=pd.to_datetime(text["contact_date"]), source="?", row_number=range(3))
        delivered = Rows(frame, frozenset(Contacts.columns), unknown={"source": pd.Series([True] * 3)})
        kept, _ = drop_restated(frame, beside=undeciphered(delivered, text))
        assert kept["row_number"].tolist() == [0, 1]


def test_accepted_rows_are_without_what_is_held():
    """Rows in quarantine are gone; an unknown code becomes the unmapped member."""
    frame = plans(GOOD, ("Ben", "2024-02-05", "2024-02-01", "EMO"), ("Carys", "2024-03-04", None, "XYZ"))
    accepted = accept(frame, validate(ChildProtectionPlans, parsed(frame), CONTEXT))
    assert accepted[["child_id", "initial_category"]].to_numpy().tolist() == [["Asha", "NEG"], ["Carys", "?"]]


class TestNothingLeaves:
    """A child in the input appears in nothing that validation makes."""

    @pytest.fixture
    def canary(self) -> Rows:
        frame = plans((CANARY[0], CANARY[2], "2010-01-01", CANARY[3]), (CANARY[0], CANARY[2], None, CANARY[3]))
        return parsed(frame.assign(worker=CANARY[1], team=CANARY[3] * 30))

    def test_findings_hold_no_value(self, canary):
        """Counts, rules and row numbers only."""
        outcome = validate(ChildProtectionPlans, canary, CONTEXT)
        assert {found.rule for found in outcome.failed} >= {"8925", "unknown:initial_category", "unreadable:team"}
        told = repr(outcome) + repr(outcome.rows_to_quarantine) + repr(outcome.values_held)
        assert not [secret for secret in CANARY if secret in told]

    def test_results_of_great_expectations_hold_no_value(self, canary, monkeypatch):
        """Not even what it returns to us, with its exceptions."""
        returned = []
        count = validation._failed
        monkeypatch.setattr(validation, "_failed", lambda result: returned.append(result) or count(result))
        validate(ChildProtectionPlans, canary, CONTEXT)
        assert len(returned) > 2
        assert not [secret for secret in CANARY if secret in repr(returned)]

    def test_logs_hold_no_value(self, canary, caplog, capfd):
        """Neither the log at its most talkative nor the terminal."""
        with caplog.at_level(logging.DEBUG):
            validate(ChildProtectionPlans, canary, CONTEXT)
        told = caplog.text + "".join(capfd.readouterr())
        assert not [secret for secret in CANARY if secret in told]

    def test_data_docs_hold_no_value(self, canary, tmp_path):
        """Great Expectations' own pages show counts."""
        page = data_docs({"annex_a.list_7.plans": (ChildProtectionPlans, canary, CONTEXT)}, tmp_path)
        texts = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
        assert page in tmp_path.rglob("*.html")
        assert any("The child protection plan ends before it starts." in text for text in texts)
        assert not [secret for secret in CANARY for text in texts if secret in text]


def test_nothing_is_written_to_disk(tmp_path):
    """A validation in a new process leaves an empty home and an empty temporary directory as they were."""
    program = """
from datetime import date
from expectations.contract import Context
from expectations.datasets import Contacts
from expectations.invention import invent_typed
from expectations.suites import Rows
from expectations.validation import validate

context = Context("annex_a", date(2025, 1, 31))
frame = invent_typed(Contacts, 5, seed=1, context=context)
assert validate(Contacts, Rows(frame, frozenset(Contacts.columns)), context).passed
"""
    home, temporary, work = (tmp_path / name for name in ("home", "temporary", "work"))
    for folder in (home, temporary, work):
        folder.mkdir()
    places = {"HOME": str(home), "USERPROFILE": str(home), "TMPDIR": str(temporary), "TEMP": str(temporary)}
    root = str(validation.__file__).rsplit(os.sep, 2)[0]
    done = subprocess.run(
        [sys.executable, "-B", "-c", program],
        cwd=work,
        env={**os.environ, **places, "PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert [path for folder in (home, temporary, work) for path in folder.rglob("*") if path.is_file()] == []


def test_great_expectations_is_imported_on_first_use():
    """Importing the module costs nothing of it: `lodestar --help` stays quick."""
    program = "import sys, expectations.validation, expectations.audit; sys.exit('great_expectations' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_missing_code_is_part_of_the_key():
    """Two contacts of a day, one of them without a source, are two contacts; the source may not be delivered at all."""
    contacts = pd.DataFrame(
        {
            "child_id": pd.Series(["Asha", "Asha"], dtype="str"),
            "contact_date": pd.to_datetime(["2024-01-08"] * 2).astype("datetime64[s]"),
            "source": pd.Series(["2A", None], dtype="str"),
        }
    )
    assert not validate(Contacts, Rows(contacts, frozenset(Contacts.columns)), CONTEXT).failed
    without = Rows(contacts.assign(source=None).astype({"source": "str"}), frozenset(["child_id", "contact_date"]))
    assert list(validate(Contacts, without, CONTEXT).rows_to_quarantine) == [1]


@pytest.mark.parametrize("bad", [0, 3], ids=["all pass", "some fail"])
def test_judged_together_or_one_by_one(bad):
    """The checks that no row fails are judged by one expectation; what is found is the same."""
    frame = plans(*[GOOD, ("Ben", "2024-02-05", "2024-02-01", "?"), ("Ben", "2024-02-05", None, "NEG")][: bad or 1])
    checks = suite_for(ChildProtectionPlans, frozenset(frame.columns), CONTEXT)
    one_by_one, together = (
        judge(checks, parsed(frame), name="plans", together=together).findings for together in (False, True)
    )
    assert one_by_one == together
    assert bool([found for found in together if found.failed]) is bool(bad)
