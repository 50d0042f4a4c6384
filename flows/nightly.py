"""The nightly run."""

from pathlib import Path

from flows.conforming import conform
from flows.expiring import expire
from flows.loading import load
from flows.publishing import publish
from flows.pulling import pull
from flows.reconciling import reconcile
from flows.reporting import report
from flows.run import open_run
from flows.summary import Summary
from flows.telling import tell


def nightly(project: Path) -> Summary:
    """
    Pull every authority's extracts, keep them, judge them, load the star, publish what passes, and tell people.

    Running it again with nothing new changes nothing; killing it anywhere loses and repeats nothing.
    """
    with open_run(project) as run:
        for authority in run.authorities():
            with run.unharmed_by(authority):
                pull(run, authority)
                for extract_id in run.extracts_to_conform(authority):
                    conform(run, extract_id)
                expire(run, authority)
                load(run, authority)
                publish(run, authority)
                reconcile(run, authority)
        report(run)
        tell(run)
    return run.summary
