"""Who is told of what: a problem goes to the channels of its owners, and where it has none, to every channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from expectations.contract import Severity
from flows.alerts.channels import Channel
from flows.alerts.problem import Problem


@dataclass(frozen=True, kw_only=True)
class Owner:
    """
    People who are told of some problems, and their channels.

    `datasets` are patterns such as "child_protection_*"; a problem that is of no dataset (a whole file, a run) fits
    none of them. What is left empty fits every problem.
    """

    channels: frozenset[str]
    name: str = ""
    datasets: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()

    def owns(self, problem: Problem) -> bool:
        """Whether a problem is theirs."""
        return (
            (not self.datasets or any(fnmatchcase(problem.dataset, pattern) for pattern in self.datasets))
            and (not self.authorities or problem.authority_code in self.authorities)
            and (not self.severities or problem.severity in self.severities)
        )


def route(problem: Problem, channels: Mapping[str, Channel], owners: Sequence[Owner]) -> tuple[list[str], str | None]:
    """Return the channels that are told of a problem, and the names of its owners for the message."""
    owning = [owner for owner in owners if owner.owns(problem)]
    named = {name for owner in owning for name in owner.channels} if owning else channels.keys()
    told = [name for name, channel in channels.items() if name in named and channel.takes(problem.severity)]
    return told, ", ".join(dict.fromkeys(owner.name for owner in owning if owner.name)) or None
