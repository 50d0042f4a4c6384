"""Pull: keep every extract that has arrived, once."""

from flows.databases import pull_databases
from flows.fetching import fetch
from flows.keeping import Keeper, Kept
from flows.run import Run
from flows.settings import AuthoritySettings
from flows.steps import step


@step
def pull(run: Run, authority: AuthoritySettings) -> int:
    """Archive what is new in an authority's inbox and databases, and return how many extracts that is."""
    kept = (fetch if authority.is_remote else _look)(run, authority)
    was_reached = authority.code in run.present
    keeper = Keeper(run, authority)
    new = kept.new + pull_databases(run, authority, lambda arrival: keeper.keep(arrival).new)
    if not was_reached:  # what is wrong with the extracts in it is not over because they cannot be seen
        run.present.pop(authority.code, None)
    return new


def _look(run: Run, authority: AuthoritySettings) -> Kept:
    """Archive what is new in a folder that this machine reaches as one."""
    inbox = run.settings.path(authority.inbox)
    if not inbox.is_dir():
        run.fail(authority.code, "the inbox cannot be read; make it, or correct it in lodestar.toml.")
        return Kept()
    run.present[authority.code] = set()
    keeper = Keeper(run, authority)
    return sum(map(keeper.keep, keeper.arrivals(inbox, quiet_seconds=run.settings.sources.quiet_seconds)), Kept())
