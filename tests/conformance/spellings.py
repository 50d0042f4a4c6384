"""
How many of the spellings that the sector has met are read as the class that its list states for them.

    python -m tests.conformance.spellings

writes docs/reference/formats/annex-a-spellings.md from `reference/Annex_A_schema.yml` beside the repository, which
Social Finance gathered from real Annex A workbooks of many authorities.
The list states classes (`d) Health services`), our codes are finer (`3A` is a GP): a text is read as its class if the
code that it is read as belongs to it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

import expectations.datasets  # noqa: F401 - fills DATASETS
from expectations.codes import ClosureReason
from expectations.contract import DATASETS, UNMAPPED, CodeSet, Column
from flows.sources.annex_a_columns import LISTS
from flows.sources.headers import meaning
from tests.conformance.spelling_reasons import CONTRADICTION, NOT_LISTED, NOTHING_SAID, PROSE, REASONS, TWO_CLASSES
from transforms.conform.annex_a import NAMES
from transforms.parsing import Fate, reading_of
from transforms.spellings import spellings_of, words_of

ROOT = Path(__file__).parents[2]
LIST = ROOT.parent / "shared" / "data" / "reference" / "Annex_A_schema.yml"
PAGE = ROOT / "docs" / "reference" / "formats" / "annex-a-spellings.md"

ANSWERS = {"True": True, "False": False}
WORDS_OF_CLASSES = {  # classes that the list spells wrongly or twice, and what they are called
    "Bruy": "Bury",
    "Calerdale": "Calderdale",
    "Telford": "Telford and Wrekin",
    "Kingston": "Kingston upon Thames",
    "Flintshire": "WAL",
    "Ayrshire": "SCO",
    "North Ayrshire": "SCO",
    "Brighton and Hove City Council": "Brighton and Hove",
    "Essex County Council": "Essex",
    "Hampshire County Council": "Hampshire",
    "Leicester City Council": "Leicester",
    "London Borough of Hounslow": "Hounslow",
}
WIDER = {"h) Child not in need after assessment": {ClosureReason.RC9.label}}  # came after the list, within its class
MAPPED, RIGHTLY_UNMAPPED = "mapped", "rightly unmapped"


@dataclass(frozen=True)
class Spelling:
    """One text under one kind of column: the classes that the list states for it, and what it is read as."""

    kind: str
    column: Column
    text: str
    classes: frozenset[str]

    @cached_property
    def read(self) -> tuple[object, Fate]:
        """What parsing makes of the text."""
        return reading_of(self.column, self.text)

    @cached_property
    def stated(self) -> frozenset[object]:
        """The groups of our codes that the stated classes are; None for a class that we have not."""
        return frozenset(_stated(self.column, each) for each in self.classes)

    @property
    def wider(self) -> frozenset[object]:
        """The groups that are in the stated classes, also those that came after the list."""
        return self.stated.union(*(WIDER.get(each, ()) for each in self.classes))

    @property
    def is_clear(self) -> bool:
        """Whether the list states one class, and one that we have."""
        return len(self.stated) == 1 and None not in self.stated

    @property
    def outcome(self) -> str:
        """Whether the text is read as its class, or rightly or otherwise not."""
        value, fate = self.read
        if not self.is_clear:
            return RIGHTLY_UNMAPPED if fate is Fate.UNKNOWN else self.reason
        if fate is Fate.READ and _group(self.column, value) in self.wider:
            return MAPPED
        return self.reason

    @property
    def reason(self) -> str:
        """Why the text is not read as its class."""
        _, fate = self.read
        if fate is Fate.MISSING:
            return NOTHING_SAID
        if fate is Fate.READ:
            return TWO_CLASSES if len(self.stated) > 1 else CONTRADICTION
        return next((reason for reason, applies in REASONS if applies(self)), NOT_LISTED)


def spellings() -> list[Spelling]:
    """Return every spelling of the list once for each kind of column that it stands under."""
    texts: dict[tuple[str, str], Column] = {}
    classes: dict[tuple[str, str], set[str]] = defaultdict(set)  # of all texts that differ in capitals or stops only
    for kind, column, categories in _categories():
        for stated in categories:
            for text in _texts(stated):
                texts[kind, text] = column
                classes[kind, words_of(text)].add(str(stated["code"]))
    return [
        Spelling(kind, column, text, frozenset(classes[kind, words_of(text)])) for (kind, text), column in texts.items()
    ]


def _categories() -> Iterator[tuple[str, Column, list[dict]]]:
    declared = yaml.load(LIST.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))[
        "column_map"
    ]
    for each in LISTS:
        for title, spec in declared[each.name].items():
            if "category" in spec:
                column = _column(each, title)
                kind = column.type.__name__
                yield (f"{kind}: {column.name}" if kind in ("bool", "YesNoUnknown") else kind), column, spec["category"]


def _column(each, title: str) -> Column:
    (name,) = (column.name for column in each.columns if column.meaning == meaning(title))
    (found,) = (
        DATASETS[section.rpartition(".")[2]].columns[names[name]]
        for section, names in NAMES.items()
        if section.split(".")[1] == each.name and name in names
    )
    return found


def _texts(stated: dict) -> Iterator[str]:
    """Return the texts of a class, and for a pattern the shortest text that it takes."""
    names = stated["name"] if isinstance(stated["name"], list) else [stated["name"]]
    yield from map(str, names)
    for pattern in stated.get("cell_regex", ()):
        yield " ".join(re.sub(r"\[[^\]]*\]\*|\.\*|^/|/i$", " ", pattern).replace("\\", "").split())


def _stated(column: Column, stated: str) -> object:
    if column.type is bool:
        return ANSWERS[stated]
    answer = {"True": "Yes", "False": "No"}.get(stated, stated)
    member = spellings_of(column.type).meaning(WORDS_OF_CLASSES.get(answer.strip(), answer))
    return member.group if member else None


def _group(column: Column, value: object) -> object:
    return column.type(value).group if issubclass(column.type, CodeSet) and value != UNMAPPED else value


def page(found: list[Spelling]) -> str:
    """Return the page: the share by kind of column, and the rest by reason."""
    outcomes = {spelling: spelling.outcome for spelling in found}
    clear = [each for each in found if each.is_clear]
    mapped = sum(outcomes[each] == MAPPED for each in clear)
    unclear = [each for each in found if not each.is_clear]
    lines = [
        "# Annex A: the spellings met, and how they are read",
        "",
        "<!-- Written by `python -m tests.conformance.spellings`. Change the code sets, not this page. -->",
        "",
        "Social Finance has gathered how authorities really fill in the coded columns of Annex A, and which class each "
        "spelling belongs to (`Annex_A_schema.yml` of its pipeline, MIT licence).",
        "A spelling counts once for each kind of column. It is read as its class if the code that we read belongs to "
        "the class.",
        "",
        f"**{mapped:,} of the {len(clear):,} spellings for which the list states one class are read as it "
        f"({_percent(mapped, len(clear))}).**",
        f"Of {len(unclear):,} more the list states two classes, or one that we have not, or calls them an error: "
        f"{_unmapped(unclear, outcomes):,} of them are unmapped, as they should be.",
        "",
        "What is unmapped is loaded as the unmapped member, counted in the finding `unknown:...` with the codes that "
        "come closest, and kept in quarantine.",
        "",
        "| Kind of column | Spellings | Read as their class | Share |",
        "|---|---:|---:|---:|",
    ]
    for kind in sorted({each.kind for each in clear}):
        of_kind = [each for each in clear if each.kind == kind]
        right = sum(outcomes[each] == MAPPED for each in of_kind)
        lines.append(f"| {kind} | {len(of_kind):,} | {right:,} | {_percent(right, len(of_kind))} |")
    lines += ["", "## The rest, by reason", ""]
    counts = Counter(outcome for outcome in outcomes.values() if outcome != MAPPED)
    lines += ["| Why | Spellings |", "|---|---:|"]
    lines += [f"| {reason} | {count:,} |" for reason, count in counts.most_common()]
    for reason, _ in counts.most_common():
        rest = [each for each, outcome in outcomes.items() if outcome == reason]
        lines += ["", f"### {reason[0].upper()}{reason[1:]}", ""]
        for kind in sorted({each.kind for each in rest}):
            texts = [f"`{_shown(each.text)}`" for each in rest if each.kind == kind]
            listed = f"{len(texts)} in number" if reason == PROSE else ", ".join(sorted(set(texts)))
            lines.append(f"- {kind}: {listed}")
    return "\n".join(lines) + "\n"


def _unmapped(unclear: list[Spelling], outcomes: dict[Spelling, str]) -> int:
    return sum(outcomes[each] == RIGHTLY_UNMAPPED for each in unclear)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%"


def _shown(text: str) -> str:
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= 80 else f"{text[:77]}..."


if __name__ == "__main__":
    PAGE.write_text(page(spellings()), encoding="utf-8", newline="\n")
