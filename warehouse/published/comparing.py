"""Making the comparators of a release from the figures that the warehouse holds of it."""

import hashlib

from sqlalchemy import Connection, Select, delete, exists, select, update

from warehouse.engine import insert_frame, read_frame
from warehouse.published.comparators import NO_NEIGHBOURS, Neighbours, comparators
from warehouse.published.tables import (
    Area,
    Comparator,
    PublishedFigure,
    PublishedFile,
    PublishedMeasure,
    Release,
    StatisticalNeighbour,
)


def releases_to_compare(connection: Connection) -> list[str]:
    """Return the releases whose comparators are not there, or were made with other neighbours or polarities."""
    rows = connection.execute(
        select(Release.release_key, Release.release_code, Release.comparators_digest)
        .where(exists(select(PublishedFigure.area_key).where(PublishedFigure.release_key == Release.release_key)))
        .order_by(Release.release_code)
    ).all()
    return [row.release_code for row in rows if row.comparators_digest != _digest(connection, row.release_key)]


def compare(connection: Connection, release_code: str) -> int:
    """Make the comparators of a release again within the caller's transaction; return how many there are."""
    release = connection.scalars(select(Release.release_key).where(Release.release_code == release_code)).one()
    areas = read_frame(connection, select(Area.area_key, Area.area_code, Area.level, Area.region_code))
    measures = read_frame(
        connection, select(PublishedMeasure.measure_key, PublishedMeasure.measure_code, PublishedMeasure.polarity)
    )
    made = comparators(
        read_frame(connection, _figures(release)),
        areas,
        polarities=measures.set_index("measure_code")["polarity"].to_dict(),
        neighbours=newest_neighbours(connection),
    )
    rows = made.drop(columns=["area_code", "measure", "release"]).assign(
        area_key=made["area_code"].map(areas.set_index("area_code")["area_key"]),
        measure_key=made["measure"].map(measures.set_index("measure_code")["measure_key"]),
        release_key=release,
    )
    connection.execute(delete(Comparator).where(Comparator.release_key == release))
    insert_frame(
        connection, Comparator, rows.sort_values(["measure_key", "area_key", "year"], ignore_index=True)
    )  # in the order of the table
    connection.execute(
        update(Release.__table__)
        .where(Release.release_key == release)
        .values(comparators_digest=_digest(connection, release))
    )
    return len(rows)


def newest_neighbours(connection: Connection) -> Neighbours:
    """Return the statistical neighbours of the newest version of the model that was loaded."""
    release = _newest_model(connection)
    if release is None:
        return NO_NEIGHBOURS
    neighbour = Area.__table__.alias("neighbour")
    pairs = read_frame(
        connection,
        select(Area.area_code, neighbour.c.area_code.label("neighbour_code"))
        .select_from(StatisticalNeighbour)
        .join(Area, Area.area_key == StatisticalNeighbour.area_key)
        .join(neighbour, neighbour.c.area_key == StatisticalNeighbour.neighbour_area_key)
        .where(StatisticalNeighbour.release_key == release.release_key)
        .order_by(Area.area_code, StatisticalNeighbour.place),
    )
    return Neighbours(pairs, release.release_code)


def _newest_model(connection: Connection):
    return connection.execute(
        select(Release.release_key, Release.release_code)
        .where(
            exists(select(StatisticalNeighbour.place).where(StatisticalNeighbour.release_key == Release.release_key))
        )
        .order_by(Release.edition.desc(), Release.release_code.desc())
        .limit(1)
    ).first()


def _digest(connection: Connection, release: int) -> str:
    """Return a hash of all that the comparators of a release are made from."""
    model = _newest_model(connection)
    of = [release] if model is None else [release, model.release_key]
    files = (
        select(PublishedFile.release_key, PublishedFile.content_hash)
        .where(PublishedFile.release_key.in_(of))
        .order_by(PublishedFile.release_key, PublishedFile.content_hash)
    )
    polarities = select(PublishedMeasure.measure_code, PublishedMeasure.polarity, PublishedMeasure.is_compared).where(
        PublishedMeasure.publication
        == select(Release.publication).where(Release.release_key == release).scalar_subquery()
    )
    said = [*connection.execute(files).all(), *sorted(connection.execute(polarities).tuples().all())]
    return hashlib.sha256("\n".join(str(tuple(each)) for each in said).encode()).hexdigest()


def _figures(release: int) -> Select:
    return (
        select(
            Release.release_code.label("release"),
            PublishedMeasure.measure_code.label("measure"),
            Area.area_code,
            PublishedFigure.year,
            PublishedFigure.value,
        )
        .join_from(PublishedFigure, PublishedMeasure, PublishedMeasure.measure_key == PublishedFigure.measure_key)
        .join(Area, Area.area_key == PublishedFigure.area_key)
        .join(Release, Release.release_key == PublishedFigure.release_key)
        .where(PublishedFigure.release_key == release, PublishedMeasure.is_compared)
    )
