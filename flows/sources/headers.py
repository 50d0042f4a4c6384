"""
Column headings found by what they mean, not by where they stand or how they are typed.

Case, accents, spaces, punctuation, curly quotes, word order and the sector's abbreviations make no difference:
"Date of Referral", "REFERRAL DATE" and "referral_date" are one heading, and so are "CPP" and "Child Protection
Plan".
A heading with one slip of the pen ("Date of Refferal") is recognised too, but reported as guessed.
Nothing weaker is tried: "Plan Start Date" and "Plan End Date" are nearly the same text and opposite facts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property

Meaning = frozenset[str]

_ABBREVIATIONS = tuple(
    (re.compile(rf"\b(?:{short})\b"), full)
    for short, full in (
        ("no of|num of|count of", "number of"),
        ("no further action", "nfa"),
        ("d o b|dob", "date of birth"),
        ("s ?47s?|sec 47s?", "section 47"),
        ("icpcs?", "initial child protection conference"),
        ("cpp|cpps", "child protection plan"),
        ("cp", "child protection"),
        ("cin", "child in need"),
        ("epo", "emergency protection order"),
        ("la", "local authority"),
        ("identifier|identification", "id"),
        ("six", "6"),
        ("twelve", "12"),
        ("yrs|years?", "year"),
        ("mths?|mnths?", "month"),
    )
)
_ABBREVIATED = re.compile("|".join(short.pattern for short, _ in _ABBREVIATIONS))
_FILLER = re.compile(
    r"a|an|and|any|are|as|at|been|did|do|does|for|from|has|have|if|in|is|it|of|on|or|the|their|this|to|was|were|with"
    r"|y|n"
)
_NO_LETTER = re.compile(r"[\d\W_]*")
_SHORTEST_GUESS = 5  # letters; below that one slip makes another word (new, now, not)
_CLOSE_ENOUGH = 0.6


def plain(text: str) -> str:
    """Return the heading in lower case, one space between words, without punctuation, accents and quotes."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text if text.isascii() else unicodedata.normalize("NFKD", text))
    if not parted.isascii():
        parted = "".join(letter for letter in parted if not unicodedata.combining(letter))
    letters = parted.casefold()
    letters = re.sub(r"['‘’‚‛`´ʼ]", "", letters)
    return " ".join(re.findall(r"[^\W_]+", letters))


def meaning(text: str) -> Meaning:
    """Return the words that carry the meaning: in full, in the singular, in no particular order."""
    words = plain(text)
    if _ABBREVIATED.search(words):
        for short, full in _ABBREVIATIONS:
            words = short.sub(full, words)
    return frozenset(_singular(word) for word in words.split() if not _FILLER.fullmatch(word))


@dataclass(frozen=True)
class Heading:
    """A column that a format knows: its name with us, its official title, and other titles seen in use."""

    name: str
    title: str
    aliases: tuple[str, ...] = ()

    @cached_property
    def meaning(self) -> Meaning:
        """What the official title means."""
        return meaning(self.title)

    @cached_property
    def other_meanings(self) -> frozenset[Meaning]:
        """What the other titles mean."""
        return frozenset(meaning(alias) for alias in self.aliases) - {self.meaning}


class Headings(tuple[Heading, ...]):
    """The headings of one kind of table, with all that they may mean."""

    @cached_property
    def users(self) -> Mapping[Meaning, tuple[int, ...]]:
        """Which of the headings may mean it."""
        found: dict[Meaning, list[int]] = {}
        for place, heading in enumerate(self):
            for each in {heading.meaning, *heading.other_meanings}:
                found.setdefault(each, []).append(place)
        return {each: tuple(places) for each, places in found.items()}

    @cached_property
    def meanings(self) -> frozenset[Meaning]:
        """All that any of them may mean."""
        return frozenset(self.users)

    @cached_property
    def vocabulary(self) -> Meaning:
        """The words of all that."""
        return frozenset().union(*self.meanings)

    @cached_property
    def but_a_word(self) -> Mapping[Meaning, list[tuple[str, str]]]:
        """Headings, each with a word of it that may have been mistyped, by its other words."""
        found: dict[Meaning, list[tuple[str, str]]] = {}
        for heading in self:
            for wanted in {heading.meaning} | heading.other_meanings:
                for word in wanted:
                    found.setdefault(wanted - {word}, []).append((heading.name, word))
        return found

    @cached_property
    def in_words(self) -> bool:
        """Whether none is a mere number."""
        return all(any(letter.isalpha() for word in each for letter in word) for each in self.meanings)


class Rows(Sequence[list[Meaning]]):
    """What the cells of rows mean, found out where somebody asks: most rows hold no headings."""

    def __init__(self, rows: Sequence[Sequence[str | None]], meaning_of: Callable[[str], Meaning]) -> None:
        self._rows = [*rows]
        self._meaning_of = meaning_of
        self._read: dict[int, list[Meaning]] = {}
        self._in_words: dict[int, frozenset[Meaning]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> list[Meaning]:
        """Return what the cells of a row mean."""
        if place not in self._read:
            self._read[place] = [self._meaning_of(cell or "") for cell in self._rows[place]]
        return self._read[place]

    def in_words(self, place: int) -> frozenset[Meaning]:
        """Return what those cells of a row mean that have a letter."""
        if place not in self._in_words:
            cells = (cell for cell in self._rows[place] if cell and not _NO_LETTER.fullmatch(cell))
            self._in_words[place] = frozenset(map(self._meaning_of, cells))
        return self._in_words[place]


@dataclass(frozen=True)
class HeaderMatch:
    """
    Where each heading was found in one row of cells, as positions counted from 0.

    `duplicated` holds the headings with more than one equally good cell; they have a place in `positions` too,
    the first, and it is for the caller to say whether that will do.
    """

    positions: dict[str, int] = field(default_factory=dict)
    duplicated: dict[str, tuple[int, ...]] = field(default_factory=dict)
    guessed: tuple[str, ...] = ()
    unused: tuple[int, ...] = ()


def match_headers(meanings: Sequence[Meaning], headings: Headings) -> HeaderMatch:
    """
    Find each heading among the meanings of a row's cells.

    The official title goes before an alias and an alias before a guess, so that an extra column with a similar
    name never takes the place of the real one.
    """
    return _with_guesses(_match_exactly(meanings, headings), meanings, headings)


def _match_exactly(meanings: Sequence[Meaning], headings: Headings) -> HeaderMatch:
    places: dict[Meaning, list[int]] = {}
    for place, found_meaning in enumerate(meanings):
        if found_meaning in headings.users:
            places.setdefault(found_meaning, []).append(place)
    likely = [headings[user] for user in sorted({user for each in places for user in headings.users[each]})]
    positions: dict[str, int] = {}
    duplicated: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    for wanted in (lambda heading: (heading.meaning,), lambda heading: heading.other_meanings):
        for heading in likely:
            if heading.name in positions:
                continue
            stand = [places[each] for each in wanted(heading) if each in places]
            found = sorted(place for each in stand for place in each if place not in taken) if stand else []
            if found:
                positions[heading.name] = found[0]
                taken.update(found)
                if len(found) > 1:
                    duplicated[heading.name] = tuple(found)
    unused = tuple(place for place, found_meaning in enumerate(meanings) if found_meaning and place not in taken)
    return HeaderMatch(positions, duplicated, unused=unused)


def find_header_row(
    rows: Sequence[Sequence[Meaning]], headings: Headings, *, least: int = 2
) -> tuple[int, HeaderMatch] | None:
    """Return the row that matches most headings, the first of equals, if it matches at least `least` of them."""
    index, best = 0, HeaderMatch()
    for place in range(len(rows)):
        seen = rows.in_words(place) if headings.in_words and isinstance(rows, Rows) else rows[place]
        if len(headings.meanings.intersection(seen)) > len(best.positions):
            found = _match_exactly(rows[place], headings)
            if len(found.positions) > len(best.positions):
                index, best = place, found
    return (index, _with_guesses(best, rows[index], headings)) if len(best.positions) >= least else None


def closest(heading: Heading, texts: Sequence[str]) -> str | None:
    """Return the text most like the heading's title, if any is like it at all, as a hint for a person."""
    scored = [(SequenceMatcher(None, plain(heading.title), plain(text)).ratio(), text) for text in texts]
    score, text = max(scored, default=(0.0, ""))
    return text if score >= _CLOSE_ENOUGH else None


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _with_guesses(exact: HeaderMatch, meanings: Sequence[Meaning], headings: Headings) -> HeaderMatch:
    """Add the headings whose only free candidate differs by one slip in one word that means nothing else."""
    candidates: dict[str, set[int]] = {}
    for place in exact.unused:
        strange = meanings[place] - headings.vocabulary
        if len(strange) != 1:
            continue
        for name, meant in headings.but_a_word.get(meanings[place] - strange, ()):
            if name not in exact.positions and _is_slip(*strange, meant):
                candidates.setdefault(name, set()).add(place)
    claimed = Counter(place for places in candidates.values() for place in places)
    alone = {name: next(iter(places)) for name, places in candidates.items() if len(places) == 1}
    guesses = {name: place for name, place in alone.items() if claimed[place] == 1}
    if not guesses:
        return exact
    return replace(
        exact,
        positions=exact.positions | guesses,
        guessed=tuple(heading.name for heading in headings if heading.name in guesses),
        unused=tuple(place for place in exact.unused if place not in guesses.values()),
    )


def _is_slip(typed: str, meant: str) -> bool:
    return min(len(typed), len(meant)) >= _SHORTEST_GUESS and _one_slip(typed, meant)


def _one_slip(typed: str, meant: str) -> bool:
    """Tell whether letters were doubled, or one was added, left out, changed, or swapped with its neighbour."""
    if any(letter.isdigit() for letter in typed + meant):
        return False
    if re.sub(r"(.)\1+", r"\1", typed) == re.sub(r"(.)\1+", r"\1", meant):
        return True
    same = 0
    while same < min(len(typed), len(meant)) and typed[same] == meant[same]:
        same += 1
    rest, other = typed[same:], meant[same:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or swapped
