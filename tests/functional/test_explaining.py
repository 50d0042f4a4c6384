"""A query that a person explained: quiet until it has to be asked again; the reason stays in the warehouse."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from flows import reporting, telling
from flows.cli import app
from flows.nightly import nightly
from flows.opened import looking_at
from flows.run import utc_now
from warehouse.alerts import alert, alert_message
from warehouse.ledger_tables import query_explanation

SECRET = "Asha Canary has no number yet, says her school"
NO_NUMBER = "<UPNunknown>UN1</UPNunknown>"  # without it a child has neither a pupil number nor a reason (8770Q)
TODAY = utc_now().date()
UNTIL = TODAY + timedelta(days=30)
ANSWER = ("--rule", "8770Q", "--reason-code", "as_happened", "--owner", "Data team", "--until", str(UNTIL))


@pytest.fixture(autouse=True)
def as_far_as_the_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Star and figures follow from the store, and no explanation reaches them."""
    for step in ("load", "publish"):
        monkeypatch.setattr(f"flows.nightly.{step}", lambda *_: None)


@pytest.fixture
def census(extracts: Path, make_project: Callable[..., Path]) -> Callable[[int], Path]:
    """Deliver the census of 2024 without the reasons for so many missing pupil numbers, and run."""
    project = make_project()
    text = (extracts / "CIN_Census_2024.xml").read_text()

    def delivered(reasons: int, *, spoil: Callable[[str], str] = str) -> Path:
        (project / "extracts" / "census.xml").write_text(spoil(text.replace(NO_NUMBER, "", reasons)))
        nightly(project)
        return project

    return delivered


@pytest.fixture
def quality(census: Callable[[int], Path]) -> Callable[..., str]:
    """Say `lodestar quality ...` of a project, and return what it says; `code` is how it should end."""

    def said(project: Path, *words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, ["quality", *words, "--project", str(project)])
        assert done.exit_code == code, done.output
        return str(done.exception) if code else done.output

    return said


def alerts(project: Path) -> dict[str, str]:
    """Return the state of each alert of the query, by its details."""
    with looking_at(project) as (_, connection):
        found = connection.execute(sa.select(alert.c.details, alert.c.state).where(alert.c.title.contains("8770Q")))
        return dict(found.tuples().all())


def page(project: Path) -> str:
    return (project / "reports" / "quality-999.html").read_text()


def failed(listed: str) -> int:
    """Return how many rows of the open query failed."""
    return int(re.search(r"warning +8770Q +children +(\d+) of", listed)[1])


def test_an_explained_query_is_quiet_until_there_are_more_rows(census, quality):
    """It is open, then explained, then asked again by an alert that goes when it is explained anew."""
    project = census(12)
    few = failed(quality(project))
    assert f"is explained for {few} rows until" in quality(project, "explain", *ANSWER, "--reason", SECRET)
    assert "was explained so already" in quality(project, "explain", *ANSWER, "--reason", SECRET)
    nightly(project)  # nothing new, but the pages are of an older state
    assert "Explained queries" in page(project) and "Data team" in page(project)
    listed = quality(project)
    assert not re.search(r"warning +8770Q", listed)
    assert f"8770Q {' ' * 37}children" in listed and f"explained for {few} rows: as_happened, Data team" in listed
    assert alerts(project) == {}

    census(40)
    many = failed(quality(project))
    assert many > few
    told = f"for {few} rows, now {many}."
    assert told in quality(project) and told in page(project) and told in quality(project, "explained")
    ((details, state),) = alerts(project).items()
    assert told in details and "It is for Data team" in details and state == "open"

    quality(project, "explain", *ANSWER, "--reason", SECRET)
    nightly(project)
    assert list(alerts(project).values()) == ["recovered"]
    assert f"{many} rows, as_happened, Data team" in quality(project, "explained")


def test_the_reason_is_shown_by_the_list_alone(census, quality):
    """No page, alert, message or file but the warehouse has it, nor does any other command."""
    project = census(12)
    said = quality(project, "explain", *ANSWER, "--reason", SECRET)
    census(40)
    nightly(project)
    said += quality(project) + quality(project, "--trend") + quality(project, "unexplain", "--rule", "8770Q")
    with looking_at(project) as (_, connection):
        for table in (alert, alert_message):
            said += str(connection.execute(sa.select(table)).all())
        assert connection.scalars(sa.select(query_explanation.c.reason)).all() == [SECRET]
    files = [file for file in project.rglob("*") if file.is_file() and not file.name.startswith("warehouse.db")]
    said += "".join(file.read_bytes().decode(errors="replace") for file in files)
    assert "Canary" not in said and page(project)
    assert SECRET in quality(project, "explained", "--all")


def test_it_is_asked_again_when_its_day_is_over(census, quality, monkeypatch: pytest.MonkeyPatch):
    """By the first run after it, though nothing new arrived; the page says so too."""
    project = census(12)
    quality(project, "explain", *ANSWER, "--reason", SECRET)
    nightly(project)
    assert "Explained queries" in page(project)
    for module in (telling, reporting):
        monkeypatch.setattr(module, "utc_now", lambda: utc_now() + timedelta(days=31))
    nightly(project)
    assert "that day is over" in page(project)
    assert ["that day is over" in details for details in alerts(project)] == [True]


def test_it_is_taken_back_and_who_did_what_is_kept(census, quality):
    """What is taken back is asked as if nobody had explained it, and stands in the list of all."""
    project = census(12)
    quality(project, "explain", *ANSWER, "--reason", SECRET, "--by", "Ben")
    quality(project, "unexplain", "--rule", "8770Q", "--by", "Cora")
    assert failed(quality(project))
    listed = quality(project, "explained", "--all")
    assert "by Ben" in listed and "by Cora" in listed
    assert "Ben" not in quality(project, "explained")
    nothing = quality(project, "unexplain", "--rule", "8770Q", code=1)
    assert "8770Q is not explained" in nothing


DECIDING = {
    "8925": "it is an error, whose rows are held back and in no figure",
    "unknown:source": "its values are held back and missing from figures",
    "8630": "No finding of 8630 is open there",
    "no such rule": "No finding of no such rule is open there",
}
SAYS_NOTHING = {
    ("--until", str(TODAY - timedelta(days=1))): "until today or a day to come",
    ("--reason", " \n "): "A reason is text of 1 to 2,000 characters",
    ("--reason", "x" * 2001): "A reason is text of 1 to 2,000 characters",
    ("--reason", "Ben\x1b[2J"): "A reason is text of 1 to 2,000 characters",
    ("--owner", "Data\x1bteam"): "one line of at most 100 characters",
    ("--year", "2023"): "No finding of 8770Q is open there",
    ("--dataset", "referrals"): "No finding of 8770Q is open there",
    ("--authority", "850"): "There is no authority 850",
}


def test_what_decides_figures_and_what_says_nothing_is_refused(census, quality):
    """An error, a value held back, what is not open, an empty reason, a day gone by: a line that repeats no reason."""

    def spoil(text: str) -> str:
        text = re.sub(r"<CPPendDate>\d{4}", "<CPPendDate>2002", text, count=1)
        return re.sub(r"<ReferralSource>\w+", "<ReferralSource>ZZZ", text, count=1)

    project = census(12, spoil=spoil)
    answer = ("explain", *ANSWER, "--reason", SECRET)
    for words, why in ({("--rule", rule): why for rule, why in DECIDING.items()} | SAYS_NOTHING).items():
        said = quality(project, *answer, *words, code=1)
        assert why in said and "Canary" not in said
    with looking_at(project) as (_, connection):
        assert connection.execute(sa.select(query_explanation)).all() == []


def test_options_before_a_command_are_not_lost_without_a_word(census):
    """The group's own options would not reach the command."""
    done = CliRunner().invoke(app, ["quality", "--authority", "999", "explained"])
    assert done.exit_code == 2 and "write --authority after explained" in done.output
