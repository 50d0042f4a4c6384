"""
The tables of published statistics: what others published, never mixed with what we counted.

A release stands for ever beside later ones; a reader takes the newest that states a figure. Facts are narrow: codes,
names and units are in the dimensions, and the file behind each figure is named.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Boolean, DateTime, Float, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped

from warehouse.base import Base, Dimension, described


class Area(Dimension):
    """
    One row for each area for which anything was published: England, a region, an authority.

    Authorities that were divided or merged (Cumbria, Northamptonshire) and those that came after them are
    different areas, each with its own years; nothing joins them.
    """

    __tablename__ = "dim_area"
    key = "area_key"
    natural_key = ("level", "old_code", "area_code")

    area_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    area_code: Mapped[str] = described("Newest code of the Office for National Statistics.", String(12), unique=True)
    former_area_code: Mapped[str] = described("Code before a boundary last moved; empty if none did.", String(12))
    old_code: Mapped[str] = described(
        "DfE's three-digit code, as in dim_authority, which it keeps; empty for England and regions.",
        String(10),
        index=True,
    )
    area_name: Mapped[str] = described("Name as published last.", String(200))
    level: Mapped[str] = described("national, regional or authority.", String(20))
    region_code: Mapped[str] = described("Code of the region; empty for England and regions.", String(12))
    first_year: Mapped[int] = described("First year in which something was published for it.", Integer)
    last_year: Mapped[int] = described("Last year in which something was published for it.", Integer)


class PublishedMeasure(Dimension):
    """One row for each measure that someone publishes, named by table and column."""

    __tablename__ = "dim_published_measure"
    key = "measure_key"
    natural_key = ("measure_code",)

    measure_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    measure_code: Mapped[str] = described(
        "Table and column as in DfE's 2024 file: c1.Re_referrals_percent.", String(200), unique=True
    )
    label: Mapped[str] = described("What is published, in words.", String(400))
    unit: Mapped[str] = described("count, percent, per 10,000, working days or number.", String(30))
    decimal_places: Mapped[int] = described("Places with which it is published.", Integer)
    polarity: Mapped[str] = described(
        "high is good, low is good or neutral: as our metric says, else as LAIT does.", String(20)
    )
    is_compared: Mapped[bool] = described(
        "Whether it has comparators: every percentage, rate and average, and counts that a metric must equal.", Boolean
    )
    table_code: Mapped[str] = described("Table of the publication: c1, d6, lait.", String(100))
    publication: Mapped[str] = described("Publication: children_in_need, lait, workforce.", String(100))


class Release(Dimension):
    """One row for each edition of a publication; its files are in published_file."""

    __tablename__ = "dim_release"
    key = "release_key"
    natural_key = ("release_code",)

    release_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    release_code: Mapped[str] = described("Publication and edition: children_in_need_2024.", String(100), unique=True)
    publication: Mapped[str] = described("Publication without its edition.", String(100))
    edition: Mapped[int] = described("Year of the edition; the highest is the newest.", Integer)
    publisher: Mapped[str] = described("Who published it.", String(200))
    licence: Mapped[str] = described("Under which licence.", String(200))
    loaded_at: Mapped[datetime] = described("When a file of it was last loaded, UTC.", DateTime)
    comparators_digest: Mapped[str] = described(
        "Hash of what its comparators were made with (neighbours, polarity); empty until they are made.", String(64)
    )


class PublishedFile(Base):
    """One row for each file of a release: what came in, what was loaded, what was left out."""

    __tablename__ = "published_file"
    __table_args__ = (UniqueConstraint("release_key", "table_code", name="uq_published_file_table"),)

    file_key: Mapped[int] = described("Surrogate key.", Integer, primary_key=True, autoincrement=False)
    release_key: Mapped[int] = described("Release that it belongs to.", ForeignKey("dim_release.release_key"))
    table_code: Mapped[str] = described("Table of the release that it holds; a table is held once.", String(100))
    file_name: Mapped[str] = described("Name of the file.", String(400))
    sha256: Mapped[str] = described("SHA-256 of the file.", String(64))
    content_hash: Mapped[str] = described("Hash of what was read from it; the same is not loaded again.", String(64))
    cells: Mapped[int] = described("Cells that it holds: figures and dropped.", Integer)
    figures: Mapped[int] = described("Figures loaded from cells, those that show a symbol included.", Integer)
    derived: Mapped[int] = described("Figures that nobody publishes but that follow from those loaded.", Integer)
    dropped: Mapped[int] = described("Cells left out by a rule, which the person was told.", Integer)
    loaded_at: Mapped[datetime] = described("When it was loaded, UTC.", DateTime)


class PublishedFact(Base):
    """A fact about areas; `grain` says what a row is."""

    __abstract__ = True
    grain: ClassVar[str]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__abstract__" not in vars(cls) and not (hasattr(cls, "grain") and cls.__doc__):
            raise TypeError(f"{cls.__name__} must state its grain and what a row is")


def _part_of_key(column: str, comment: str) -> Mapped[int]:
    return described(comment, ForeignKey(column), primary_key=True, autoincrement=False)


class PublishedFigure(PublishedFact):
    """Published figures: one row for each area, measure, year and release."""

    __tablename__ = "fact_published_figure"
    __table_args__ = {"sqlite_with_rowid": False}
    grain = "measure × area × year × release"

    # The measure first: a file's rows then lie together, and are added at the end of the table.
    measure_key: Mapped[int] = _part_of_key("dim_published_measure.measure_key", "The measure.")
    area_key: Mapped[int] = _part_of_key("dim_area.area_key", "The area.")
    year: Mapped[int] = described(
        "Year as published: 2024 is the year ending 31 March 2024.", Integer, primary_key=True, autoincrement=False
    )
    release_key: Mapped[int] = _part_of_key("dim_release.release_key", "Release that states it.")
    file_key: Mapped[int] = described("File that states it.", ForeignKey("published_file.file_key"))
    value: Mapped[float | None] = described("As published; empty where a symbol stands.", Float)
    shown: Mapped[str] = described("Text as published.", String(40))
    symbol: Mapped[str] = described("c, x, z, u, k or low; empty where there is a value.", String(5))
    numerator: Mapped[float | None] = described("Published count above the line, where there is one.", Float)
    denominator: Mapped[float | None] = described("Published count below the line, where there is one.", Float)


class PopulationEstimate(PublishedFact):
    """Children living in an area: one row for each area, calendar year and vintage of the estimate."""

    __tablename__ = "fact_population"
    grain = "area × calendar year × vintage"

    area_key: Mapped[int] = _part_of_key("dim_area.area_key", "The area.")
    year: Mapped[int] = described(
        "Calendar year of the mid-year estimate; a rate uses that of the year before.",
        Integer,
        primary_key=True,
        autoincrement=False,
    )
    release_key: Mapped[int] = _part_of_key("dim_release.release_key", "Release, which is the vintage.")
    file_key: Mapped[int] = described("File that states it.", ForeignKey("published_file.file_key"))
    vintage: Mapped[str] = described("Vintage in words, as a rate names it.", String(60))
    persons: Mapped[int] = described("Persons aged 0 to 17 in the middle of the year.", Integer)


class StatisticalNeighbour(PublishedFact):
    """Statistical neighbours: one row for each version of the model, authority and place 1 to 10."""

    __tablename__ = "bridge_statistical_neighbour"
    grain = "model version × authority × place"

    release_key: Mapped[int] = _part_of_key("dim_release.release_key", "Release, which is the version of the model.")
    area_key: Mapped[int] = _part_of_key("dim_area.area_key", "The authority.")
    place: Mapped[int] = described("1 is the closest.", Integer, primary_key=True, autoincrement=False)
    neighbour_area_key: Mapped[int] = described("The neighbour.", ForeignKey("dim_area.area_key"))
    closeness: Mapped[str] = described("In words: Extremely close, Very close, Close ...", String(60))
    file_key: Mapped[int] = described("File that states it.", ForeignKey("published_file.file_key"))


class Comparator(PublishedFact):
    """
    What an authority's published figure is compared with: one row for each authority, measure, year and release.

    Derived from fact_published_figure alone, and made again when the neighbours or a polarity change. England and
    region are published figures, never sums or means of authorities. Rank, band and quartiles are empty where only
    a few authorities have a figure.
    """

    __tablename__ = "fact_comparator"
    __table_args__ = {"sqlite_with_rowid": False}
    grain = "measure × authority × year × release"

    measure_key: Mapped[int] = _part_of_key("dim_published_measure.measure_key", "The measure.")
    area_key: Mapped[int] = _part_of_key("dim_area.area_key", "The authority.")
    year: Mapped[int] = described("Year as published.", Integer, primary_key=True, autoincrement=False)
    release_key: Mapped[int] = _part_of_key("dim_release.release_key", "Release that states it.")
    england: Mapped[float | None] = described("Published for England.", Float)
    region: Mapped[float | None] = described("Published for the region.", Float)
    neighbour_mean: Mapped[float | None] = described("Arithmetic mean of the neighbours' figures, as in LAIT.", Float)
    neighbour_median: Mapped[float | None] = described("Median of the neighbours' figures, as in the dashboard.", Float)
    neighbours_counted: Mapped[int] = described("Neighbours that had a figure, of ten.", Integer)
    neighbour_model: Mapped[str] = described("Version of the model; empty if none was loaded.", String(100))
    rank: Mapped[int | None] = described("1 is best, or highest if neutral; ties share the better place.", Integer)
    ranked_of: Mapped[int] = described("Authorities that had a figure.", Integer)
    quartile_band: Mapped[str] = described("A is the best quarter; empty if neutral, or without a figure.", String(1))
    minimum: Mapped[float | None] = described("Lowest of all authorities.", Float)
    lower_quartile: Mapped[float | None] = described("A quarter of authorities lie at or below it.", Float)
    median: Mapped[float | None] = described("The authority in the middle.", Float)
    upper_quartile: Mapped[float | None] = described("A quarter of authorities lie at or above it.", Float)
    maximum: Mapped[float | None] = described("Highest of all authorities.", Float)
