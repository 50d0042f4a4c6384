"""
The page of the parsing rules: each rule, and the examples that prove it.

Made from the tests: `python -m tests.spec.parsing_page docs/reference`.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

EXAMPLES = Path(__file__).with_name("test_parsing_rules.py")
PAGE = "parsing-rules.md"
RULES = (
    "Dates",
    "Words for nothing",
    "Identifiers",
    "Headings",
    "Sheets",
    "Text files",
    "Yes and no",
    "Ages",
    "Rows that are there twice",
    "One child under several identifiers",
)
CHECKS = {"reads", "sheet", "text_file", "xml_file", "delivered_twice", "one_child"}
RESULTS = {
    "loaded": "Read as",
    "dropped": "Left out",
    "held": "Held back",
    "noted": "Reported",
    "hidden": "Hidden row",
    "merged": "Merged cells",
    "adopted": "Adopted",
    "expected": "One child",
    "not_joined": "Not joined",
}


def page() -> str:
    """Return the page."""
    module = ast.parse(EXAMPLES.read_text(encoding="utf-8"))
    lines = [
        "# How text is read",
        "",
        "<!-- Made by `python -m tests.spec.parsing_page docs/reference`: change the tests instead. -->",
        "",
        "Every clause of the ten parsing rules, with the example that proves it.",
        *_sentences(ast.get_docstring(module).partition("\n\n")[2]),
    ]
    tests = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_rule_")]
    for number, title in enumerate(RULES, start=1):
        lines += ["", f"## {number}. {title}"]
        for test in tests:
            if test.name.startswith(f"test_rule_{number}_"):
                lines += _example(test, number)
    return "\n".join(lines) + "\n"


def _example(test: ast.FunctionDef, number: int) -> Iterator[str]:
    title = test.name.removeprefix(f"test_rule_{number}_").replace("_", " ")
    yield from ("", f"### {title[0].upper()}{title[1:]}", "", *_sentences(ast.get_docstring(test) or ""))
    for call in ast.walk(test):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CHECKS:
            yield from _drawings(call)


def _drawings(call: ast.Call) -> Iterator[str]:
    texts = [ast.literal_eval(argument) for argument in call.args]
    if len(texts) > 1:
        yield from ("", f"As {texts[0]}:")
    yield from ("", "```text", inspect.cleandoc(texts[-1]), "```")
    for option in call.keywords:
        if option.arg not in RESULTS or not isinstance(option.value, ast.Constant) or option.value.value == "":
            continue
        value = str(option.value.value)
        if "\n" in value:
            yield from ("", f"{RESULTS[option.arg]}:", "", "```text", inspect.cleandoc(value), "```")
        else:
            yield from ("", f"{RESULTS[option.arg]}: `{value}`")


def _sentences(text: str) -> list[str]:
    """Return a paragraph with one sentence per line."""
    return re.sub(r"(?<=[.:]) (?=[A-Z])", "\n", " ".join(text.split())).splitlines()


if __name__ == "__main__":
    (Path(sys.argv[1]) / PAGE).write_text(page(), encoding="utf-8")
