"""Planted faults: each is found, held back, alerted once and recovered once; the figures never contain it."""

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from lxml import etree

from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE, write_sample
from flows.summary import ExitCode, Summary
from tests.campaigns.planted_faults import EVERYTHING, judged
from warehouse.alerts import alert, alert_message
from warehouse.contents import partition
from warehouse.ledger_tables import quarantine
from warehouse.publication import publications, values_of

FAULTY = "CIN_Census_2023.xml"


def make_project(folder: Path, *files: Path) -> Path:
    """Make a project that takes files at once, with some in its inbox."""
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / "lodestar.toml"
    settings.write_text(settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0"))
    for file in files:
        shutil.copy(file, folder / "in")
    return folder


@dataclass(frozen=True)
class Planted:
    """A census with faults: what must be held back (rule, held, line), and how many rows are given twice."""

    path: Path
    held: set[tuple[str, str, int]]
    restated: int


def plant(census: Path, folder: Path) -> Planted:
    """
    Plant five faults into a sound census, in five children.

    A plan that ends before it starts, a code that no list holds, a date that is none, a child without its
    identifier, and an enquiry given twice.
    """
    tree = etree.parse(census)
    children = tree.findall("Children/Child")

    def first(path: str) -> etree._Element:
        """Take the first child that has such an element, once."""
        child = next(child for child in children if child.find(path) is not None)
        children.remove(child)
        return child.find(path)

    plan = first(".//ChildProtectionPlans[CPPendDate]")
    plan.find("CPPendDate").text = "2001-01-01"
    enquiry = first(".//Section47")
    twin = etree.fromstring(etree.tostring(enquiry))
    enquiry.addnext(twin)
    referral = first(".//CINdetails[ReferralSource]")
    referral.find("ReferralSource").text = "ZZ"
    assessment = first(".//Assessments[AssessmentAuthorisationDate]")
    assessment.find("AssessmentAuthorisationDate").text = "2023-02-31"
    identifier = first("ChildIdentifiers/LAchildID")
    identifier.text = ""
    path = folder / census.name
    tree.write(path, encoding="UTF-8", xml_declaration=True)

    line = {mine: read.sourceline for mine, read in zip(tree.iter(), etree.parse(path).iter(), strict=True)}
    nameless = identifier.getparent().getparent()
    rows = {"Child", "CINdetails", "Assessments", "AssessmentFactors", "CINPlanDates", "Section47", "Disability"}
    rows |= {"ChildProtectionPlans", "CPPreviewDate"}
    return Planted(
        path,
        held={
            ("8925", "row", line[plan]),
            ("unknown:source", "value", line[referral]),
            ("unreadable:authorisation_date", "row", line[assessment]),
            *(("required:child_id", "row", line[element]) for element in nameless.iter() if element.tag in rows),
        },
        restated=1,
    )


@dataclass(frozen=True)
class Nights:
    """A project over four nights, and what stood after each."""

    project: Path
    planted: Planted
    summaries: list[Summary] = field(default_factory=list)
    held: list[list[tuple]] = field(default_factory=list)
    events: list[dict[str, list[str]]] = field(default_factory=list)
    first_publication: list[list[tuple]] = field(default_factory=list)

    def pass_by(self) -> None:
        self.summaries.append(nightly(self.project))
        with looking_at(self.project) as (_, connection):
            entry = quarantine.c
            self.held.append(
                connection.execute(
                    sa.select(entry.rule, entry.held, entry.source_line, entry.source_file, entry.state)
                ).all()
            )
            events: dict[str, list[str]] = {}
            for key, event in connection.execute(
                sa.select(alert.c.problem_key, alert_message.c.event)
                .join(alert)
                .order_by(alert_message.c.alert_message_id)
            ):
                events.setdefault(key, []).append(event)
            self.events.append(events)
            self.first_publication.append(figures(self.project, 1))


def figures(project: Path, publication_id: int) -> list[tuple]:
    """Return the figures of a publication in a fixed order, without what says since when each stands."""
    with looking_at(project) as (_, connection):
        values = values_of(connection, CODE, publication_id)
    passing = ["as_at", *(name for name in values if name.endswith("_id"))]
    return sorted(map(str, values.drop(columns=passing).itertuples(index=False)))


@pytest.fixture(scope="module")
def censuses(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two sound census years of a small authority."""
    folder = tmp_path_factory.mktemp("sample") / "extracts"
    list(write_sample(folder, children=12, first_year=2022, last_year=2023, months=0, mess=0, seed=7))
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, censuses: list[Path]) -> Nights:
    """Night 0: last year's census. 1: this year's, with faults. 2: nothing new. 3: this year's, corrected."""
    folder = tmp_path_factory.mktemp("nights")
    nights = Nights(make_project(folder / "project", censuses[0]), plant(censuses[1], folder))
    inbox = nights.project / "in"
    nights.pass_by()
    shutil.copy(nights.planted.path, inbox)
    nights.pass_by()
    nights.pass_by()
    shutil.copy(censuses[1], inbox)
    nights.pass_by()
    return nights


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory, censuses: list[Path]) -> Path:
    """A project that never saw a fault."""
    project = make_project(tmp_path_factory.mktemp("clean") / "project", *censuses)
    nightly(project)
    return project


def test_every_fault_is_held_back_with_rule_file_and_line(nights: Nights):
    """Exactly the planted rows, each under the rule that must find it, and nothing else."""
    assert {(rule, held, line) for rule, held, line, _, _ in nights.held[1]} == nights.planted.held
    assert {file for _, _, _, file, _ in nights.held[1]} == {FAULTY}
    assert nights.held[0] == []


def test_a_row_given_twice_counts_once(nights: Nights):
    """The second of two equal rows is dropped by a named rule."""
    (result,) = nights.summaries[1].extracts
    assert result.dropped_by == {"duplicate_exact": nights.planted.restated}
    assert result.rows_in == result.loaded + result.quarantined + result.dropped


def test_faults_in_rows_do_not_stop_the_rest(nights: Nights):
    """What is sound is loaded and published the same night."""
    assert nights.summaries[1].exit_code is ExitCode.SUCCESS
    assert nights.summaries[1].publications[0].publication_id == 2


def test_each_problem_is_alerted_once(nights: Nights):
    """Opened in the first night with faults; the second night, nothing new, adds no message."""
    rules = {rule for rule, _, _ in nights.planted.held}
    assert {key.split(":", 2)[2] for key in nights.events[1]} == rules
    assert set(map(tuple, nights.events[1].values())) == {("opened",)}
    assert not nights.summaries[2].changed
    assert nights.events[2] == nights.events[1]


def test_each_message_says_all_that_a_person_needs(nights: Nights):
    """Rule, count, change since the last run, what is withheld, the state and what to do."""
    with looking_at(nights.project) as (_, connection):
        opened = sa.select(alert_message.c.body, alert.c.problem_key).join(alert)
        told = connection.execute(opened.where(alert_message.c.event == "opened")).all()
    assert len(told) > 5
    for body, key in told:
        headings = [paragraph.partition(": ")[0] for paragraph in body.split("\n\n")]
        assert headings == [
            *("What happened", "Count", "Change", "Withheld", "State now", "What to do", "Problem", "When")
        ], key
        assert "held in quarantine" in body and f"Problem: {key}" in body


def test_each_problem_recovers_once(nights: Nights):
    """After the corrected file of the same reference date there is one message that each is over."""
    assert nights.events[3].keys() == nights.events[1].keys()
    assert set(map(tuple, nights.events[3].values())) == {("opened", "recovered")}


def test_what_was_held_is_superseded_by_the_correction(nights: Nights):
    """The entries stay for the record and are no longer open."""
    assert {state for *_, state in nights.held[1]} == {"held"}
    assert {state for *_, state in nights.held[3]} == {"superseded"}
    assert len(nights.held[3]) == len(nights.held[1])


def test_after_the_correction_everything_is_as_if_there_had_been_no_fault(nights: Nights, clean: Path):
    """Figures and star equal those of a project that never saw the faulty file."""
    with looking_at(nights.project) as (_, connection):
        star = partition(connection, CODE)
        newest = int(publications(connection, CODE)["publication_id"].max())
    with looking_at(clean) as (_, connection):
        expected = partition(connection, CODE)
    assert [name for name in expected if not star[name].equals(expected[name])] == []
    assert figures(nights.project, newest) == figures(clean, 1)


def test_the_first_publication_can_be_read_all_the_time(nights: Nights):
    """Night after night the figures of publication 1 are what they were."""
    assert nights.first_publication[0]
    assert all(read == nights.first_publication[0] for read in nights.first_publication)


def test_every_fault_of_a_sample_is_found_and_none_is_invented(tmp_path: Path):
    """The generator's own list of what it planted, by file and rule, is what judging finds."""
    untidy = judged(
        tmp_path, children=80, first_year=2023, last_year=2023, months=1, mess=0.05, seed=8, with_looked_after=True
    )
    assert (untidy.missed, untidy.invented) == (Counter(), Counter())
    assert len({rule for _, rule, _ in untidy.planted}) >= 6


@pytest.mark.parametrize("seed", [1, 2])
def test_a_clean_sample_has_no_fault(tmp_path: Path, seed: int):
    """Without mess nothing is held back, no record is dropped, and no rule shows anything; in no format."""
    size = {"children": 60, "first_year": 2023, "last_year": 2023, "months": 1}
    clean = judged(tmp_path, **size, mess=0, seed=seed, **EVERYTHING)
    assert (clean.planted, clean.held, clean.shown) == (Counter(), Counter(), Counter())
