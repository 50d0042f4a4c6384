"""What every writer of XML shares."""

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(value: str) -> str:
    """Return a value as it stands between two tags; raises `ValueError` for a character that XML cannot hold."""
    if _FORBIDDEN.search(value):
        raise ValueError("a value holds a character that XML cannot hold")
    return escape(value, {"\r": "&#13;"})
