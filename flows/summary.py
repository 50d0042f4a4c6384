"""What a run did, in counts: the only thing that a step returns or Prefect sees."""

from dataclasses import dataclass, field
from enum import IntEnum


class ExitCode(IntEnum):
    """How `lodestar run` ends, so that a scheduler can tell one trouble from another."""

    SUCCESS = 0
    OWN_FAILURE = 1
    USAGE = 2
    UNREADABLE = 3
    STOPPED = 4
    WITHHELD = 5
    BUSY = 6
    UNREACHABLE = 7


@dataclass(frozen=True)
class ExtractResult:
    """What became of one extract: rows in = loaded + quarantined + dropped."""

    authority_code: str
    file_name: str
    format: str
    state: str
    reason: str = ""
    rows_in: int = 0
    loaded: int = 0
    quarantined: int = 0
    dropped: int = 0
    quarantined_by: dict[str, int] = field(default_factory=dict)
    dropped_by: dict[str, int] = field(default_factory=dict)
    values_held: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LoadResult:
    """What one authority's load wrote."""

    authority_code: str
    load_id: int
    rows: int
    changed: bool
    repaired_by: dict[str, int] = field(default_factory=dict)  # rows, by rule
    withdrawn_by: dict[str, int] = field(default_factory=dict)  # rows that newer extracts took back, by dataset
    identifiers_joined: int = 0
    contradictions: int = 0

    @property
    def withdrawn(self) -> int:
        """Rows that a newer extract covers and no longer contains."""
        return sum(self.withdrawn_by.values())


@dataclass(frozen=True)
class PublicationResult:
    """What was published, and why nothing was or some metrics were not."""

    authority_code: str
    publication_id: int | None
    values: int = 0
    new: int = 0
    withheld: tuple[str, ...] = ()
    metrics_withheld: int = 0  # of those published: their last figures stand, marked


@dataclass
class Summary:
    """Everything that a person is told at the end of a run."""

    left_alone: list[str] = field(default_factory=list)
    not_recognised: list[str] = field(default_factory=list)
    seen_before: int = 0
    elsewhere: list[str] = field(default_factory=list)
    extracts: list[ExtractResult] = field(default_factory=list)
    loads: list[LoadResult] = field(default_factory=list)
    publications: list[PublicationResult] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    published: int = 0  # authorities that have a publication which readers see
    expired: int = 0  # entries of the quarantine
    alerts_sent: int = 0
    alerts_waiting: int = 0

    @property
    def changed(self) -> bool:
        """Whether the run changed anything in the warehouse."""
        return bool(
            self.extracts or self.loads or self.expired or any(done.publication_id for done in self.publications)
        )

    @property
    def exit_code(self) -> ExitCode:
        """The gravest thing that happened."""
        if self.failures:
            return ExitCode.OWN_FAILURE
        if any(result.withheld for result in self.publications):
            return ExitCode.WITHHELD
        if any(result.state == "stopped" for result in self.extracts):
            return ExitCode.STOPPED
        if any(result.state == "unreadable" for result in self.extracts):
            return ExitCode.UNREADABLE
        if self.unreachable:
            return ExitCode.UNREACHABLE
        return ExitCode.BUSY if self.busy else ExitCode.SUCCESS
