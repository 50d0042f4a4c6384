"""Many messages in one: counts, and a line for each problem with its state, worst first."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from expectations.contract import Severity
from flows.alerts.message import Message, paragraphs, split

LONGEST_LIST = 18_000  # characters; a Teams card may not exceed 28 KB
SHORT_CHANGE = re.compile(r"new|the same|[\d,]+ (?:more|fewer)")
STATES = {"opened": "open", "worse": "worse", "reminder": "still open", "recovered": "recovered"}


def digest(rows: Sequence[Mapping[str, Any]]) -> Message:
    """
    Put waiting messages, rows of `alert_message` with their problem keys, into one.

    A problem has one line, of its newest message. The same rows make the same digest with the same id.
    """
    newest = list({row["alert_id"]: row for row in rows}.values())
    current = [row for row in newest if row["event"] != "recovered"]
    recovered = [row for row in newest if row["event"] == "recovered"]
    ordered = sorted(current, key=lambda row: (Severity(row["severity"]).rank, row["alert_message_id"])) + recovered
    counts = Counter(row["severity"] for row in current)
    summary = ", ".join(f"{counts[severity]:,} {severity}" for severity in Severity if counts[severity])
    states = Counter(STATES[row["event"]] for row in newest)
    return Message(
        message_id=str(uuid5(NAMESPACE_OID, " ".join(row["message_id"] for row in rows))),
        event="digest",
        severity=Severity(ordered[0]["severity"]) if current else Severity.NOTE,
        subject=f"Lodestar: {len(newest):,} alerts: "
        + ", ".join(filter(None, [summary, f"{len(recovered):,} recovered" if recovered else ""])),
        body=paragraphs(
            {
                "What happened": "\n".join(
                    [
                        f"{len(newest):,} problems: "
                        + ", ".join(f"{states[state]:,} {state}" for state in STATES.values() if states[state])
                        + ". Each with its state, severity, count, change since the last run and key:",
                        *_lines(ordered),
                    ]
                ),
                "State now": "Each is recorded in the warehouse with what is withheld and what to do. "
                "They come in one message because they are many.",
                "What to do": 'Run "lodestar alerts list" for what is open now, and "lodestar alerts list NUMBER" for '
                "all that is known of one. Begin with the worst.",
            }
        ),
        count=len(newest),
    )


def _lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    lines, length = [], 0
    for row in rows:
        title = row["subject"].split(": ", 2)[-1]
        change = SHORT_CHANGE.match(dict(split(row["body"])).get("Change", ""))
        counted = f"{row['count']:,}" + (f", {change[0]}" if change else "")
        line = f"- {STATES[row['event']]}, {row['severity']}: {title} ({counted}; {row['problem_key']})"
        length += len(line) + 1
        if length > LONGEST_LIST:
            return [*lines, f"- and {len(rows) - len(lines):,} more"]
        lines.append(line)
    return lines
