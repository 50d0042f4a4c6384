"""Who: authorities, children, teams and workers."""

from datetime import date

from sqlalchemy import Boolean, Date, Integer, String
from sqlalchemy.orm import Mapped

from warehouse.base import Dimension, described, references


class Authority(Dimension):
    """One row for each local authority that delivers extracts."""

    __tablename__ = "dim_authority"
    key = "authority_key"
    natural_key = ("authority_code",)

    authority_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    authority_code: Mapped[str] = described("DfE's three-digit code.", String(10), unique=True)
    authority_name: Mapped[str] = described("Name of the authority.", String(200))


class Child(Dimension):
    """
    One row for each version of a child (type 2): sex, ethnicity and disability as they were known over time.

    A value that becomes known, or is corrected in birth date, corrects the past; a change from one known value
    to another starts a new version.
    """

    __tablename__ = "dim_child"
    key = "child_key"
    natural_key = ("authority_key", "child_id", "valid_from")

    child_key: Mapped[int] = described("Surrogate key of the version.", Integer, primary_key=True, autoincrement=False)
    child_durable_key: Mapped[int] = described("Key that all versions of a child share.", Integer, index=True)
    authority_key: Mapped[int] = references(Authority, "Authority that knows the child.", indexed=True)
    child_id: Mapped[str] = described(
        "The authority's own identifier. Personal: never leaves the warehouse.", String(100)
    )
    valid_from: Mapped[date] = described("First day on which the version holds.", Date)
    valid_to: Mapped[date] = described("First day on which it no longer holds; 9999-12-31 for the current one.", Date)
    is_current: Mapped[bool] = described("Whether it is the latest version.", Boolean)
    is_inferred: Mapped[bool] = described("Known only from an event: no extract described the child.", Boolean)
    birth_date_key: Mapped[int] = described("Date of birth, yyyymmdd; -1 unknown. Personal.", Integer)
    expected_birth_date_key: Mapped[int] = described("Expected date of birth, yyyymmdd; -1 unknown. Personal.", Integer)
    death_date_key: Mapped[int] = described("Date of death, yyyymmdd; -2 none. Personal.", Integer)
    sex: Mapped[str] = described("Sex in words; Unknown where not delivered.", String(40))
    ethnicity: Mapped[str] = described("Ethnicity code; Unknown where not delivered.", String(20))
    ethnic_group: Mapped[str] = described("One of DfE's six groups, or Unknown.", String(60))
    disability: Mapped[str] = described("Yes, No or Unknown.", String(20))


class Team(Dimension):
    """One row for each team, by name as received."""

    __tablename__ = "dim_team"
    key = "team_key"
    natural_key = ("authority_key", "team_name")

    team_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    authority_key: Mapped[int] = references(Authority, "Authority of the team.", indexed=True)
    team_name: Mapped[str] = described("Name of the team as received, spaces tidied.", String(200))


class Worker(Dimension):
    """One row for each worker, known by a keyed hash only: no name reaches the warehouse."""

    __tablename__ = "dim_worker"
    key = "worker_key"
    natural_key = ("authority_key", "worker_pseudonym")

    worker_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    authority_key: Mapped[int] = references(Authority, "Authority of the worker.", indexed=True)
    worker_pseudonym: Mapped[str] = described("Keyed hash of the name as received.", String(64))
