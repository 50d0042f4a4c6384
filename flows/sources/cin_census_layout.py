"""
The layout of the children in need census, 2017 to 2026, declared once in the order of DfE's schemas.

The reader and the writer both follow it.
The block PreProceedingsandFGDM is not in the schemas we hold; its names and place are those of the published
sample for 2026.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """An element with one value, in the layouts from `since` to `until`."""

    element: str
    since: int = 0
    until: int = 9999


@dataclass(frozen=True)
class Group:
    """An element that only holds others together; `always` is written even when there is nothing in it."""

    element: str
    parts: tuple["Field | Group | Record", ...]
    always: bool = False


@dataclass(frozen=True)
class Record:
    """An element that makes a row; without parts, its own text is the row's only value."""

    kind: str
    element: str
    number: str  # the column that counts these rows within their parent, from 1
    parts: tuple["Field | Group | Record", ...] = ()
    since: int = 0

    @property
    def fields(self) -> tuple[Field, ...]:
        """The values of a row; the first is the key by which rows beneath it name their parent."""
        return tuple(_fields(self.parts)) or (Field(self.element, since=self.since),)


def _fields(parts: tuple[Field | Group | Record, ...]) -> Iterator[Field]:
    for part in parts:
        if isinstance(part, Field):
            yield part
        elif isinstance(part, Group):
            yield from _fields(part.parts)


ASSESSMENT = Record(
    "assessments",
    "Assessments",
    "assessment_number",
    (
        Field("AssessmentActualStartDate"),
        Field("AssessmentInternalReviewDate"),
        Field("AssessmentAuthorisationDate"),
        Group(
            "FactorsIdentifiedAtAssessment",
            (Record("assessment_factors", "AssessmentFactors", "factor_number"),),
        ),
    ),
)
CIN_PLAN = Record(
    "cin_plan_dates",
    "CINPlanDates",
    "cin_plan_number",
    (Field("CINPlanStartDate", since=2022), Field("CINPlanEndDate", since=2022)),
    since=2022,
)
SECTION_47 = Record(
    "section_47",
    "Section47",
    "section_47_number",
    (
        Field("S47ActualStartDate"),
        Field("InitialCPCtarget"),
        Field("DateOfInitialCPC"),
        Field("ICPCnotRequired"),
    ),
)
CHILD_PROTECTION_PLAN = Record(
    "child_protection_plans",
    "ChildProtectionPlans",
    "plan_number",
    (
        Field("CPPstartDate"),
        Field("CPPendDate"),
        Field("InitialCategoryOfAbuse"),
        Field("LatestCategoryOfAbuse"),
        Field("NumberOfPreviousCPP"),
        Group("Reviews", (Record("reviews", "CPPreviewDate", "review_number"),)),
    ),
)
PRE_PROCEEDINGS = Record(
    "pre_proceedings",
    "PreProceedingsandFGDM",
    "pre_proceedings_number",
    tuple(
        Field(element, since=2026)
        for element in (
            "PPStartDate",
            "LBPSentDate",
            "FGDMMeetingOffer",
            "FGDMMeetingFac",
            "InitialPPMeetingDate",
            "ReviewMeetingsCount",
            "StepDecisionDate",
            "PPOutcome",
            "CourtAppDate",
            "LetterInitCPDate",
        )
    ),
    since=2026,
)
CIN_DETAILS = Record(
    "cin_details",
    "CINdetails",
    "cin_details_number",
    (
        Field("CINreferralDate"),
        Field("ReferralSource"),
        Field("PrimaryNeedCode"),
        Field("CINclosureDate"),
        Field("ReasonForClosure"),
        Field("DateOfInitialCPC"),
        ASSESSMENT,
        CIN_PLAN,
        SECTION_47,
        Field("ReferralNFA"),
        CHILD_PROTECTION_PLAN,
        PRE_PROCEEDINGS,
    ),
)
CHILD = Record(
    "children",
    "Child",
    "child_number",
    (
        Group(
            "ChildIdentifiers",
            (
                Field("LAchildID"),
                Field("UPN"),
                Field("FormerUPN"),
                Field("UPNunknown"),
                Field("PersonBirthDate"),
                Field("ExpectedPersonBirthDate"),
                Field("GenderCurrent", until=2024),
                Field("Sex", since=2025),
                Field("PersonDeathDate"),
            ),
            always=True,
        ),
        Group(
            "ChildCharacteristics",
            (
                Field("Ethnicity"),
                Group("Disabilities", (Record("disabilities", "Disability", "disability_number"),)),
            ),
            always=True,
        ),
        CIN_DETAILS,
    ),
)


class Node:
    """A record of the layout, compiled: what its rows carry and where its elements go."""

    def __init__(self, record: Record, *, parent: "Node | None" = None, path: tuple[str, ...] = ()) -> None:
        self.record = record
        self.kind = record.kind
        self.parent = parent
        self.path = "/".join(path) or record.element
        self.fields = tuple(part.element for part in record.fields)
        self.key = self.fields[0]
        self.numbers = (*(parent.numbers if parent else ()), record.number)
        self.inherited = (*parent.inherited, parent.record.number, parent.key) if parent else ()
        self.columns = (*self.inherited, record.number, *self.fields)
        self.position = {name: index for index, name in enumerate(self.fields)}
        self.nested: list[Node] = []
        # The way from an element's local name to a position in the row, a group's own such map, or a node.
        self.parts = self._compile(record.parts, path)

    def _compile(self, parts: tuple, path: tuple[str, ...]) -> dict[str, "int | dict | Node"]:
        compiled: dict[str, int | dict | Node] = {}
        for part in parts:
            if isinstance(part, Field):
                compiled[part.element] = self.position[part.element]
            elif isinstance(part, Group):
                compiled[part.element] = self._compile(part.parts, (*path, part.element))
            else:
                node = Node(part, parent=self, path=(*path, part.element))
                self.nested.append(node)
                compiled[part.element] = node
        return compiled

    def walk(self) -> Iterator["Node"]:
        """Yield this record and every record beneath it, in the order of the layout."""
        yield self
        for node in self.nested:
            yield from node.walk()


ROOT = Node(CHILD)
NODES = {node.kind: node for node in ROOT.walk()}

COLUMNS: dict[str, tuple[str, ...]] = {kind: node.columns for kind, node in NODES.items()}
"""The columns of each kind of record, without provenance: the way to the parent, then its own values."""
