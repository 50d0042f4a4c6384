"""Look at publications, and go back to an earlier one."""

from collections.abc import Iterator
from pathlib import Path

from flows.opened import looking_at, opened
from flows.reporting import write_pages
from flows.run import utc_now
from flows.settings import SettingsError
from warehouse import publication
from warehouse.engine import writing


def list_publications(project: Path, *, authority: str = "") -> Iterator[str]:
    """Yield an authority's publications, newest first; the current one is marked."""
    with looking_at(project) as (settings, connection):
        for each in publication.publications(connection, settings.chosen(authority)[0].code).to_dict("records"):
            mark = "current" if each["is_current"] else ""
            yield (
                f"{each['publication_id']:>5}  {each['published_at']:%d %B %Y %H:%M} UTC  "
                f"as at {each['as_at']:%d %B %Y}  load {each['load_id']}  "
                f"{each['values_total']:,} figures, {each['values_new']:,} new  {mark}"
            ).rstrip()


def roll_back(project: Path, *, authority: str = "", publication_id: int) -> str:
    """
    Make an earlier publication what readers see, on the pages too.

    Raises `SettingsError` where there is no such one.
    """
    settings, engine = opened(project)
    code = settings.chosen(authority)[0].code
    with writing(engine) as connection:
        try:
            publication.rollback(connection, code, publication_id, utc_now())
        except publication.UnknownPublication as error:
            raise SettingsError(str(error)) from None
    write_pages(project)
    return f"Readers of {code} now see publication {publication_id}."
