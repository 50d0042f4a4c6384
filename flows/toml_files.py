"""TOML files that people write: read, checked against their model, and every mistake said in words that help."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class SettingsError(Exception):
    """A file that sets Lodestar up is missing or wrong; the message says which key and what to write."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the question that names the known word most like one that is not known; nothing where none is like it."""
    by_case = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(word.casefold(), by_case, n=1)
    return f' Did you mean "{by_case[close[0]]}"?' if close else ""


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a TOML file says."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be read ({type(error).__name__}). Grant this account read access to it."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{file} is not UTF-8 text. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from None


def read_model(file: Path, model: type[Model]) -> Model:
    """Return what a TOML file says as a model; raises `SettingsError` with a line for each mistake."""
    content = read_toml(file)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise SettingsError("\n".join(explained(file, problem, model) for problem in error.errors())) from None


def explained(file: Path, problem: Any, model: type[BaseModel]) -> str:
    """Say what is wrong with one key or value, from pydantic's account of it."""
    *parents, key = problem["loc"] or ("",)
    place = ".".join(map(str, problem["loc"]))
    if problem["type"] != "extra_forbidden":
        at = f"{place}: " if place else ""
        return f"{file}: {at}{problem['msg'].removeprefix('Value error, ')}"
    return f'{file}: unknown key "{place}".{did_you_mean(str(key), _known_keys(model, parents))}'


def _known_keys(model: Any, parents: list[Any]) -> list[str]:
    """Return the keys of the table that a path of keys leads to."""
    reached: Any = model
    for name in parents:
        if _is_model(reached) and isinstance(name, str) and name in reached.model_fields:
            reached = _inner(reached.model_fields[name].annotation) or reached
        elif get_origin(reached) is dict:
            reached = _inner(get_args(reached)[1]) or reached
    return [field.alias or name for name, field in reached.model_fields.items()] if _is_model(reached) else []


def _inner(annotation: Any) -> Any:
    """Return the model, or the table of models, that an annotation such as `tuple[Model, ...]` holds."""
    if _is_model(annotation) or get_origin(annotation) is dict:
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
