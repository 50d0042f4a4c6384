"""
Which code a delivered text stands for.

Systems write a code as itself (`N1`), as its label (`Abuse or neglect`), behind a letter or a number of their own
(`a) Abuse or neglect`, `31) Police`), with its label (`N1 - Abuse or Neglect`, `j) 3D: Health services`,
`Low income [N7]`), with examples (`Other, including strangers`), as the heading of a detail (`Low income: debts`),
behind capitals of the system's own (`POLI - Police`), or in words that the code set lists as spellings. Codes of
another list (`U4`, a foster placement) are spellings too. What was met in exports and follows no rule is looked up
as a whole (expectations/codes/met). Capitals, spaces and punctuation never matter.

What could mean two codes means none: a wrong code is worse than an unknown one. So nothing is matched by likeness,
and words that name another code contradict: `N1 - Low income` is unknown.
"""

import re
import unicodedata
from functools import cache, reduce

from expectations.codes import CategoryOfAbuse, ReferralSource
from expectations.codes.wording import met
from expectations.contract import CodeSet

SEVERAL: dict[type[CodeSet], CodeSet] = {CategoryOfAbuse: CategoryOfAbuse.MUL}
"""Code sets with a member that means two or more of the others together."""

WIDE: frozenset[type[CodeSet]] = frozenset({ReferralSource})
"""Code sets whose labels also serve as wide headings: `Education services - Grange Park` may well be a school."""

LONGEST = 300  # characters; whatever is longer is prose and names no code

_LETTER = re.compile(r"\(?[a-z]{1,2}[).]\s*(?=\S)", re.IGNORECASE)  # a) b. (c)
_NUMBER = re.compile(r"\(?(?P<number>[a-z.]{0,3}[0-9][a-z0-9.]{0,3})\)?\s*[-–—:.]?\s*(?P<words>.*)", re.IGNORECASE)
_CODE = re.compile(r"(?P<code>[a-z0-9]+)(?P<mark>\s*[-–—:]+\s*|\s*(?=[\[(])|\s+)(?P<words>.*)", re.IGNORECASE)
_CODE_IN_BRACKETS = re.compile(r"(?P<words>.*\S)\s*[\[(]\s*(?P<code>[a-z0-9]+)\s*[\])]\W*", re.IGNORECASE)
_EXAMPLES = re.compile(
    r"(?P<heading>.*?\w)\W*\b(?:including|incl?|e\.?g|i\.?e|for example|such as)\b[.:]?(?P<words>.*)", re.IGNORECASE
)
_DETAIL = re.compile(r"(?P<heading>.*?)(?:\s+[-–—>]|\s*[:(\[])(?P<words>.*)")
_LISTED = re.compile(r"[,;:/&+]|\s+and\s+|\s{2,}", re.IGNORECASE)
_OTHER_CODE = re.compile(r"[A-Z]{1,2}[0-9]{1,2}[A-Z]?")
_OWN_CODE = re.compile(r"(?P<own>[A-Z][A-Z0-9_/]{1,9})\s*[-–—:]+\s*(?P<words>.+)")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+")
_APOSTROPHES = re.compile(r"['’‘`´]")
_NO_WORD = re.compile(r"[\W_]+")


def words_of(text: str) -> str:
    """Return the bare words of a text, by which spellings are compared."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", text)).strip()


class Spellings:
    """The texts that stand for the members of one code set."""

    def __init__(self, codes: type[CodeSet]) -> None:
        self._several = SEVERAL.get(codes)
        self._is_wide = codes in WIDE
        self._by_code = {words_of(text): member for member in codes for text in (member.value, *_codes_among(member))}
        self._by_words: dict[str, CodeSet] = {}
        ambiguous = set()
        for member in codes:
            for spelling in (member.label, *member.spellings):
                for words in {words_of(spelling), words_of(_without_letter(spelling))}:
                    if self._by_words.setdefault(words, member) is not member:
                        ambiguous.add(words)
        for words in ambiguous:
            del self._by_words[words]
        self._met = {words_of(text): codes(code) for code, texts in met(codes.__name__).items() for text in texts}

    def meaning(self, text: str) -> CodeSet | None:
        """Return the member that a text stands for; None where it stands for none or might stand for two."""
        text = " ".join(text.splitlines()).strip()
        if len(text) > LONGEST:
            return None
        if member := self._in_full(text):
            return member
        whole_number = _WHOLE_NUMBER.fullmatch(text)
        bare = whole_number[1] if whole_number else _without_letter(text)
        if member := self._in_full(bare) or self._several_together(bare) or self._met.get(words_of(text)):
            return member
        if parts := self._parts(words_of(bare).split()):
            return reduce(_agreed, parts)
        return (
            self._code_and_detail(bare)
            or self._behind_a_number(bare)
            or self._behind_an_abbreviation(bare)
            or self._heading_and_detail(bare)
        )

    def _in_full(self, text: str) -> CodeSet | None:
        return self._named(words_of(text))

    def _named(self, words: str) -> CodeSet | None:
        return self._by_code.get(words) or self._by_words.get(words)

    def _several_together(self, text: str) -> CodeSet | None:
        """Return the member for several where the text lists at least two others and nothing else."""
        parts = {self._in_full(part) for part in _LISTED.split(text) if words_of(part)} - {self._several}
        return self._several if len(parts) > 1 and None not in parts else None

    def _parts(self, words: list[str]) -> list[CodeSet] | None:
        """Return the members that the words name one after the other; None where some words name none."""
        if member := self._named(" ".join(words)):
            return [member]
        for place in range(len(words) - 1, 0, -1):
            first = self._named(" ".join(words[:place]))
            rest = self._parts(words[place:]) if first else None
            if rest:
                return [first, *rest]
        return None

    def _code_and_detail(self, text: str) -> CodeSet | None:
        """
        Return the member whose code stands before words that no list holds, or in brackets behind them.

        The code has to look like one: `10 High Street`, `both parents` and `N-A` do not.
        """
        named = set()
        if found := _CODE.fullmatch(text):
            is_marked = bool(found["mark"].strip()) or found["words"].startswith(("[", "("))
            named.add(self._written(found["code"], is_marked=is_marked, is_number=is_marked))
        if found := _CODE_IN_BRACKETS.fullmatch(text):
            named.add(self._written(found["code"], is_marked=True, is_number=False))
        named.discard(None)
        return named.pop() if len(named) == 1 else None

    def _written(self, token: str, *, is_marked: bool, is_number: bool) -> CodeSet | None:
        member = self._by_code.get(words_of(token))
        if not member or (token.isdigit() and not is_number):
            return None
        is_code = is_marked and len(token) > 1 and token.isupper() and not member.local
        return member if is_code or not token.isalpha() else None

    def _behind_a_number(self, text: str) -> CodeSet | None:
        """Return the member that all the words name behind a number which is no code."""
        found = _NUMBER.fullmatch(text)
        number = words_of(found["number"]) if found else ""
        if not number or self._in_full(number) or any(_divides(number, code) for code in self._by_code):
            return None
        parts = self._parts(words_of(found["words"]).split())
        return reduce(_agreed, parts) if parts else None

    def _behind_an_abbreviation(self, text: str) -> CodeSet | None:
        """Return the member that the words name behind capitals that are a system's own: `POLI - Police`."""
        found = _OWN_CODE.fullmatch(text)
        own = words_of(found["own"]) if found else ""
        if not own or self._in_full(own) or any(_divides(own, code) for code in self._by_code if len(code) > 1):
            return None
        return self._in_full(found["words"]) or self._code_and_detail(found["words"])

    def _heading_and_detail(self, text: str) -> CodeSet | None:
        """
        Return the member named before examples or a detail that does not contradict it.

        One word is too little, unless it names a mere group: `White (Polish)`, but not `Other: debts`.
        """
        for pattern in (_EXAMPLES, _DETAIL)[: 1 if self._is_wide else 2]:
            found = pattern.fullmatch(text)
            heading = words_of(found["heading"]) if found else ""
            member = self._by_words.get(heading)
            if member and (" " in heading or member.local):
                detail = self._in_full(found["words"])
                return _agreed(member, detail) if detail else member
        return None


def _codes_among(member: CodeSet) -> list[str]:
    """Return the spellings that are codes of another list, as U4 is for a foster placement."""
    return [spelling for spelling in member.spellings if _OTHER_CODE.fullmatch(spelling)]


def _without_letter(text: str) -> str:
    return text[found.end() :] if (found := _LETTER.match(text)) else text


def _divides(number: str, code: str) -> bool:
    """Whether a number looks like an authority's own subdivision of a code, as N1c does, but not N10."""
    return number.startswith(code) and not number[len(code) :][:1].isdigit()


def _agreed(first: CodeSet | None, last: CodeSet) -> CodeSet | None:
    """Return the more exact of two members where one is only the group of the other; None if they disagree."""
    if first is None:
        return None
    if first is last or (first.group == last.group and last.local):
        return first
    return last if first.group == last.group and first.local else None


@cache
def spellings_of(codes: type[CodeSet]) -> Spellings:
    """Return the spellings of a code set, made ready once."""
    return Spellings(codes)
