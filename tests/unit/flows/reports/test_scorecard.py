import re
from datetime import date, datetime

import pytest

from flows.reports.scorecard import write_index, write_scorecard
from warehouse.metrics import METRICS, SUBJECTS


@pytest.fixture
def page(warehouse, authority, tmp_path):
    """Write the page and return its words, without markup and with single spaces."""

    def written(markup=False):
        text = write_scorecard(warehouse.connection, tmp_path, **authority).read_text(encoding="utf-8")
        if markup:
            return text
        words = re.sub(r"<(style|title|desc).*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL)
        return " ".join(words.split())

    return written


def test_a_figure_stands_beside_its_cases_and_its_year(warehouse, page):
    """Value, numerator of denominator, and the change on the same month last year are on the page."""
    warehouse.publish(1)
    warehouse.metric("in_time", catalogue_id="AS04", label="Assessments in time", unit="percent")
    warehouse.share("in_time", 412, 488)
    warehouse.share("in_time", 400, 500, month="2024-09")
    warehouse.share("in_time", 430, 500, month="2025-08")
    words = page()
    assert "Assessments in time Sep 2025" in words
    assert "84.4 % 412 of 488" in words
    assert "On the same month last year Up 4.4 percentage points from 80.0% (400 of 500) in Sep 2024" in words
    assert "On the month before Down 1.6 percentage points from 86.0% (430 of 500) in Aug 2025" in words


def test_figures_stand_under_their_subject(warehouse, page):
    """Metrics come in the order of the catalogue; one that has left it stays with those numbered like it."""
    warehouse.publish(1)
    warehouse.metric("plans_of_old", catalogue_id="CP99")
    warehouse.metric("unheard_of", catalogue_id="XX01")
    for code in list(METRICS)[1::-1]:
        warehouse.metric(code, catalogue_id=METRICS[code].catalogue_id)
    text = page(markup=True)
    headings = re.findall(r'<h2 id="subject-\d">(.*?)</h2>', text)
    first, last = next(iter(SUBJECTS)), list(SUBJECTS)[-1]
    assert headings == [first, last, "Other measures"]
    assert re.findall(r'<h3 id="measure-(.*?)">', text) == [*list(METRICS)[:2], "plans_of_old", "unheard_of"]


def test_twelve_months_are_in_the_table(warehouse, page):
    """A month that is not covered has a line of its own in the table, without a figure."""
    warehouse.publish(1)
    warehouse.metric("contacts")
    for month in ("2025-09", "2025-08", "2024-10", "2024-09"):
        warehouse.value("contacts", 100, month=month)
    rows = re.findall(r'<th role="rowheader" scope="row">(.*?)</th>', page(markup=True))
    assert rows[0] == "Oct 2024"
    assert rows[-1] == "Sep 2025"
    assert len(rows) == 12
    assert "Jan 2025 Not available z: not covered in full by the extracts" in page()


def test_provisional_is_a_word(warehouse, page):
    """Whether a figure is provisional does not depend on seeing a colour."""
    warehouse.publish(1)
    warehouse.metric("contacts")
    warehouse.value("contacts", 100, is_provisional=True)
    assert "Sep 2025 Provisional" in page()


def test_a_metric_without_a_figure_says_so(warehouse, page):
    """A metric that no extract covers is on the page, as not available."""
    warehouse.publish(1)
    warehouse.metric("plan_reviews", label="Plans reviewed in time", catalogue_id="CP08")
    assert "Plans reviewed in time" in page()
    assert "Not available z: the extracts do not cover a whole period yet." in page()


def test_only_the_current_publication_is_shown(warehouse, page):
    """A value that was replaced, and one that came later, are not on the page."""
    warehouse.metric("contacts")
    for publication_id in (1, 2, 3):
        warehouse.publish(publication_id, point=publication_id == 2)
    warehouse.value("contacts", 111, first_publication_id=1, last_publication_id=1)
    warehouse.value("contacts", 222, first_publication_id=2, last_publication_id=2)
    warehouse.value("contacts", 333, first_publication_id=3)
    words = page()
    assert "222" in words
    assert not {"111", "333"} & set(words.split())
    assert "An earlier publication is shown." in words


def test_cuts_are_not_on_the_page(warehouse, page):
    """The page shows totals: a team's figures are for its manager."""
    warehouse.publish(1)
    warehouse.metric("contacts")
    warehouse.value("contacts", 100)
    warehouse.value("contacts", 77, cut_name="team", cut_value="Team North")
    assert "77" not in page().split()
    assert "Team North" not in page()


def test_shares_of_a_whole_are_a_table(warehouse, page):
    """A metric that has no total, because its groups share a whole, shows the groups, largest first."""
    warehouse.publish(1)
    warehouse.metric("referrals_by_source", label="Referrals by source", unit="percent")
    warehouse.share("referrals_by_source", 20, 80, cut_name="source", cut_value="Schools")
    warehouse.share("referrals_by_source", 60, 80, cut_name="source", cut_value="Police")
    words = page()
    assert "Police 75.0% 60 of 80" in words
    assert words.index("Police") < words.index("Schools")


def test_shares_by_team_are_never_shown(warehouse, page):
    """Nor does a metric that exists by team only."""
    warehouse.publish(1)
    warehouse.metric("referrals_by_team", unit="percent")
    warehouse.share("referrals_by_team", 60, 80, cut_name="team", cut_value="Team North")
    assert "Team North" not in page()


def test_years_to_date_are_told_apart(warehouse, page):
    """All years to date of one year start on 1 April; each is compared with the one as long as itself."""
    warehouse.publish(1)
    warehouse.metric("contacts")
    warehouse.value("contacts", 10)
    for end, value in ((date(2025, 9, 30), 660), (date(2024, 9, 30), 600), (date(2024, 12, 31), 900)):
        start = date(end.year, 4, 1)
        warehouse.value(
            "contacts",
            value,
            period_type="year_to_date",
            period_start=start,
            period_end=end,
            same_period_last_year_start=date(end.year - 1, 4, 1),
        )
    assert "Up 10.0%, from 600 in 2024-25 to date (30 September 2024)" in page()


def test_stocks_are_counted_on_a_day(warehouse, page):
    """A stock has a day, and is compared with the end of the month before."""
    warehouse.publish(1)
    warehouse.metric("plans", catalogue_id="CP01")
    warehouse.value("plans", 276, period_type="at_date")
    warehouse.value("plans", 240, period_type="at_date", month="2025-08")
    words = page()
    assert "30 September 2025" in words
    assert "On the end of the month before Up 15.0% from 240 on 31 August 2025" in words


def test_the_newest_period_of_a_lagging_metric_says_so(warehouse, page):
    """A metric that needs longer follow-up ends earlier than the others, and the page says why."""
    warehouse.publish(1)
    warehouse.metric("contacts", catalogue_id="FD01")
    warehouse.metric("conversion", catalogue_id="SP04")
    warehouse.value("contacts", 10)
    warehouse.value("conversion", 5, month="2025-07")
    assert page().count("The newest period that the extracts cover in full for this measure.") == 1


def test_the_header_says_which_publication(warehouse, page):
    """As-at date, publication, when it was known, load, and what is open."""
    warehouse.publish(4, load_id=7, as_at=date(2025, 9, 30), published_at=datetime(2025, 10, 1, 5, 31))
    warehouse.extract("september")
    warehouse.finding("september", "8696")
    warehouse.held("september", "8696")
    words = page()
    assert "As at 30 September 2025 Publication 4 Known since 1 October 2025, 05:31 UTC Load 7" in words
    assert "Open findings 1 finding ; 1 row held back" in words


def test_withheld_figures_are_announced(warehouse, page):
    """When the newest load failed its audit, the page says that it shows older figures, and which check failed."""
    warehouse.publish(4, load_id=7)
    warehouse.load(8, as_at=date(2025, 10, 31))
    warehouse.audited(8)
    words = page()
    assert "Newer data is not shown. Load 8 (as at 31 October 2025) has not been published" in words
    assert "percentage_range: A percentage lies outside 0 to 100. (2 figures)" in words


def test_a_withheld_metric_is_marked_with_its_reason(warehouse, page):
    """Beside the figures that were renewed, its last figure says that it is one, and why."""
    warehouse.publish(4, load_id=7)
    warehouse.metric("contacts", catalogue_id="FD01")
    warehouse.metric("conversion", catalogue_id="SP04")
    warehouse.value("contacts", 10)
    warehouse.value("conversion", 5)
    warehouse.withheld(4, "conversion", "percentage_range: A percentage lies outside 0 to 100.")
    words = page()
    assert "1 measure not renewed." in words
    assert words.count("percentage_range: A percentage lies outside 0 to 100.") == 1


def test_a_load_that_changed_no_figure_is_not_withheld(warehouse, page):
    """A load that passed its audit and brought no new figure leaves the publication as it is."""
    warehouse.publish(4, load_id=7)
    warehouse.load(8)
    warehouse.audited(8, state="passed", failed=0)
    assert "Newer data is not shown" not in page()


def test_a_roll_back_does_not_look_withheld(warehouse, page):
    """The newest load was published; a person went back."""
    warehouse.publish(4, load_id=7)
    warehouse.publish(5, load_id=8, point=False)
    warehouse.load(8)
    words = page()
    assert "Newer data is not shown" not in words
    assert "An earlier publication is shown. Publication 5 exists" in words


def test_before_the_first_publication(warehouse, page):
    """The page is there, and says that there is nothing yet."""
    assert "Nothing has been published yet." in page()


def test_small_numbers_are_not_for_publication(warehouse, page):
    """The page holds exact counts and says what that means."""
    warehouse.publish(1)
    assert "Internal: contains small numbers, do not publish." in page()


def test_the_definition_is_at_hand(warehouse, page):
    """Description, source, version and polarity are on the page, in the version that was published."""
    warehouse.publish(1)
    warehouse.metric("contacts", description="The first wording.", polarity="low is good")
    warehouse.metric("contacts", description="A later wording.", definition_version=2)
    warehouse.value("contacts", 10)
    words = page()
    assert "The first wording." in words
    assert "A later wording." not in words
    assert "version 1. Source: DfE: Children in need, table C1." in words
    assert "A lower figure is better." in words


def test_the_index_leads_to_every_page(warehouse, tmp_path):
    """Authorities are in the order of their names, each with its state."""
    warehouse.publish(4)
    index = write_index(warehouse.connection, tmp_path, [("999", "Sampleton"), ("998", "Otherham")])
    text = index.read_text(encoding="utf-8")
    assert re.findall(r'href="(.*?\.html)"', text) == [
        "scorecard-998.html",
        "quality-998.html",
        "scorecard-999.html",
        "quality-999.html",
    ]
    assert "as at 30 September 2025, publication 4" in text
    assert "nothing published yet" in text


@pytest.fixture
def beside_others(warehouse, authority, tmp_path, benchmarks):
    """Write the page of one percentage with benchmarks, and return it."""

    def written(**parts):
        warehouse.publish(1)
        warehouse.metric("re_referrals", catalogue_id="FD08", label="Re-referrals", unit="percent")
        for month in range(1, 10):
            warehouse.share("re_referrals", 10 + month, 60, month=f"2025-{month:02}")
        made = benchmarks(benchmarks.comparator(**parts), ranges=[benchmarks.normal_range()])
        page = write_scorecard(warehouse.connection, tmp_path, benchmarks=made, **authority)
        return page.read_text(encoding="utf-8")

    return written


def test_a_page_without_benchmarks_is_as_it_was(warehouse, page):
    """Nothing of the comparison is there: no heading, no empty frame, no explanation."""
    warehouse.publish(1)
    warehouse.metric("re_referrals", unit="percent")
    warehouse.share("re_referrals", 10, 60)
    warehouse.share("re_referrals", 12, 60, month="2025-08")
    body = page(markup=True).partition("</style>")[2]
    for trace in (
        "overview",
        'class="compared"',
        'class="strip"',
        'class="band"',
        'class="key"',
        "England",
        "normal range",
    ):
        assert trace not in body


def test_a_figure_stands_beside_others(beside_others):
    """Overview, block, band and England's line are all on the page."""
    text = beside_others()
    assert '<a href="#measure-re_referrals">Re-referrals</a>' in text
    assert "123rd of 149 authorities. First has the lowest figure, which is best." in text
    assert "Normal range of this authority&#39;s own months: 18.0% to 26.0%" in text
    assert "England: 22.4% (2023-24)." in text
    for drawn in ('class="strip"', 'class="band"', 'class="dashed"', 'class="outside"'):
        assert drawn in text


def test_names_on_the_page_are_unique(beside_others):
    """Each picture is tied to a title and a description of its own."""
    names = re.findall(r'\bid="(.*?)"', beside_others())
    assert len(names) == len(set(names))


def test_counts_keep_their_comparison_folded(beside_others):
    """What follows the size of an authority is there for those who ask."""
    text = beside_others(unit="count", decimal_places=0)
    assert re.search(r"<details>\s*<summary>Beside others, 2023-24", text)
    assert "Overview" not in text
