"""The pages in a real browser: axe finds nothing, nothing needs to be scrolled sideways, nothing is fetched."""

import math
import os
import random
import re
import shutil
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa

from flows.reports import write_index, write_quality, write_scorecard
from flows.reports.benchmarks import Benchmarks
from transforms.periods import add_months, month_end
from warehouse import ledger_tables as ledger
from warehouse.base import metadata
from warehouse.crosswalk import ChildIdentifier, child_identifier_contradiction
from warehouse.dimensions import Authority

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
DARK = "--blink-settings=preferredColorScheme=0"
PAGES = ("scorecard-999.html", "quality-999.html", "index.html")
WRITTEN = sorted(Path(os.environ["LODESTAR_PAGES"]).resolve().glob("*.html")) if "LODESTAR_PAGES" in os.environ else []
WIDE, NARROW = 1280, 400
NARROWEST_WINDOW = 500  # Chromium makes no window narrower, except for pictures
WIDTHS = (320, 1000)  # 320: WCAG 2.2, 1.4.10 Reflow; 1000: the narrowest at which tables are not stacked

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on the path"),
]

NIGHT = datetime(2025, 10, 16, 5, 31)
AS_AT = date(2025, 10, 15)
METRICS = """
    contacts                   | FD01  | Contacts                                                | neutral      | count        | 1450 |
    referrals                  | FD05  | Referrals                                               | neutral      | count        | 412  |
    referral_rate              | FD05r | Referrals per 10,000 children aged 0 to 17              | neutral      | per 10,000   | 412  |
    re_referrals               | FD08  | Referrals within 12 months of an earlier one            | low is good  | percent      | 412  | 0.22
    assessments                | AS01  | Assessments completed                                   | neutral      | count        | 388  |
    assessments_in_time        | AS04  | Assessments completed within 45 working days            | high is good | percent      | 388  | 0.84
    assessment_days            | AS06  | Working days to complete an assessment, median          | low is good  | working days | 388  |
    section_47_enquiries       | SP01  | Section 47 enquiries                                    | neutral      | count        | 118  |
    conferences_in_time        | SP05  | Initial conferences held within 15 working days         | high is good | percent      | 31   | 0.78
    children_in_need           | CI01  | Children in need                                        | neutral      | count        | 2059 |
    child_protection_plans     | CP01  | Children who are the subject of a child protection plan | low is good  | count        | 276  |
    second_or_subsequent_plans | CP04  | Plans that are a second or subsequent plan              | low is good  | percent      | 8    | 0.25
    long_plans                 | CP06  | Child protection plans open for two years or more       | low is good  | percent      | 0    | 0
    plan_reviews_in_time       | CP08  | Child protection plans reviewed in time                 | high is good | percent      |      |
"""  # noqa: E501 - code, number in the catalogue, label, polarity, unit, cases in a month, share
STOCKS = ("children_in_need", "child_protection_plans", "long_plans")
SOURCES = {"Schools": 0.31, "Police": 0.27, "Health services": 0.17, "Individual": 0.12, "Other": 0.13}


def _figure(unit, size, share, shake, months=1):
    """Return numerator, denominator, value, value presented and decimal places of one period."""
    size = None if size is None else round(size * shake * months)
    if unit == "percent":
        above = round(size * share * shake)
        value = 100 * above / size if size else None
        return above, size, value, f"{value:.1f}" if size else "z", 1
    if unit == "per 10,000":
        value = 12 / months * size / 50900 * 10000
        return size, 50900, value, f"{value:.1f}", 1
    if unit == "working days":
        return None, size, 34.0 + round(4 * shake), f"{34 + round(4 * shake)}", 0
    return size, None, size, str(size), 0


def _rows(picture):
    return [[cell.strip() for cell in line.split("|")] for line in picture.strip().splitlines()]


def _values():
    chance = random.Random(7)
    for code, _, _, _, unit, size, share in _rows(METRICS):
        if not size:
            continue  # no period is covered
        size, share = int(size), float(share or 0)
        for back in range(24):
            start = add_months(date(2025, 9, 1), -back)
            if code == "referrals" and start == date(2025, 2, 1):
                continue  # a month that no extract covers
            shake = 1 + 0.12 * math.sin(start.month / 12 * math.tau) + chance.uniform(-0.06, 0.06)
            if code in STOCKS:
                day = month_end(start)
                yield _row(code, "at_date", day, day, unit, _figure(unit, size, share, shake))
                continue
            yield _row(code, "month", start, month_end(start), unit, _figure(unit, size, share, shake))
            year = add_months(start, -11)
            figure = _figure(unit, size, share, 1 + (shake - 1) / 4, months=12)
            yield _row(code, "rolling_12_months", year, month_end(start), unit, figure)
            if start.month == 3:
                yield _row(code, "financial_year", year, month_end(start), unit, figure)
    for source, share in SOURCES.items():
        for back in (0, 12):
            end = month_end(add_months(date(2025, 9, 1), -back))
            figure = _figure("percent", 4901, share, 1 + back / 200)
            row = _row(
                "referrals_by_source",
                "rolling_12_months",
                add_months(end, -12) + timedelta(days=1),
                end,
                "percent",
                figure,
            )
            yield row | {"cut_name": "source", "cut_value": source}


def _row(code, period_type, start, end, unit, figure):
    numerator, denominator, value, presented, places = figure
    return {
        "authority_code": "999",
        "metric_code": code,
        "definition_version": 1,
        "cut_name": "",
        "cut_value": "",
        "period_type": period_type,
        "period_start": start,
        "period_end": end,
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
        "value_presented": presented,
        "decimal_places": places,
        "unit": unit,
        "is_provisional": (AS_AT - end).days < 30,
        "is_annualised": unit == "per 10,000" and period_type == "month",
        "population_vintage": "invented" if unit == "per 10,000" else "",
        "previous_period_start": start.replace(day=1) - timedelta(days=1) if start == end else add_months(start, -1),
        "same_period_last_year_start": month_end(add_months(start, -12)) if start == end else add_months(start, -12),
        "as_at": AS_AT,
        "load_id": 8,
        "first_publication_id": 5,
        "last_publication_id": None,
    }


def _definitions():
    described = """Of the events in the period, those that the name says.
A second paragraph says at which edge a case counts: on day 45 it is in time, on day 46 late."""
    rows = [(*metric[:5], described) for metric in _rows(METRICS)]
    rows.append(("referrals_by_source", "FD06", "Referrals by source", "neutral", "percent", described))
    names = ("metric_code", "catalogue_id", "label", "polarity", "unit", "description")
    usual = {"definition_version": 1, "formula": "", "source": "DfE: Children in need, table C1", "decimal_places": 0}
    return [dict(zip(names, row, strict=True)) | usual for row in rows]


# code, unit, places, polarity, period | ours, published, symbol, England, region, neighbours' mean, median, of ten
#   | rank, of, band | lowest, quartiles, highest of all authorities
BENCHMARKS = """
    referrals                  count        0 neutral      financial_year | 4901 4900 .  621880 58210  4120.3 3980   9 | 27 149 . | 212  1804  2950  5120  22410
    referral_rate              per_10,000   1 neutral      financial_year | 962.9 962.7 . 518.3  530.1  601.4  588.2  9 | 4  151 . | 180.2 431.4 520.6 634.2 1093.5
    re_referrals               percent      1 low_is_good  financial_year | 24.8 24.8 .  22.4   21.9   22.3   21.7  10 | 123 149 D | 7.4   17.7  20.6  23.6  45.4
    assessments_in_time        percent      1 high_is_good financial_year | 84.1 84.1 .  84.5   84.6   84.5   85.3  10 | 91 152 C | 38.9  79.2  86.4  92.1  100.0
    assessment_days            working_days 0 low_is_good  financial_year | 34   35   .  34     33     34.4   34    10 | 71 152 C | 6     27    34    38    61
    section_47_enquiries       count        0 neutral      financial_year | .    1320 .  224520 21400  1190.5 1102   8 | 61 150 . | 40    560   1011  1822  6120
    conferences_in_time        percent      1 high_is_good financial_year | 77.8 .    c  79.7   81.2   76.0   77.9   4 | . 140 .  | 21.3  72.8  82.0  89.9  100.0
    child_protection_plans     count        0 low_is_good  at_date        | 276  276  .  49900  5120   301.2  288   10 | 75 153 . | 11    142   250   412   1320
    second_or_subsequent_plans percent      1 low_is_good  financial_year | 8.1  8.1  .  24.7   .      25.2   24.9  10 | 1  151 A | 8.1   20.9  24.2  28.8  52.0
    plan_reviews_in_time       percent      1 high_is_good at_date        | .    83.5 .  89.8   88.1   91.2   93.0  10 | 122 150 D | 40.0 86.1  93.3  98.4  100.0
"""  # noqa: E501
RANGES = """
    referrals                  count      0 month   | 358   462  | .     .
    referral_rate              per_10,000 1 month   | 830.1 1085.4 | 431.4 634.2
    re_referrals               percent    1 month   | 20.2  23.4 | 17.7  23.6
    children_in_need           count      0 at_date | 1790  2330 | 1402  3120
    conferences_in_time        percent    1 month   | 71.0  88.0 | 72.8  89.9
"""


def _benchmarks():
    ours, everyone = [], []
    for definition, *parts in _rows(BENCHMARKS):
        code, unit, places, polarity, period = definition.split()
        numbers = [[None if each == "." else each for each in part.split()] for part in parts]
        (own, published, symbol, england, region, mean, median, counted), (rank, of, band), spread = numbers
        ends = ("minimum", "lower_quartile", "median", "upper_quartile", "maximum")
        ours.append(
            {"metric_code": code, "unit": unit.replace("_", " "), "decimal_places": int(places)}
            | {"polarity": polarity.replace("_", " "), "period_type": period, "year": 2025, "published_year": 2025}
            | {"our_value": own and float(own), "our_value_presented": own, "our_is_provisional": False}
            | {"our_numerator": None, "our_denominator": None, "release": "children_in_need_2025"}
            | {"published_value": published and float(published), "published_shown": published or symbol}
            | {"published_symbol": symbol or "", "england_value": england and float(england)}
            | {"region_name": "Yorkshire and The Humber", "region_value": region and float(region)}
            | {"neighbour_mean": float(mean), "neighbour_median": float(median), "neighbours_counted": int(counted)}
            | {"neighbour_model": "statistical_neighbours_2025-05", "rank": rank and int(rank), "ranked_of": int(of)}
            | {"quartile_band": band or ""}
            | dict(zip(ends, map(float, spread), strict=True))
        )
    for definition, limits, quartiles in _rows(RANGES):
        code, unit, places, period = definition.split()
        lower, upper, first, third = (None if each == "." else float(each) for each in f"{limits} {quartiles}".split())
        everyone.append(
            {"metric_code": code, "unit": unit.replace("_", " "), "decimal_places": int(places)}
            | {"period_type": period, "months": 24, "first_month": date(2023, 10, 1), "last_month": AS_AT}
            | {"lower_limit": lower, "upper_limit": upper, "published_year": 2025}
            | {"published_lower_quartile": first, "published_upper_quartile": third}
        )
    return Benchmarks.of(pd.DataFrame(ours), pd.DataFrame(everyone))


EXTRACTS = """
    CIN_Census_2025.xml     | cin_census | 2025-03-31 | conformed  |
    Annex_A_2025-09.xlsx    | annex_a    | 2025-09-15 | conformed  |
    Annex_A_2025-10.xlsx    | annex_a    | 2025-10-15 | conformed  |
    Annex_A_2025-08.xlsx    | annex_a    | 2025-08-15 | stopped    | annex_a.list_3.referrals: 120 rows after 2,150.
    CIN_Census_2026_cut.xml | cin_census |            | unreadable | The XML ends within an element, line 10,412.
"""


def _extracts():
    for file_name, form, as_at, state, reason in _rows(EXTRACTS):
        yield {
            "extract_id": file_name,
            "authority_code": "999",
            "format": form,
            "file_name": file_name,
            "size_bytes": 1,
            "as_at": date.fromisoformat(as_at) if as_at else None,
            "issued_at": NIGHT,
            "archived_at": NIGHT,
            "archive_path": file_name,
            "state": state,
            "reason": reason,
            "run_id": "run",
        }


def _sections():
    for extract, sections in {
        "CIN_Census_2025.xml": ("cin_census.referrals", "cin_census.assessments", "cin_census.child_protection_plans"),
        "Annex_A_2025-09.xlsx": ("annex_a.list_1.contacts", "annex_a.list_3.referrals"),
        "Annex_A_2025-10.xlsx": ("annex_a.list_1.contacts", "annex_a.list_3.referrals", "annex_a.list_4.assessments"),
    }.items():
        for position, section in enumerate(sections):
            loaded, held, dropped = 2400 - 310 * position, 7 + position, 12 * position
            yield {
                "extract_id": extract,
                "section": section,
                "dataset": section.rpartition(".")[2],
                "rows_in": loaded + held + dropped,
                "rows_loaded": loaded,
                "rows_quarantined": held,
                "rows_dropped": dropped,
                "dropped_by": {"restated": dropped} if dropped else {},
                "columns": ["team"],
                "withdraws": "nothing",
                "complete": "events",
            }


FINDINGS = """
    Annex_A_2025-10.xlsx | annex_a.list_3.referrals          | unreadable:referral_date | error    | 4  | The date cannot be read.
    Annex_A_2025-10.xlsx | annex_a.list_4.assessments        | 8696                     | error    | 9  | It ends before it starts.
    Annex_A_2025-10.xlsx | annex_a.list_3.referrals          | unknown:source           | warning  | 61 | The source is in no code list.
    CIN_Census_2025.xml  | cin_census.child_protection_plans | 8925                     | error    | 3  | The child protection plan ends before it starts.
    CIN_Census_2025.xml  | cin_census.referrals              | 8825Q                    | warning  | 12 | The case closed after assessment, but has none.
    CIN_Census_2025.xml  | cin_census.assessments            | 8670Q                    | warning  | 15 | The assessment is open beyond the limit.
    CIN_Census_2025.xml  | cin_census.child_protection_plans | 8841                     | note     | 1  | A review is dated before the plan.
    Annex_A_2025-09.xlsx | annex_a.list_3.referrals          | 8820                     | error    | 2  | The referral lies within an open case.
    Annex_A_2025-10.xlsx | annex_a.list_3.referrals          | grain                    | critical | 0  | Two rows describe the same referral.
"""  # noqa: E501


def _findings():
    for extract, section, rule, severity, failed, message in _rows(FINDINGS):
        yield {
            "extract_id": extract,
            "section": section,
            "rule": rule,
            "dataset": section.rpartition(".")[2],
            "severity": severity,
            "state": "failed" if int(failed) else "passed",
            "message": message,
            "evaluated": 2400,
            "failed": int(failed),
        }


def _held():
    for row, (extract, section, rule, held) in enumerate(
        [("Annex_A_2025-10.xlsx", "annex_a.list_4.assessments", "8696", "row")] * 9
        + [("Annex_A_2025-10.xlsx", "annex_a.list_3.referrals", "unreadable:referral_date", "row")] * 4
        + [("Annex_A_2025-10.xlsx", "annex_a.list_3.referrals", "unknown:source", "value")] * 61
        + [("CIN_Census_2025.xml", "cin_census.child_protection_plans", "8925", "row")] * 3
    ):
        yield {
            "extract_id": extract,
            "authority_code": "999",
            "section": section,
            "dataset": section.rpartition(".")[2],
            "rule": rule,
            "reason": "In words.",
            "held": held,
            "source_file": extract,
            "source_sheet": "",
            "source_line": row,
            "row_number": row,
            "record": {"child_id": "CANARY-77", "team": ("Assessment  north", "CANARY-TEAM", None)[row % 3]},
            "state": "held",
        }


def _explanations():
    """What was said to two queries; the assessments have become more since."""
    for dataset, rule in (("referrals", "8825Q"), ("assessments", "8670Q")):
        yield {
            "authority_code": "999",
            "dataset": dataset,
            "rule": rule,
            "collection_year": 2025,
            "rows_explained": 12,
            "reason_code": "never_recorded",
            "reason": "CANARY-77 was not asked.",
            "owner": "Assessment team data officer",
            "until": date(2026, 3, 31),
            "explained_at": NIGHT,
            "explained_by": "analyst",
        }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Pages of an invented authority: 15 metrics over 24 months, with gaps, small numbers and withheld figures."""
    engine = sa.create_engine("sqlite://")
    names = {*vars(ledger), Authority.__tablename__, ChildIdentifier.__tablename__, child_identifier_contradiction.name}
    metadata.create_all(engine, tables=[table for table in metadata.sorted_tables if table.name in names])
    load = {
        "authority_code": "999",
        "run_id": "run",
        "as_at": AS_AT,
        "loaded_at": NIGHT,
        "content_hash": "",
        "table_rows": {},
    }
    published = {"publication_id": 5, "authority_code": "999", "load_id": 8, "run_id": "run", "as_at": AS_AT}
    released = {"published_at": NIGHT, "values_total": 900, "values_new": 40, "definitions_hash": ""}
    audited = {
        "load_id": 9,
        "rule": "percentage_range",
        "authority_code": "999",
        "severity": "critical",
        "state": "failed",
    }
    outcome = {"message": "A percentage lies outside 0 to 100.", "evaluated": 900, "failed": 2, "audited_at": NIGHT}
    tables = {
        ledger.extract: list(_extracts()),
        ledger.extract_section: list(_sections()),
        ledger.finding: list(_findings()),
        ledger.quarantine: list(_held()),
        ledger.query_explanation: list(_explanations()),
        ledger.load: [load | {"load_id": 8}, load | {"load_id": 9}],
        ledger.audit_finding: [audited | outcome],
        ledger.publication: [published | released],
        ledger.publication_pointer: [{"authority_code": "999", "publication_id": 5, "moved_at": NIGHT}],
        ledger.metric_definition: _definitions(),
        ledger.metric_value: list(_values()),
    }
    folder = tmp_path_factory.mktemp("pages")
    who = {"authority_code": "999", "authority_name": "Sampleton (invented)", "today": NIGHT.date()}
    with engine.connect() as connection:
        for table, rows in tables.items():
            connection.execute(sa.insert(table), rows)
        write_scorecard(connection, folder, benchmarks=_benchmarks(), **who)
        write_quality(connection, folder, **who, teams=("Assessment North", "Assessment South"))
        write_index(connection, folder, [("999", "Sampleton (invented)"), ("998", "Otherham (invented)")])
    engine.dispose()
    return folder


@pytest.fixture
def browse(tmp_path):
    """Open a page in headless Chromium with more flags, and return what it says."""

    def open_page(page, *flags, seconds=120):
        done = subprocess.run(
            [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *flags, page.as_uri()],
            capture_output=True,
            encoding="utf-8",
            timeout=seconds,
        )
        assert done.returncode == 0
        return done.stdout

    return open_page


def _with_script(page: Path, folder: Path, script: str) -> Path:
    """Copy a page and run a script at its end; the page's own policy would forbid it."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text(encoding="utf-8"))
    copy = folder / page.name
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    return copy


@pytest.mark.timeout(960)  # axe compares each text's colours with what lies behind it: a scorecard takes minutes
@pytest.mark.skipif("LODESTAR_AXE" not in os.environ, reason="LODESTAR_AXE does not name axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROWEST_WINDOW])
@pytest.mark.parametrize("page", [*PAGES, *WRITTEN], ids=lambda page: Path(page).name)
def test_axe_finds_nothing(folder, browse, tmp_path, page, width, scheme):
    """Every rule of axe-core for WCAG 2.2 AA and good practice passes, with all details opened."""
    axe = Path(os.environ["LODESTAR_AXE"]).read_text(encoding="utf-8").replace("</script", "<\\/script")
    script = (
        axe
        + """
        ;document.querySelectorAll("details").forEach(each => each.open = true);
        axe.run(document, {resultTypes: ["violations"]}).then(result => {
          const found = result.violations.map(each => each.id + " (" + each.nodes.length + "): "
            + each.nodes[0].html.slice(0, 120) + " | " + each.nodes[0].failureSummary);
          document.title = "axe " + JSON.stringify({violations: found, rules: result.passes.length});
        });"""
    )
    copy = _with_script(folder / page, tmp_path, script)
    flags = [DARK] if scheme == "dark" else []
    shown = browse(
        copy, *flags, f"--window-size={width},1000", "--virtual-time-budget=60000", "--dump-dom", seconds=900
    )
    report = re.search(r"<title>axe (.*?)</title>", shown, re.DOTALL)
    assert report, "axe did not finish"
    assert '"violations":[]' in report[1]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_nothing_needs_to_be_scrolled_sideways(folder, browse, tmp_path, page, width):
    """With all details opened, nothing is wider than the window, nor are the widest tables on a small screen."""
    frame = tmp_path / "frame.html"
    script = """document.querySelectorAll("details").forEach(each => each.open = true);
        const wide = [...document.body.querySelectorAll("*")].filter(each => !each.closest(".unseen, .skip, thead")
          && each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5);
        parent.postMessage(document.documentElement.clientWidth + "/" + document.documentElement.scrollWidth + " "
          + wide.slice(0, 3).map(each => each.outerHTML.slice(0, 80)).join("; "), "*");"""
    copy = _with_script(folder / page, tmp_path, script)
    # Chromium's own window is never narrower than some 500 pixels; a frame in it is.
    frame.write_text(
        f'<title></title><iframe width="{width}" height="600" style="border:0" src="{copy.name}"></iframe>'
        "<script>onmessage = message => document.title = 'width ' + message.data</script>"
    )
    shown = browse(frame, "--window-size=1280,800", "--virtual-time-budget=10000", "--dump-dom")
    widths = re.search(r"<title>width (\d+)/(\d+) (.*?)</title>", shown, re.DOTALL)
    assert widths, "the page did not answer"
    assert (widths[1], widths[2], widths[3]) == (str(width), str(width), "")


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_complete_in_itself(folder, page):
    """A page refers to no address but those of its neighbours, and runs no script."""
    text = (folder / page).read_text(encoding="utf-8")
    references = set(re.findall(r'(?:href|src)="([^"]*)"', text))
    outside = {
        each for each in references if not re.fullmatch(r"data:,|#[\w-]+|(index|scorecard-\d+|quality-\d+)\.html", each)
    }
    assert outside == set()
    assert "<script" not in text
    assert "url(" not in text and "@import" not in text


@pytest.mark.parametrize("page", PAGES)
def test_no_record_is_on_a_page(folder, page):
    """The row kept in quarantine does not leave the warehouse."""
    assert "CANARY" not in (folder / page).read_text(encoding="utf-8")


@pytest.mark.skipif("LODESTAR_PICTURES" not in os.environ, reason="LODESTAR_PICTURES names no folder for pictures")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("page", PAGES)
def test_pictures_can_be_taken(folder, browse, page, width, scheme):
    """Each page can be looked at."""
    picture = Path(os.environ["LODESTAR_PICTURES"]) / f"{Path(page).stem}-{width}-{scheme}.png"
    flags = [DARK] if scheme == "dark" else []
    browse(folder / page, *flags, f"--window-size={width},6000", f"--screenshot={picture}")
    assert picture.stat().st_size > 10_000
