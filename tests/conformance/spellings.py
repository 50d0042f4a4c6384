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
from expectations.codes.wording import wordings
from expectations.contract import DATASETS, UNMAPPED, CodeSet, Column
from flows.sources.annex_a_columns import LISTS
from flows.sources.headers import meaning
from transforms.conform.annex_a import NAMES
from transforms.parsing import Fate, read_text
from transforms.spellings import LONGEST, spellings_of, words_of

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
ABBREVIATIONS = frozenset(
    wordings(
        """
        autism | ceop | cmht | cpn | edt | ewo | fire | hosp | hous | hv | idva | iraq | lado | marac | nhs | ofsted |
        pct | pol | prob | sen | son | uasc | vision | wife | angus | greek | iraqi | polish | refuge | unk | anon |
        aut | beh | comm | con | dda | hand | hear | inc | ld | mob | pc | vis | nobt | refu | ward
        """
    )
)  # that mean one thing everywhere, or are words in capitals

OTHER_ANSWERS = frozenset({"Unborn", "CLA", "Non-CLA", "Offered and Declined (by YP)", "No Visit - new in last month"})
TWO_HEADINGS = frozenset({"Chinese or other ethnic group"})

MAPPED, RIGHTLY_UNMAPPED, MISSING = "mapped", "rightly unmapped", "read as missing"
TWO_CLASSES = "stands under two classes of the list"
NOTHING_SAID = "says that nothing is recorded, and is read as missing"
CONTRADICTION = "its own code, its words or DfE's grouping are of another class than the list states"
TWO_CODES = "names two codes"
MESSAGE = "a message of the exporting system"
NUMBER = "a bare number, which means one thing here and another there"
ABBREVIATION = "an abbreviation of one system"
PROSE = "a sentence about one case, or longer than a code can be"
OTHER_QUESTION = "answers another question than yes or no"
TOO_GENERAL = "too general for a code on which figures stand"
NOT_LISTED = "not listed yet"


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
        return read_text(self.column, self.text)

    @cached_property
    def stated(self) -> frozenset[object]:
        """The groups of our codes that the stated classes are; None for a class that we have not."""
        return frozenset(_stated(self.column, each) for each in self.classes)

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
        if fate is Fate.READ and _group(self.column, value) in _wider(self):
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
        return next((reason for reason, applies in _REASONS if applies(self)), NOT_LISTED)


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


def _wider(spelling: Spelling) -> frozenset[object]:
    return spelling.stated.union(*(WIDER.get(each, ()) for each in spelling.classes))


def _group(column: Column, value: object) -> object:
    return column.type(value).group if issubclass(column.type, CodeSet) and value != UNMAPPED else value


def _is_abbreviation(spelling: Spelling) -> bool:
    token = spelling.text.strip("() ")
    is_short = " " not in token and (token.isupper() or len(token) < 3) and len(token) <= 6
    return is_short and token.casefold() not in ABBREVIATIONS and not _begins_with(spelling)


def _names_two_codes(spelling: Spelling) -> bool:
    codes = {member.value for member in spelling.column.type if len(member.value) > 1 and not member.local}
    return len(set(re.findall(r"[A-Z0-9]+", spelling.text)) & codes) > 1 or spelling.text in TWO_HEADINGS


def _begins_with(spelling: Spelling) -> CodeSet | None:
    """Return the member whose code the text begins with."""
    token = re.match(r"[A-Za-z]{0,2}[0-9]+[A-Za-z]?", spelling.text)
    return next((member for member in spelling.column.type if token and member.value == token[0].upper()), None)


def _begins_with_another_code(spelling: Spelling) -> bool:
    member = _begins_with(spelling)
    return member is not None and member.group not in _wider(spelling)


def _is_prose(spelling: Spelling) -> bool:
    return len(spelling.text) > LONGEST or bool(re.search(r"\b(Dad|dated)\b", spelling.text))


_REASONS = (
    (MESSAGE, lambda it: bool(re.search(r"is not mapped|#MULTI|DO NOT USE|XXXX|opened in error|^Error", it.text))),
    (NUMBER, lambda it: not re.search(r"[A-Za-z]", it.text)),
    (OTHER_QUESTION, lambda it: it.column.type is bool or it.text in OTHER_ANSWERS),
    (TWO_CODES, _names_two_codes),
    (CONTRADICTION, _begins_with_another_code),
    (ABBREVIATION, _is_abbreviation),
    (PROSE, _is_prose),
    (
        TOO_GENERAL,
        lambda it: it.kind == "ClosureReason" and it.classes == set(WIDER) and "assess" not in it.text.casefold(),
    ),
)


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
