import pytest

from expectations.contract import Severity
from flows.alerts.message import Message, paragraphs


@pytest.fixture
def message():
    """A message with signs that mean something in Markdown and in HTML."""
    return Message(
        message_id="m-1",
        event="opened",
        severity=Severity.ERROR,
        subject="Lodestar 852: error: numerator <= denominator",
        body=paragraphs({"What happened": "Check numerator <= denominator failed [1] *.csv: 3 values", "Who": None}),
        count=3,
    )


def test_the_text_names_the_message(message):
    """A reader can recognise a second copy in every channel by the message id at its end."""
    assert message.text.endswith("Message: m-1")


def test_empty_sections_are_left_out(message):
    """Nobody reads a heading with nothing under it."""
    assert "Who" not in message.text


def test_only_headings_are_bold(message):
    """A colon in a sentence does not make a heading of the words before it."""
    assert message.markdown.count("**") == 4
    assert message.html.count("<strong>") == 2


def test_markdown_signs_in_a_text_are_shown_as_they_are(message):
    """A file name with brackets does not become a link, nor a comparison a tag (Teams: a mention)."""
    assert "numerator &lt;= denominator failed \\[1\\] \\*.csv" in message.markdown


def test_html_signs_in_a_text_are_shown_as_they_are(message):
    """A text never becomes mark-up."""
    assert "numerator &lt;= denominator failed [1] *.csv" in message.html


def test_html_fetches_nothing(message):
    """An e-mail stands alone: no picture, no link, no style sheet."""
    assert not any(sign in message.html for sign in ("<img", "href", "http", "<link", "<style"))
