"""The nightly run as a Prefect flow: scheduled, retried and shown by a Prefect server."""

from pathlib import Path

from prefect import flow
from prefect.schedules import Cron

from flows.nightly import nightly
from flows.settings import Settings, load_settings
from flows.steps import without_records
from flows.summary import ExitCode, Summary


class RunNeedsAttention(Exception):
    """The run ended with something that a person must see; the message holds counts only."""

    def __init__(self, summary: Summary) -> None:
        states = [result.state for result in summary.extracts]
        withheld = sum(bool(result.withheld) for result in summary.publications)
        super().__init__(
            f"{summary.exit_code.name.lower()}: {states.count('unreadable')} extracts unreadable, "
            f"{states.count('stopped')} stopped, {withheld} publications withheld, {len(summary.failures)} failures"
        )
        self.summary = summary


@flow(name="lodestar-nightly", persist_result=False, log_prints=False, validate_parameters=False)
def nightly_flow(project: str) -> Summary:
    """Run the nightly flow for a project folder; fails, with counts only, if the run needs attention."""
    summary = without_records(nightly)(Path(project))
    if summary.exit_code not in (ExitCode.SUCCESS, ExitCode.BUSY):
        raise RunNeedsAttention(summary)
    return summary


def run_under_prefect(project: Path) -> Summary:
    """
    Run the flow once under the Prefect server in use (a temporary one where none is configured).

    Raises `SettingsError` for settings that do not hold, before there is a flow run.
    """
    load_settings(project)
    try:
        return nightly_flow(str(project.resolve()))
    except RunNeedsAttention as ended:
        return ended.summary


def serve(settings: Settings) -> None:
    """Run the flow on its schedule from this process, registered with the Prefect server in use."""
    nightly_flow.serve(
        name="nightly-served",  # one of its own: serving takes a deployment over, and pauses it when it stops
        parameters={"project": str(settings.project)},
        schedule=Cron(settings.schedule.cron, timezone=settings.schedule.timezone),
    )
