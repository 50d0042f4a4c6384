"""The drawn examples of the spec tests, read as text: what explains a figure to the tests explains it to people."""

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

CHECK = "metric_spec"


@dataclass(frozen=True)
class Example:
    """One drawing, and the figure that follows from it."""

    title: str
    explanation: str
    drawing: str
    expected: str
    options: Mapping[str, object]


def examples(folder: Path) -> dict[str, list[Example]]:
    """Return the examples of each metric, by code, in the order in which the tests give them."""
    found: dict[str, list[Example]] = defaultdict(list)
    for file in sorted(folder.glob("test_*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        codes = _codes(module)
        constants = _constants(module.body)
        for function in module.body:
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                for name, example in _of_test(function, constants):
                    found[codes[name]].append(example)
    return dict(found)


def _codes(module: ast.Module) -> dict[str, str]:
    """Return the code of each metric that a module imports, by the name of its constant."""
    return {
        name.name: getattr(import_module(statement.module), name.name).code
        for statement in module.body
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("warehouse.metrics")
        for name in statement.names
    }


def _constants(body: list[ast.stmt]) -> dict[str, str]:
    return {
        statement.targets[0].id: statement.value.value
        for statement in body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    }


def _of_test(function: ast.FunctionDef, constants: Mapping[str, str]) -> Iterator[tuple[str, Example]]:
    texts = {**constants, **_constants(function.body)}
    for call in ast.walk(function):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == CHECK):
            continue
        metric, drawing = call.args
        options = {option.arg: ast.literal_eval(option.value) for option in call.keywords}
        text = texts[drawing.id] if isinstance(drawing, ast.Name) else ast.literal_eval(drawing)
        yield (
            metric.id,
            Example(
                title=function.name.removeprefix("test_").replace("_", " ").capitalize(),
                explanation=" ".join((ast.get_docstring(function) or "").split()),
                drawing=inspect.cleandoc(text),
                expected=str(options.pop("expected")),
                options=options,
            ),
        )
