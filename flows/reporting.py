"""Report: write the pages of the current publications."""

from pathlib import Path

from flows.reports.quality import write_quality
from flows.reports.scorecard import write_index, write_scorecard
from flows.run import Run
from flows.settings import Settings, load_settings
from flows.steps import step
from warehouse.engine import check_schema, connect


@step
def report(run: Run) -> list[str]:
    """Write the scorecard and the quality page of each authority, where the run changed anything or they are gone."""
    folder = run.settings.path(run.settings.reports)
    if run.summary.changed or not (folder / "index.html").exists():
        run.summary.pages = _write(run.settings, run.engine)
    return run.summary.pages


def write_pages(project: Path) -> list[str]:
    """Write the pages of a project again and return their paths."""
    settings = load_settings(project)
    engine = connect(settings.warehouse_url)
    check_schema(engine)
    return _write(settings, engine)


def _write(settings: Settings, engine) -> list[str]:
    folder = settings.path(settings.reports)
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    with engine.connect() as connection:
        for authority in settings.authorities:
            who = {"authority_code": authority.code, "authority_name": authority.name}
            pages.append(write_scorecard(connection, folder, **who))
            pages.append(write_quality(connection, folder, **who))
        pages.insert(0, write_index(connection, folder, [(each.code, each.name) for each in settings.authorities]))
    return [str(page) for page in pages]
