"""A canary child: whatever happens to its records, nothing of them leaves the warehouse."""

import contextlib
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
import xlsxwriter
from aiosmtpd.controller import Controller

from flows.cli import main
from flows.initialising import initialise
from flows.nightly import nightly
from flows.opened import looking_at
from flows.sample.authority import CODE

CHILD = "ZebedeeCanary77"
UPN, FORMER_UPN = "ZC77CANARY013", "ZC66CANARY013"
WORKER = "Zebedee Canaryworker"
POSTCODE = "ZC77 9QX"
REMARK = "mother says the canary sings"
BORN = ("2011-09-17", "17/09/2011", "17 September 2011", "17-Sep-2011", "2011, 9, 17", "20110917", "40803")
NEEDLES = (
    CHILD,
    UPN,
    FORMER_UPN,
    "zebedee",
    "canaryworker",
    POSTCODE,
    POSTCODE.replace(" ", ""),
    "canary sings",
    *BORN,
)
ANY = re.compile("|".join(map(re.escape, NEEDLES)), re.IGNORECASE)

RULES_HIT = {
    *("required:child_id", "required:referral_date", "unreadable:child_id", "unreadable:authorisation_date"),
    *("unreadable:closure_date", "unreadable:former_upn", "unreadable:upn", "unreadable:no_further_action"),
    *("unreadable:number_of_previous_plans", "unreadable:birth_date", "outside_calendar:start_date", "unknown:source"),
    *("unknown:ethnicity", "unknown:disability", "unknown:primary_need", "8925", "8630", "4011", "grain"),
    *("unknown:legal_status", "unknown:placement_authority", "unreadable:placement_postcode"),
    *("unreadable:placement_urn", "unreadable:children_placed"),
    *(
        "unreadable:weekly_cost",
        "unknown:grade",
        "unreadable:due_date",
        "unreadable:held_date",
        "unreadable:visit_date",
        "unknown_place",
    ),
}

CENSUS = f"""<?xml version="1.0" encoding="UTF-8"?>
<Message note="{WORKER}">{REMARK}
  <Header>{WORKER}
    <CollectionDetails>
      <Collection>CIN</Collection><Year>2023</Year><ReferenceDate>2023-03-31</ReferenceDate>
    </CollectionDetails>
    <Source><SourceLevel>L</SourceLevel><LEA>{CODE}</LEA><SoftwareCode>{WORKER}</SoftwareCode></Source>
    <Contact>{POSTCODE}</Contact>
  </Header>
  <Children>{REMARK}
    <Child id="{CHILD}">
      <ChildIdentifiers>
        <LAchildID>{CHILD}</LAchildID><UPN>{UPN}</UPN><FormerUPN>{FORMER_UPN}</FormerUPN>{WORKER}
        <PersonBirthDate>{BORN[0]}</PersonBirthDate><PersonBirthDate>2011-09-18</PersonBirthDate>
        <GenderCurrent>2</GenderCurrent><HomePostcode>{POSTCODE}</HomePostcode>
      </ChildIdentifiers>
      <ChildCharacteristics>
        <Ethnicity>{POSTCODE}</Ethnicity><Disabilities><Disability>{REMARK}</Disability></Disabilities>
      </ChildCharacteristics>
      <CINdetails>
        <CINreferralDate>2022-05-03</CINreferralDate><ReferralSource>{WORKER}</ReferralSource>
        <PrimaryNeedCode>{BORN[1]}</PrimaryNeedCode><ReferralNFA>{REMARK}</ReferralNFA>
        <Assessments>
          <AssessmentActualStartDate>2022-05-09</AssessmentActualStartDate>
          <AssessmentAuthorisationDate>{BORN[2]} or so</AssessmentAuthorisationDate>
          <FactorsIdentifiedAtAssessment><AssessmentFactors>{POSTCODE}</AssessmentFactors></FactorsIdentifiedAtAssessment>
        </Assessments>
        <CINPlanDates>
          <CINPlanStartDate>2022-06-01</CINPlanStartDate><CINPlanEndDate>2022-05-01</CINPlanEndDate>
        </CINPlanDates>
        <Section47><S47ActualStartDate>1911-09-17</S47ActualStartDate></Section47>
        <ChildProtectionPlans>
          <CPPstartDate>2022-07-01</CPPstartDate><CPPendDate>2022-06-01</CPPendDate>
          <InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse><NumberOfPreviousCPP>{POSTCODE}</NumberOfPreviousCPP>
        </ChildProtectionPlans>
        <ChildProtectionPlans>
          <CPPstartDate>2022-09-01</CPPstartDate><NumberOfPreviousCPP>{POSTCODE}</NumberOfPreviousCPP>
        </ChildProtectionPlans>
        <CaseNote>{REMARK}</CaseNote>
      </CINdetails>
      <CINdetails><CINreferralDate></CINreferralDate><ReferralSource>{REMARK}</ReferralSource></CINdetails>
      <CINdetails>
        <CINreferralDate>2022-08-01</CINreferralDate><CINclosureDate>2022-07-01</CINclosureDate>
      </CINdetails>
      <CINdetails>
        <CINreferralDate>2022-10-03</CINreferralDate><CINclosureDate>{WORKER}</CINclosureDate>
      </CINdetails>
      <CINdetails><CINreferralDate>2022-11-01</CINreferralDate><ReferralSource>1A</ReferralSource></CINdetails>
      <CINdetails><CINreferralDate>2022-11-01</CINreferralDate><ReferralSource>1B</ReferralSource></CINdetails>
    </Child>
    <Child>
      <ChildIdentifiers>
        <LAchildID></LAchildID><UPN>{UPN}{UPN}</UPN><FormerUPN>{FORMER_UPN * 9}</FormerUPN>
        <PersonBirthDate>{BORN[0]}</PersonBirthDate>
      </ChildIdentifiers>
    </Child>
    <Child>
      <ChildIdentifiers>
        <LAchildID>{CHILD * 9}</LAchildID><PersonBirthDate>{BORN[0]}</PersonBirthDate>
      </ChildIdentifiers>
    </Child>
    <Child>
      <ChildIdentifiers>
        <LAchildID>{CHILD}b</LAchildID><UPN>{UPN * 2}</UPN><FormerUPN>{FORMER_UPN * 9}</FormerUPN>
        <ExpectedPersonBirthDate>{BORN[0]}</ExpectedPersonBirthDate>
      </ChildIdentifiers>
    </Child>
    <Child>
      <ChildIdentifiers>
        <LAchildID>{CHILD}c</LAchildID><PersonBirthDate>{BORN[2]} {WORKER}</PersonBirthDate>
      </ChildIdentifiers>
    </Child>
  </Children>
</Message>
"""

REFERRALS = [
    [f"Exported by {WORKER} for {CHILD}, born {BORN[1]}"],
    [
        *("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Date of Referral", "Referral Source"),
        *("Allocated Team", "Allocated Worker", f"Ask {WORKER}", f"Referral NFA {WORKER}"),
    ],
    [CHILD, "Female", REMARK, BORN[1], "2023-04-03", POSTCODE, "Duty", WORKER, REMARK, POSTCODE],
    [CHILD, WORKER, "WBRI", BORN[3], "2023-04-04", "1A", "Duty", f"{WORKER} " * 20, REMARK, ""],
    [CHILD, "Female", "WBRI", BORN[6], REMARK, "1A", "Duty", WORKER, "", ""],
    [f"Total for {CHILD}", "", "", "", "", "", "", "", "", ""],
    ["Total", "", "", "", "", "", "", "", "", REMARK],
]

PERIODS_OF_CARE = [
    [
        *("Child Unique ID", "Date of Birth", "Date Started to be Looked After", "Child's Legal Status"),
        *("Placement postcode", "URN of Placement", "LA of Placement", "Allocated Worker"),
    ],
    [CHILD, BORN[1], "2022-05-03", REMARK, f"{POSTCODE} {WORKER}", CHILD * 3, POSTCODE, WORKER],
]
ADOPTERS = [
    [
        "Individual adopter identifier",
        "Family identifier",
        "Ethnicity",
        "Date enquiry received",
        "No. of children placed",
    ],
    [WORKER, CHILD, REMARK, "2023-01-09", BORN[2]],
]


REGISTERS = {
    "Placement costs 2023-04-30.csv": f"""Costs that {WORKER} knows of,,,,
Child ID,Start date,Weekly cost,Provider,Ask {WORKER}
{CHILD},03/04/2023,812.50,{REMARK},{POSTCODE}
{CHILD}b,03/04/2023,{BORN[1]},{REMARK},{POSTCODE}
""",
    "Audits 2023-04-30.csv": f"""Child ID,Cohort,Audit due,Audit grade,Auditor,Grade of {CHILD}
{CHILD},Year of the Child,03/04/2023,{REMARK},{WORKER},{BORN[1]}
{CHILD},Year of the Child,{BORN[2]} or so,Good,{WORKER},
""",
    "Visits 2023-04-30.csv": f"""Child ID,Visit date,Visitor,Said,Place
{CHILD},03/04/2023,{WORKER},{REMARK},{POSTCODE}
{CHILD},{REMARK},{WORKER},{BORN[3]},{POSTCODE}
""",
}
SUPERVISIONS = [
    [f"Supervision by {WORKER}"],
    ["Social worker", "Supervision due", "Supervision date", f"Seen by {WORKER}"],
    [WORKER, "2023-04-01", "2023-04-02", CHILD],
    [WORKER, "2023-04-03", REMARK, CHILD],
    [WORKER, BORN[2] + " or so", "", CHILD],
    ["Total", WORKER, "", ""],
]
VISITS = """
title = "Visits"
grain = ["child_id", "visit_date"]
defining_date = "visit_date"
covers = "events"
columns.child_id = { type = "text" }
columns.visit_date = { type = "date" }
columns.visitor = { type = "worker" }
columns.said = { type = "text" }
columns.place = { type = "text" }
[[rules]]
code = "unknown_place"
message = "The place is not known"
one_of = ["place", ["Home"]]
"""


def workbook(path: Path) -> None:
    """Write three lists, a list without a usable header, and a sheet of notes under a person's name."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"author": WORKER, "comments": REMARK})
        for name, rows in {
            "List 3": REFERRALS,
            "List 4": [[WORKER, REMARK], [CHILD, BORN[1]]],
            "List 8": PERIODS_OF_CARE,
            "List 11": ADOPTERS,
            WORKER: REFERRALS,
        }.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
        book.worksheets()[0].write_comment(2, 0, REMARK)


def refused(folder: Path) -> None:
    """Write what no reader takes, each with the canary where it stumbles."""
    (folder / "cut.xml").write_text(CENSUS[: CENSUS.index(BORN[0]) + 4])
    (folder / "entity.xml").write_text(CENSUS.replace(f"<UPN>{UPN}<", f"<UPN>&{WORKER.replace(' ', '')};<"))
    (folder / "tag.xml").write_text(CENSUS.replace(f"{CHILD}</LAchildID>", f"{CHILD}</{CHILD}>", 1))
    (folder / "letters.xml").write_bytes(CENSUS.replace(CHILD, f"{CHILD}Zoë").encode("latin-1"))
    (folder / "elsewhere.xml").write_text(CENSUS.replace(f"<LEA>{CODE}<", "<LEA>852<"))
    lists = folder / "Annex A 2023-04-30"
    lists.mkdir()
    (lists / "list_3.csv").write_text(f'Child Unique ID,Date of Referral\n"{CHILD},{BORN[0]}\n')
    damaged = folder / "damaged.xlsx"
    workbook(damaged)
    damaged.write_bytes(damaged.read_bytes()[:-400] + CHILD.encode())


class Post(BaseHTTPRequestHandler):
    """A webhook that keeps what it is sent."""

    def do_POST(self):
        self.server.heard.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(202)
        self.end_headers()

    def log_message(self, *_):
        """Keep the test output clean."""


class Mail:
    """A mail server that keeps what it is sent."""

    def __init__(self, heard: list[str]) -> None:
        self.heard = heard

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name is aiosmtpd's
        mail = message_from_bytes(envelope.content, policy=policy.default)
        bodies = [mail.get_body([kind]).get_content() for kind in ("plain", "html")]
        self.heard += [str(mail["Subject"]), *bodies, envelope.content.decode()]
        return "250 OK"


@contextlib.contextmanager
def receivers() -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Run a mail server and a web server on loopback; yield their URLs and what they heard."""
    mails: list[str] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mail = Controller(Mail(mails), hostname="127.0.0.1", port=port)
    mail.start()
    web = ThreadingHTTPServer(("127.0.0.1", 0), Post)
    web.heard = []
    Thread(target=web.serve_forever, daemon=True).start()
    yield (
        f"mailto://127.0.0.1:{port}?from=a@council.example&to=b@council.example",
        f"json://127.0.0.1:{web.server_port}/hook",
        mails,
        web.heard,
    )
    web.shutdown()
    web.server_close()
    mail.stop()


def make_project(folder: Path, channels: dict[str, str] | None = None) -> Path:
    """Make a project that takes files at once and tells everything to every channel."""
    list(initialise(folder, code=CODE, name="Sampleton", inbox="in", warehouse="sqlite:///warehouse.db", alert_url=""))
    settings = folder / "lodestar.toml"
    text = settings.read_text().replace("quiet_seconds = 30", "quiet_seconds = 0\npatience_seconds = 0")
    for name, url in (channels or {}).items():
        text += f'\n[[alerts.channels]]\nname = "{name}"\nurl = "{url}"\nminimum_severity = "note"\n'
    settings.write_text(text)
    (folder / "registers").mkdir()
    (folder / "registers" / "visits.toml").write_text(VISITS)
    return folder


def case_system(folder: Path) -> None:
    """Write tables of the SSD, the canary in fields that are taken, that are not, and that cannot be read."""
    folder.mkdir()
    (folder / "ssd_person.csv").write_text(
        f"pers_person_id,pers_forename,pers_dob,pers_sex,pers_legacy_id\n{CHILD},Zebedee,{BORN[0]},{WORKER},{FORMER_UPN}\n"
    )
    (folder / "ssd_cin_assessments.csv").write_text(
        f"cina_assessment_id,cina_person_id,cina_assessment_start_date,cina_assessment_worker_id\n"
        f"{POSTCODE},{CHILD},2023-01-09,{WORKER}\n{UPN},{CHILD},{BORN[2]} or so,{WORKER}\n"
    )
    (folder / "ssd_assessment_factors.csv").write_text(
        f'cinf_assessment_id,cinf_assessment_factors_json\n{POSTCODE},"[""{WORKER}"", {{{REMARK}"\n{CHILD},"[""1A""]"\n'
    )


def fill(inbox: Path) -> None:
    """Put the canary's records into an inbox: readable, readable in part, and not readable."""
    (inbox / "CIN_Census_2023.xml").write_text(CENSUS)
    workbook(inbox / "Annex_A_2023-04-30.xlsx")
    case_system(inbox / "SSD 2023-04-30")
    for name, text in REGISTERS.items():
        (inbox / name).write_text(text)
    with xlsxwriter.Workbook(inbox / "Supervisions 2023-04-30.xlsx") as book:
        for name, rows in {WORKER: SUPERVISIONS, CHILD: [[REMARK], [POSTCODE]]}.items():
            sheet = book.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    refused(inbox)


def canaries(text: str) -> list[str]:
    """Return the needles that a text holds."""
    return sorted({hit.casefold() for hit in ANY.findall(text)})


def canaries_in_files(*folders: Path) -> dict[str, list[str]]:
    """Return the files below some folders that hold a canary, plain or in UTF-16."""
    found = {}
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and not file.is_symlink():
                content = file.read_bytes()
                both = content.decode("latin-1") + content.replace(b"\0", b"").decode("latin-1")
                if hits := canaries(both):
                    found[file.relative_to(folder).as_posix()] = hits
    return found


@dataclass(frozen=True)
class Night:
    """A run from the command line, with every logger at its most talkative, and everything that it said."""

    project: Path
    home: Path
    code: int
    out: str
    err: str
    mails: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which whatever is left behind is left below one folder."""
    scratch = home / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG") if name in os.environ}
    places = {"HOME": str(home), "TMPDIR": str(scratch), "TEMP": str(scratch), "PREFECT_HOME": str(home / "prefect")}
    return kept | places | {"NO_PROXY": "127.0.0.1,localhost"}


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """One run of `lodestar run` in a process of its own on the canary's records."""
    folder = tmp_path_factory.mktemp("canary")
    talkative = "import logging; logging.basicConfig(level=1); from flows.cli import main; main()"
    with receivers() as (mail, hook, mails, posts):
        project = make_project(folder / "project", {"mail": mail, "hook": hook})
        fill(project / "in")
        done = subprocess.run(
            [sys.executable, "-c", talkative, "run", "--no-prefect", "--project", str(project)],
            capture_output=True,
            text=True,
            cwd=folder,
            env=environment(folder / "home"),
        )
        yield Night(project, folder / "home", done.returncode, done.stdout, done.stderr, mails, posts)


@pytest.fixture(scope="module")
def places(night: Night) -> dict[str, list[str]]:
    """Where in the warehouse the canary is after the night."""
    return canaries_in_tables(night.project)


def test_the_canary_is_where_it_may_be(night: Night, places: dict[str, list[str]]):
    """Archive, quarantine, conformed store and child dimension hold it: what follows looks for something real."""
    assert canaries_in_files(night.project / "archive")
    assert CHILD.casefold() in places["quarantine.record"]
    assert CHILD.casefold() in places["dim_child.child_id"]
    stored = {"child_id": CHILD, "birth_date": BORN[0], "upn": UPN, "former_upn": FORMER_UPN}
    assert all(value.casefold() in places[f"conformed_children.{column}"] for column, value in stored.items())
    assert {"conformed_audits.child_id", "conformed_placement_costs.provider", "conformed_local_visits.said"} <= set(
        places
    )


def test_the_canary_met_every_kind_of_rule(night: Night):
    """Rows and values were held back by each, readers complained, and files were refused."""
    with looking_at(night.project) as (_, connection):
        texts = connection.scalars(sa.text("select rule || ' ' || reason from quarantine")).all()
        found = set(connection.scalars(sa.text("select rule from finding where state = 'failed'")))
        states = connection.scalars(sa.text("select state from extract order by state")).all()
    assert texts
    assert RULES_HIT - found == set()
    assert {"reader:stray_text", "reader:unknown_element", "reader:repeated_element", "reader:list_refused"} <= found
    assert states == [*["conformed"] * 7, "stopped", *["unreadable"] * 6]
    assert "Published" in night.out


def test_no_log_and_no_output_says_it(night: Night):
    """Every logger of every library at its lowest level, the lines for the person, and what libraries print."""
    assert night.code == 4
    assert len(night.err) > 1000
    assert canaries(night.out) == []
    assert [line for line in night.err.splitlines() if canaries(line)] == []


def test_no_alert_says_it(night: Night):
    """Neither a mail, nor a post, as they were received."""
    assert night.mails and night.posts
    assert canaries("\n".join([*night.mails, *night.posts])) == []


def test_no_page_says_it(night: Night):
    """Scorecard, quality page and index."""
    assert len(list((night.project / "reports").glob("*.html"))) == 3
    assert canaries_in_files(night.project / "reports") == {}


def test_nothing_is_left_in_temporary_folders(night: Night):
    """What was unpacked from the archive for reading is gone, and no library kept a copy."""
    assert canaries_in_files(night.home) == {}
    assert not list((night.project / "archive" / ".work").rglob("*.*"))


def test_no_other_table_holds_it(places: dict[str, list[str]]):
    """Findings, extracts, alerts, metric values, facts, other dimensions, the views for reporting tools: none."""
    allowed = re.compile(
        r"conformed_\w+\.\w+|dim_child\.\w+|bridge_child_identifier\.\w+|dim_date\.\w+|quarantine\.record"
    )
    assert {place: found for place, found in places.items() if not allowed.fullmatch(place)} == {}


def test_a_workers_name_is_in_quarantine_only(night: Night, places: dict[str, list[str]]):
    """Everywhere else stands a pseudonym."""
    assert {place for place, found in places.items() if "canaryworker" in found} == {"quarantine.record"}


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["doctor"],
        ["quarantine", "list"],
        ["quarantine", "list", "--all"],
        ["extracts", "list"],
        ["publish", "--list"],
        ["report"],
        ["run"],
    ],
    ids=" ".join,
)
def test_no_command_says_it(night: Night, words: list[str], monkeypatch, capsys, caplog):
    """Whatever a person asks for on the screen."""
    caplog.set_level(1)
    monkeypatch.setattr(sys, "argv", ["lodestar", *words, "--project", str(night.project)])
    with pytest.raises(SystemExit):
        main()
    said = capsys.readouterr()
    assert said.out
    assert canaries(said.out + said.err + caplog.text) == []


def canaries_in_tables(project: Path) -> dict[str, list[str]]:
    """Return the needles found in each column of each table and view of a project's warehouse."""
    found: dict[str, set[str]] = {}
    with looking_at(project) as (_, connection):
        inspector = sa.inspect(connection)
        for table in (*inspector.get_table_names(), *inspector.get_view_names()):
            for row in connection.execute(sa.text(f'select * from "{table}"')).mappings():
                for column, value in row.items():
                    if hits := canaries(str(value)):
                        found.setdefault(f"{table}.{column}", set()).update(hits)
    return {place: sorted(hits) for place, hits in found.items()}


# --- Crashes


def raising(error: Callable[[], Exception]) -> Callable:
    def fail(*_, **__):
        raise error()

    return fail


def from_the_database() -> Exception:
    return sa.exc.IntegrityError(f"insert {CHILD}", {"child_id": CHILD}, Exception(f"Key (child_id)=({CHILD}) exists"))


CRASHES = {
    "flows.keeping.recognise": lambda: RuntimeError(f"{CHILD} {WORKER}"),
    "flows.conforming.judge": lambda: ValueError(f"time data {BORN[2]} of {CHILD} does not match"),
    "flows.conforming.conformed.merge": from_the_database,
    "flows.loading.shape": lambda: KeyError(CHILD),
    "flows.publishing.measure": lambda: ZeroDivisionError(f"{CHILD} born {BORN[0]}"),
    "flows.reporting._write": lambda: UnicodeEncodeError("ascii", CHILD, 0, 1, WORKER),
}


def test_no_crash_says_it(tmp_path: Path, monkeypatch, capsys, caplog):
    """Night after night another step fails with a record in the words of its error; the last night is sound."""
    caplog.set_level(1)
    project = make_project(tmp_path / "project")
    (project / "in" / "CIN_Census_2023.xml").write_text(CENSUS)
    for place, error in CRASHES.items():
        with monkeypatch.context() as patched:
            patched.setattr(place, raising(error))
            summary = nightly(project)
        assert summary.exit_code == 1, place
        assert summary.failures and canaries("\n".join(summary.failures)) == [], place
    assert nightly(project).exit_code == 0
    said = capsys.readouterr()
    assert [line for line in (said.out + said.err + caplog.text).splitlines() if canaries(line)] == []
    with looking_at(project) as (_, connection):
        told = connection.execute(sa.text("select subject, body from alert_message")).all()
    assert any("the run failed" in subject for subject, _ in told)
    assert canaries(str(told)) == []


UNDER_PREFECT = f"""
import logging, sys
logging.basicConfig(level=logging.DEBUG)
from pathlib import Path
import sqlalchemy as sa
import flows.conforming, flows.loading, flows.reporting
from flows.orchestration import run_under_prefect

def fail(*_, **__):
    raise ValueError("{CHILD} {WORKER} {POSTCODE}")

project = Path(sys.argv[1])
for module, name in ((flows.conforming, "judge"), (flows.loading, "shape"), (flows.reporting, "_write")):
    sound = getattr(module, name)
    setattr(module, name, fail)
    print(run_under_prefect(project).exit_code)
    setattr(module, name, sound)
print(run_under_prefect(project).exit_code)
"""


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_prefect_keeps_nothing_of_it(tmp_path: Path):
    """Its database, its results, its logs: crashes in three steps, and then a whole run."""
    project = make_project(tmp_path / "project")
    fill(project / "in")
    home = tmp_path / "home"
    quiet = {"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    quiet |= {"PREFECT_LOGGING_LEVEL": "DEBUG", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120"}
    done = subprocess.run(
        [sys.executable, "-c", UNDER_PREFECT, str(project)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(home) | quiet,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["1", "1", "1", "0"]
    assert [line for line in (done.stdout + done.stderr).splitlines() if canaries(line)] == []
    databases = list(home.rglob("prefect.db"))
    assert databases and databases[0].stat().st_size > 100_000
    assert canaries_in_files(home) == {}


def test_logging_is_left_as_it_was():
    """The canary test itself turned loggers up; nothing stays so."""
    assert logging.getLogger().level in (logging.WARNING, logging.NOTSET)
