"""
The scorecard: the current publication of an authority on one page, and the page that leads to every authority's.

Every figure stands beside what it is made of, its last twelve months, and its difference from a year ago; a
figure that is not known says why. Counts are exact, so the page is for people inside the authority.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from flows.reports.benchmarks import NOTHING, Benchmarks
from flows.reports.comparison import overview
from flows.reports.deliveries import deliveries
from flows.reports.measures import subjects
from flows.reports.pages import QUALITY, SCORECARD, page_name, write_page
from flows.reports.publications import current_publication, unpublished_load


def write_scorecard(
    connection: Connection,
    folder: Path,
    *,
    authority_code: str,
    authority_name: str,
    today: date,
    benchmarks: Benchmarks = NOTHING,
) -> Path:
    """
    Write an authority's scorecard into a folder and return its path.

    Where nothing has been published yet, the page says so; without benchmarks it compares with nobody.
    """
    published = current_publication(connection, authority_code)
    by_subject = subjects(published, benchmarks) if published else {}
    return write_page(
        folder / page_name(SCORECARD, authority_code),
        "scorecard.html.j2",
        authority_code=authority_code,
        authority_name=authority_name,
        quality_page=page_name(QUALITY, authority_code),
        published=published,
        unpublished=unpublished_load(connection, authority_code),
        deliveries=deliveries(connection, authority_code, today=today),
        subjects=by_subject,
        overview=overview((each.definition for measures in by_subject.values() for each in measures), benchmarks),
        has_ranges=bool(benchmarks.ranges),
    )


def write_index(connection: Connection, folder: Path, authorities: Iterable[tuple[str, str]]) -> Path:
    """Write `index.html`, which leads to the pages of each authority, given as code and name."""
    entries = [
        {
            "code": code,
            "name": name,
            "scorecard": page_name(SCORECARD, code),
            "quality": page_name(QUALITY, code),
            "published": current_publication(connection, code, with_values=False),
        }
        for code, name in sorted(authorities, key=lambda authority: authority[1].casefold())
    ]
    return write_page(folder / "index.html", "index.html.j2", entries=entries)
