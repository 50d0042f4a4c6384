"""
A message and its three renderings: plain text, Markdown for cards, HTML for e-mail.

The text is the message; the other two are made from it, so that no channel says more than another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from expectations.contract import Severity

HEADING_ENDS = ": "
# A heading is bold; any other text before a colon ("8925: 3 rows") is not.
HEADINGS = frozenset(
    {
        "What happened",
        "Count",
        "Change",
        "Since last told",
        "Withheld",
        "State now",
        "What to do",
        "Who",
        "Problem",
        "When",
        "Message",
        "Opened",
    }
)
MARKDOWN_SIGNS = str.maketrans(
    {"\\": "\\\\", "*": "\\*", "[": "\\[", "]": "\\]", "<": "&lt;", ">": "&gt;", "&": "&amp;"}
)


@dataclass(frozen=True, kw_only=True)
class Message:
    """
    One message for one channel.

    `message_id` stays the same when a message is tried again, so that a second copy can be recognised.
    `problem_key` is empty in a digest and in a test.
    """

    message_id: str
    event: str
    severity: Severity
    subject: str
    body: str
    count: int
    problem_key: str = ""

    @property
    def text(self) -> str:
        """The message as plain text, complete in itself."""
        return f"{self.body}\n\n{paragraphs({'Message': self.message_id})}"

    @property
    def markdown(self) -> str:
        """The message for Adaptive Cards, whose Markdown knows bold and lists but neither code nor tables."""
        return "\n\n".join(
            f"**{heading}:** {words.translate(MARKDOWN_SIGNS)}" if heading else words.translate(MARKDOWN_SIGNS)
            for heading, words in split(self.text)
        )

    @property
    def html(self) -> str:
        """The message for e-mail: no image, no style sheet, nothing to fetch."""
        return "\n".join(
            f"<p>{f'<strong>{heading}:</strong> ' if heading else ''}{escape(words).replace(chr(10), '<br>')}</p>"
            for heading, words in split(self.text)
        )


def paragraphs(sections: Mapping[str, str | None]) -> str:
    """Join headed sections to a text, leaving out the empty ones."""
    return "\n\n".join(f"{heading}{HEADING_ENDS}{words.strip()}" for heading, words in sections.items() if words)


def split(text: str) -> list[tuple[str, str]]:
    """Return the paragraphs of a text with their headings; the heading is empty where there is none."""
    parts = []
    for paragraph in text.split("\n\n"):
        heading, _, words = paragraph.partition(HEADING_ENDS)
        parts.append((heading, words) if heading in HEADINGS else ("", paragraph))
    return parts
