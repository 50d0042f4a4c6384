"""Report: write the pages of the current publications."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.opened import opened
from flows.reports.benchmarks import read_benchmarks
from flows.reports.quality import write_quality
from flows.reports.scorecard import write_index, write_scorecard
from flows.run import Run, described, utc_now
from flows.settings import Settings
from flows.steps import step
from warehouse import overview


@step
def report(run: Run) -> list[str]:
    """
    Write the scorecard and the quality page of each authority, where they are not of the present state.

    Pages that cannot be written keep nobody from being told of the rest.
    """
    index = run.settings.path(run.settings.reports) / "index.html"
    try:
        with run.engine.connect() as connection:
            changed_at = overview.changed_at(connection, today=utc_now().date())
        if run.summary.changed or not index.exists() or _written_at(index) <= changed_at:
            run.summary.pages = _write(run.settings, run.engine)
    except Exception as error:
        for authority in run.settings.authorities:
            run.fail(authority.code, f"the pages were not written: {described(error)}")
    return run.summary.pages


def _written_at(page: Path) -> datetime:
    return datetime.fromtimestamp(page.stat().st_mtime, UTC).replace(tzinfo=None)


def write_pages(project: Path) -> list[str]:
    """Write the pages of a project again and return their paths."""
    settings, engine = opened(project)
    return _write(settings, engine)


def _write(settings: Settings, engine) -> list[str]:
    folder = settings.path(settings.reports)
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    days = settings.privacy.quarantine_days
    kept_since = datetime.min if days is None else utc_now() - timedelta(days=days)
    with engine.connect() as connection:
        for authority in settings.authorities:
            who = {"authority_code": authority.code, "authority_name": authority.name, "today": utc_now().date()}
            benchmarks = read_benchmarks(connection, authority.code)
            pages.append(write_scorecard(connection, folder, benchmarks=benchmarks, **who))
            pages.append(write_quality(connection, folder, **who, teams=authority.teams, kept_since=kept_since))
        pages.insert(0, write_index(connection, folder, [(each.code, each.name) for each in settings.authorities]))
    return [str(page) for page in pages]
