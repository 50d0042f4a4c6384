"""
The page of DfE's rules of the SSDA903, each with its examples, and of what is not judged and why.

Made from the rules and the examples of the tests: `python -m tests.spec.looked_after_rules_page docs/reference`.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from expectations.contract import DATASETS
from tests.spec.looked_after_rule_examples import IN_READING, LOOKED_AFTER, READING_EXAMPLES, SECTION_OF
from tests.spec.rule_examples import Example
from tests.spec.rules_page import base_lines, example_line, rule_lines, rules_of, table

PAGE = "looked-after-rules.md"
DECISIONS = "../decisions"

NEEDS_A_LIST = {
    "219 221 224 227 228 229 1008": "Ofsted's list of providers",
    "164 169 179 392a 392c 406 411 420 1015": (
        "a list of postcodes: DfE works out distance, authority and location of the placement, which no file states"
    ),
    "452 453 503G 503H 503J": "a list of postcodes, and the episodes of the year before",
}
"""Codes, and which list from outside the return they ask for."""

NOT_JUDGED = {
    "105 205C 303": (
        "The files have no field UASC: a child is an unaccompanied asylum seeker by having a row in that table, "
        "so that the field cannot contradict it."
    ),
    "584": "The text names dates and a decision of two years and not what is wrong with them; 560 and 561 say what is.",
    "1001 1002": (
        "They ask for every episode since the 14th birthday, or of a lifetime. Of most care leavers two returns "
        "have none, so that the rule would mark them all."
    ),
    "153": "OC3 writes 0 where nothing is known, which is read as blank; 345 finds what is missing beside contact.",
    "INT11 INT12 INT13 INT14 INT16 INT17": (
        "The birth date that these tables repeat is not read: that of the header is the child's."
    ),
    "SW02STG1": "The identifier of a social worker is a keyed hash before any rule sees it.",
    "SW14STG2": (
        "The text names no condition, and the allocation that goes on has no end; SW108STG2 finds those that should."
    ),
}
"""Codes, and why no rule judges them."""

HEAD = f"""# DfE's rules of the SSDA903

<!-- Made by `python -m tests.spec.looked_after_rules_page docs/reference`: change the rules or the examples \
instead. -->

The 312 rules of the collection year 2024/25, in our words and under DfE's code: those that one year's return can be \
asked, beside last year's where it is there, those that reading finds, and those that are not judged, with the reason.
Returns of other years are judged by them too; where a code or a table came later, the rule says since when.

The list has no classes: of all its rules only EPI, which calls itself a warning, is given as a *query* here.
What becomes of a row in the warehouse is another question: it is *loaded* and shown, or *held back* where it could \
not be counted rightly ([decision 1]({DECISIONS}/0001-severity-follows-the-figure.md)).

Rules look at the return as it was delivered, also at rows that other rules hold back, and each fails in rows of one \
table: the one in which a person would correct something \
([decision 16]({DECISIONS}/0016-rules-see-the-whole-return.md)).
The public validators mark the rows of every table involved; where they judge otherwise the rule says so.
A rule that looks at a table that the return does not have is not applicable, nor is one on last year's return \
where none has been judged before: the newest of that year, as it was delivered.
The episode before or after another is that of the same child in the order of their first days.
Looked after throughout the year means: on every day from 1 April to 31 March, short-term breaks (V3, V4) apart.
A return that arrives before its 31 March is judged up to the day of which it tells.
Codes that are written in another way and understood count as codes of the list.

The examples change a small return that fails no rule: one girl who was looked after all year, with a review, her \
health and a social worker. The other tables are empty until an example adds to them; last year's return has the \
same rows.
"""


def page() -> str:
    """Return the page."""
    rules = rules_of(LOOKED_AFTER)
    lines = [HEAD, f"The return that the examples change ({LOOKED_AFTER.year}):", "", *base_lines(LOOKED_AFTER), ""]
    lines += [*table(rules), *_found_in_reading(), *_not_built()]
    return "\n".join([*lines, *rule_lines(LOOKED_AFTER, rules)]) + "\n"


def accounted_for() -> list[str]:
    """Return every code of the page: of a rule, or of a reason why there is none."""
    reasons = (NEEDS_A_LIST, NOT_JUDGED)
    without = [code for reason in reasons for codes in reason for code in codes.split()]
    return [*dict.fromkeys(rule.code for _, rule in rules_of(LOOKED_AFTER)), *IN_READING, *without]


def reading_examples() -> list[Example]:
    """Return the examples of what reading finds."""
    return list(replace(LOOKED_AFTER, text=READING_EXAMPLES).examples())


def reading_checks(code: str) -> tuple[str, list[str]]:
    """Return the dataset and the checks that find what a rule on unreadable values asks for."""
    word, columns = IN_READING[code]
    return SECTION_OF[word], [f"unreadable:{column}" for column in columns]


def _found_in_reading() -> Iterator[str]:
    yield from ("", "## Found in reading", "")
    yield "A value that is no date, number or yes-or-no is a finding of the reading, under the name of its column."
    yield from ("", "| Code | Row | Checks | Becomes of it |", "|---|---|---|---|")
    for code in IN_READING:
        name, checks = reading_checks(code)
        column = DATASETS[name].columns[IN_READING[code][1][0]]
        fate = "row held back" if column.unreadable.rank <= 1 else "loaded without the value"
        yield f"| {code} | {name} | {', '.join(f'`{check}`' for check in checks)} | {fate} |"
    yield ""
    yield from (f"{example_line(each, LOOKED_AFTER.year)} ({each.code})" for each in reading_examples())


def _not_built() -> Iterator[str]:
    yield from ("", "## Not judged: needs a list from outside", "")
    yield from (f"- {codes.replace(' ', ', ')}: {reason}." for codes, reason in NEEDS_A_LIST.items())
    yield from ("", "## Not judged: cannot be told", "")
    yield from (f"- {codes.replace(' ', ', ')}: {reason}" for codes, reason in NOT_JUDGED.items())


if __name__ == "__main__":
    target = Path(sys.argv[1]) / PAGE
    target.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")
