"""
The page of DfE's rules of the children in need census, each with its examples.

Made from the rules and the examples of the tests: `python -m tests.spec.census_rules_page docs/reference`.
"""

import sys
from pathlib import Path

from tests.spec.census_rule_examples import CENSUS
from tests.spec.rules_page import Declared, base_lines, rule_lines, rules_of, table

PAGE = "census-rules.md"
DECISIONS = "../decisions"
HEAD = f"""# DfE's rules of the children in need census

<!-- Made by `python -m tests.spec.census_rules_page docs/reference`: change the rules or the examples instead. -->

Every rule of the collection years 2022/23 to 2025/26, in our words and under DfE's code.
A return is judged by the rules of its year, one from before 2022/23 by those of 2022/23.

A rule of DfE's type *error* has to be satisfied before a return is submitted; a *query* may be explained instead.
What becomes of a row in the warehouse is another question: it is *loaded* and shown, or *held back* where it could \
not be counted rightly ([decision 1]({DECISIONS}/0001-severity-follows-the-figure.md)).

Rules look at the return as it was delivered, also at rows that other rules hold back \
([decision 16]({DECISIONS}/0016-rules-see-the-whole-return.md)).
What belongs together is told by identifier and dates: an episode by child and referral date, factors and reviews by \
child and the start of their assessment or plan.
A row that lacks one of them is found by the rules on what is missing, and belongs to nothing.
Codes that are written in another way and understood (`1` for `M`) count as codes of the list.
A date that cannot be read counts as missing, and is a finding of its own.

The examples change a small return that fails no rule: one child with a referral, an assessment with one factor, a \
child in need plan, a section 47 enquiry with its initial conference, a child protection plan and a review.
"""


def rules() -> list[Declared]:
    """Return DfE's rules in every version, each with the dataset in whose rows it fails, in the order of the census."""
    return rules_of(CENSUS)


def page() -> str:
    """Return the page."""
    lines = [HEAD, f"The return that the examples change ({CENSUS.year}):", "", *base_lines(CENSUS), ""]
    return "\n".join([*lines, *table(rules()), *rule_lines(CENSUS, rules())]) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) / PAGE
    target.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{target}\n")
