"""
A problem: what a run found wrong, in codes and counts.

Every message answers four questions: what happened, what is withheld, what state are we in, what is to be done now.
"""

import re
from dataclasses import dataclass

from expectations.contract import Severity

KEY = re.compile(r"[A-Za-z0-9_.\-]+(:[A-Za-z0-9_.\-]+)*")
LONGEST_KEY = 200
LONGEST_TITLE = 200


@dataclass(frozen=True, kw_only=True)
class Problem:
    """
    Something that a person should know and act on.

    `key` names the problem for good, from wide to narrow ("852:child_protection_plans:8925"): the same key in
    the next run is the same problem, and a run that evaluated "852" without finding it is its recovery.
    `withheld` says what is in no figure for the time being, and `dataset` is empty where no single one is concerned.
    `count` is how many rows, files or figures are concerned; "worse" is measured by it.
    The caller builds every text from codes and counts; a value from a record has no place in any of them.
    """

    key: str
    severity: Severity
    title: str
    what_happened: str
    withheld: str
    state_now: str
    what_to_do: str
    count: int
    authority_code: str
    dataset: str = ""

    def __post_init__(self):
        # These messages leave out the text that they refuse: what does not look like a code may be a name.
        if len(self.key) > LONGEST_KEY or not KEY.fullmatch(self.key):
            raise ValueError(
                "A problem's key is made of codes joined by colons (letters, digits and ._- only), "
                f"at most {LONGEST_KEY} characters long."
            )
        if not self.title.strip() or not self.title.isprintable() or len(self.title) > LONGEST_TITLE:
            raise ValueError(f"A problem's title is one line of 1 to {LONGEST_TITLE} characters.")
        if self.count < 0:
            raise ValueError("A problem's count is never negative.")

    def sections(self, *, change: str | None = None, owner: str | None = None) -> dict[str, str | None]:
        """Return what a message says about the problem, by heading, in the order in which a person needs it."""
        return {
            "What happened": self.what_happened,
            "Count": f"{self.count:,}",
            "Change": change,
            "Withheld": self.withheld,
            "State now": self.state_now,
            "What to do": self.what_to_do,
            "Who": owner,
            "Problem": self.key,
        }
