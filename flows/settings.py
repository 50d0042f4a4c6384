"""
The project's settings: one `lodestar.toml`, overridden by environment variables.

`LODESTAR_WAREHOUSE__URL` overrides `url` under `[warehouse]`, and so on.
Secrets are named by reference (`env:NAME` or `file:PATH`), never written into the file.
"""

import os
import re
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from expectations.contract import Severity
from flows.alerts import DIGEST_ABOVE, REMINDERS, Channel, Owner, configured
from flows.alerts.quiet import WEEKDAYS
from flows.toml_files import SettingsError, did_you_mean, explained, read_toml

__all__ = ["AuthoritySettings", "Settings", "SettingsError", "channels_of", "load_settings", "owners_of"]

PROJECT_FILE = "lodestar.toml"
FILE_NAME = r"^\w[\w -]{0,99}$"
REFERENCES = ("env:", "file:")
_SECRET = re.compile(r"pass|secret|token|credential|connection_string|(^|_)key$|sas", re.IGNORECASE)


class Section(BaseModel):
    """A table of the project file; keys it does not know are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WarehouseSettings(Section):
    """Where the warehouse is: an SQLAlchemy URL; a relative SQLite path is relative to the project."""

    url: str = "sqlite:///warehouse.db"

    @field_validator("url")
    @classmethod
    def _url_can_be_parsed(cls, url: str) -> str:
        try:
            make_url(url)
        except ArgumentError:  # its message is about SQLAlchemy, and a URL may hold a password
            raise ValueError("this is no SQLAlchemy URL, such as sqlite:///warehouse.db") from None
        return url


class QuerySettings(Section):
    """A query of the council's own: the name of what it answers, the file of its text, its parameters in order."""

    name: str = Field(pattern=FILE_NAME)
    file: Path
    parameters: tuple[int | str, ...] = ()


class DatabaseSettings(Section):
    """
    A database that is read over ODBC once in every run: the tables of the SSD, or the answers to queries.

    `connection` names where its connection string is kept.
    """

    name: str = Field(pattern=FILE_NAME)
    connection: str = Field(pattern=r"^(env|file):.+")
    schema_name: str = ""
    queries: tuple[QuerySettings, ...] = ()


class AuthoritySettings(Section):
    """
    One local authority: DfE's three-digit code, where its extracts arrive, its population aged 0 to 17.

    `inbox` is a folder, or an address such as `sftp://host/path`; `access` is what its file system needs to open it.
    `identifier_width` says that its children's identifiers have this many digits, so that zeros which a spreadsheet
    has taken come back. `at_most_days_old` says, by format, how old the day may be that its newest extract describes.
    `teams` are those that the quality page may name.
    """

    code: str = Field(min_length=3, max_length=10)
    name: str
    inbox: Annotated[str, BeforeValidator(str)]
    access: dict[str, str | int | bool] = {}
    zip_password: str = ""
    databases: tuple[DatabaseSettings, ...] = ()
    population: dict[int, int] = {}
    population_vintage: str = ""
    identifier_width: int | None = Field(default=None, ge=2, le=20)
    teams: tuple[str, ...] = ()
    at_most_days_old: dict[str, PositiveInt] = {}

    @property
    def is_remote(self) -> bool:
        """Whether the extracts have to be fetched from an address."""
        return "://" in self.inbox

    @field_validator("inbox")
    @classmethod
    def _inbox_holds_no_secret(cls, inbox: str) -> str:
        if ":" in urlsplit(inbox).netloc.rpartition("@")[0]:
            raise ValueError('no password in an address; write access = { password = "env:NAME" }')
        return inbox

    @field_validator("zip_password")
    @classmethod
    def _password_is_a_reference(cls, reference: str) -> str:
        if reference and not reference.startswith(REFERENCES):
            raise ValueError("a password is written by reference, env:NAME or file:PATH")
        return reference

    @field_validator("access")
    @classmethod
    def _secrets_are_references(cls, access: dict[str, str | int | bool]) -> dict[str, str | int | bool]:
        for name, value in access.items():
            if _SECRET.search(name) and not str(value).startswith(REFERENCES):
                raise ValueError(f"{name} is a secret: write it by reference, env:NAME or file:PATH")
        return access

    @field_validator("population")
    @classmethod
    def _population_is_positive(cls, population: dict[int, int]) -> dict[int, int]:
        if any(persons <= 0 for persons in population.values()):
            raise ValueError("a population is a positive number of persons")
        return population


def _only_once(authorities: tuple[AuthoritySettings, ...]) -> tuple[AuthoritySettings, ...]:
    for name in ("code", "inbox"):
        if len({getattr(authority, name) for authority in authorities}) < len(authorities):
            raise ValueError(f"two authorities have the same {name}")
    return authorities


class SourceSettings(Section):
    """
    How files are picked up.

    One that changed in the last `quiet_seconds` is left for the next run, and so is one that has no end yet and
    changed in the last `patience_seconds`; a source that fails is tried `attempts` times.
    """

    quiet_seconds: float = Field(default=30, ge=0)
    patience_seconds: float = Field(default=900, ge=0)
    attempts: int = Field(default=3, ge=1, le=10)
    wait_seconds: float = Field(default=5, ge=0, le=300)


class GateSettings(Section):
    """When a whole extract is stopped: a share of rows held back, or a fall in rows, in sections of some size."""

    quarantined_share: float = Field(default=0.10, gt=0, le=1)
    fall_in_rows: float = Field(default=0.50, gt=0, le=1)
    minimum_rows: int = Field(default=50, ge=1)


class PrivacySettings(Section):
    """
    Where the key that turns workers' names into pseudonyms is kept; how long the quarantine holds what arrived.

    Without `quarantine_days` it holds everything.
    """

    pseudonym_key: str = "file:pseudonym.key"
    quarantine_days: int | None = Field(default=None, ge=30)


class QuietSettings(Section):
    """From one time of the day to another (London), on the weekdays on which it begins."""

    begin: time = Field(alias="from")
    end: time = Field(alias="to")
    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = WEEKDAYS


class ChannelSettings(Section):
    """
    Where alerts go: an Apprise URL, best by reference (`env:NAME`, `file:PATH`).

    What is not critical waits for the end of its `quiet` hours; `fallback` is the channel that is told when this one
    is down, all others if none is named.
    """

    name: str
    url: str
    minimum_severity: str = "error"
    quiet: tuple[QuietSettings, ...] = ()
    fallback: str = ""


class OwnerSettings(Section):
    """
    Who is told of some problems: the channels for datasets (by pattern), authorities and severities.

    What is left out fits every problem; a problem that fits no owner goes to all channels.
    """

    channels: tuple[str, ...] = Field(min_length=1)
    name: str = Field(default="", max_length=100)
    datasets: tuple[str, ...] = ()
    authorities: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()


class AlertSettings(Section):
    """
    The channels that alerts are sent to (the log is always one), and whose problem goes where.

    `reminders` are days until an open alert is told again, the first time and from then on, by severity; a channel
    that is to get more than `digest_above` messages gets one digest.
    """

    channels: tuple[ChannelSettings, ...] = ()
    owners: tuple[OwnerSettings, ...] = ()
    reminders: dict[Severity, tuple[PositiveInt, PositiveInt]] = dict(REMINDERS)
    digest_above: int = Field(default=DIGEST_ABOVE, ge=1)


class ScheduleSettings(Section):
    """When the nightly run starts; outside 01:00 to 02:00, which clock changes repeat or skip."""

    cron: str = "30 5 * * *"
    timezone: str = "Europe/London"


class Settings(BaseSettings):
    """Everything a run needs to know; paths are absolute once loaded."""

    model_config = SettingsConfigDict(extra="forbid", env_prefix="LODESTAR_", env_nested_delimiter="__")

    project: Path = Path(".")
    warehouse: WarehouseSettings = WarehouseSettings()
    archive: Path = Path("archive")
    reports: Path = Path("reports")
    authorities: Annotated[tuple[AuthoritySettings, ...], AfterValidator(_only_once)] = Field(min_length=1)
    sources: SourceSettings = SourceSettings()
    gate: GateSettings = GateSettings()
    privacy: PrivacySettings = PrivacySettings()
    alerts: AlertSettings = AlertSettings()
    schedule: ScheduleSettings = ScheduleSettings()

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: Any, env_settings: Any, **_: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings, TomlConfigSettingsSource(settings_cls)

    def path(self, relative: Path | str) -> Path:
        """Return a path of the project as an absolute one."""
        return (self.project / relative).resolve()

    @property
    def warehouse_url(self) -> str:
        """The warehouse's URL with a relative SQLite path made absolute."""
        url = make_url(self.warehouse.url)
        if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
            url = url.set(database=str(self.path(url.database)))
        return url.render_as_string(hide_password=False)

    def authority(self, code: str) -> AuthoritySettings:
        """Return an authority's settings by code."""
        return next(authority for authority in self.authorities if authority.code == code)

    def chosen(self, code: str) -> tuple[AuthoritySettings, ...]:
        """Return the authority of a code, or all where none is named; raises `SettingsError` for one unknown."""
        chosen = tuple(each for each in self.authorities if code in ("", each.code))
        if not chosen:
            codes = ", ".join(each.code for each in self.authorities)
            raise SettingsError(f"There is no authority {code} in {PROJECT_FILE}; it names {codes}.")
        return chosen

    def secret(self, reference: str) -> str:
        """Resolve `env:NAME` or `file:PATH`; raises `SettingsError` that names the reference only."""
        kind, _, name = reference.partition(":")
        if kind == "env":
            if not os.environ.get(name, "").strip():
                raise SettingsError(f"The environment variable {name} is not set. Set it, or change the reference.")
            return os.environ[name].strip()
        if kind == "file":
            path = self.path(name)
            if not path.is_file():
                raise SettingsError(f"There is no file {path}. Put it back from its copy, or change the reference.")
            try:
                secret = path.read_text(encoding="utf-8-sig").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise SettingsError(
                    f"The file {path} cannot be read ({type(error).__name__}). Grant this account read access to it."
                ) from None
            if not secret:
                raise SettingsError(f"The file {path} is empty. Write the secret into it, or change the reference.")
            return secret
        raise SettingsError(f"A secret is written env:NAME or file:PATH; {kind!r} is neither.")


def load_settings(project: Path) -> Settings:
    """
    Read the project file in a folder.

    Raises `SettingsError` for a missing file, TOML that cannot be read, a key or value that does not fit, and an
    alert channel that cannot be set up.
    """
    file = project / PROJECT_FILE
    if not file.is_file():
        raise SettingsError(f'There is no {PROJECT_FILE} in {project.resolve()}. Run "lodestar init" to write one.')
    content = read_toml(file)
    try:
        settings = Settings(**content, project=project.resolve())
        owners_of(settings, channels_of(settings))
    except ValidationError as error:
        problems = [problem for problem in error.errors() if problem["type"] != "too_short"] or error.errors()
        raise SettingsError("\n".join(explained(file, problem, Settings) for problem in problems)) from None
    except ValueError as error:
        raise SettingsError(f"{file}: {error}") from None
    return settings


def channels_of(settings: Settings) -> dict[str, Channel]:
    """Return the configured channels, the log among them; raises `ValueError` for one that cannot be."""
    return configured((channel.model_dump() for channel in settings.alerts.channels), project=settings.project)


def owners_of(settings: Settings, channels: Mapping[str, Channel]) -> list[Owner]:
    """Return the owners of problems; the log hears of all. Raises `ValueError` for a channel that there is not."""
    log = [name for name, channel in channels.items() if channel.is_log]
    owners = [owner.model_dump() for owner in settings.alerts.owners]
    for name in (name for owner in owners for name in owner["channels"]):
        if name not in channels:
            raise ValueError(f"[[alerts.owners]] names a channel that there is not.{did_you_mean(name, channels)}")
    return [Owner(**owner | {"channels": frozenset([*owner["channels"], *log])}) for owner in owners]
