"""Let go of what was held longer than the council keeps it."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from flows.counts import plural
from flows.run import Run, open_run, utc_now
from flows.settings import AuthoritySettings, SettingsError, load_settings
from flows.steps import step
from warehouse import explanations, quarantine

logger = logging.getLogger("lodestar")


@step
def expire(run: Run, authority: AuthoritySettings) -> int:
    """
    Delete what an authority has held, and reasons of explanations that have been over, for `privacy.quarantine_days`.

    Without that setting nothing expires.
    """
    if run.settings.privacy.quarantine_days is None:
        return 0
    with run.writing_for(authority.code) as connection:
        return expire_held(run, connection, authority.code)


def expire_now(project: Path, *, authority: str = "") -> Iterator[str]:
    """Do what every run does, at once, and yield how many entries went; raises `SettingsError` without the setting."""
    if load_settings(project).privacy.quarantine_days is None:  # before a run is opened, which would have failed
        raise SettingsError("Nothing expires: lodestar.toml has no quarantine_days under [privacy].")
    with open_run(project, command="quarantine expire") as run:
        for each in run.settings.chosen(authority):
            with run.leased(each.code):
                went = plural(expire(run, each), "entry", "entries")
                yield f"{each.code}: {went} deleted; their rows count as dropped (retention)."


def expire_held(run: Run, connection: Connection, authority_code: str) -> int:
    """Do it in a transaction of the caller's; return how many entries went."""
    days = run.settings.privacy.quarantine_days
    if days is None:
        return 0
    before = utc_now() - timedelta(days=days)
    explanations.forget(connection, authority_code, before=before)
    expired = quarantine.expire(connection, authority_code, before=before)
    if expired:
        run.summary.expired += expired
        went = plural(expired, "entry", "entries")
        logger.info("%s: %s of the quarantine older than %s days, deleted.", authority_code, went, days)
    return expired
