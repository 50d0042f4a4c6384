"""Benchmarks: load a folder of published statistics into the warehouse, and say what is in it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Engine

from expectations.findings import Outcome
from expectations.published import TABLES, Measure
from expectations.published.declaration import Polarity as Direction
from expectations.published.declaration import Unit
from expectations.published.suite import validate_figures
from flows.opened import looking_at, naming_trouble
from flows.run import utc_now
from flows.sample.calibrated.compact import compact_published
from flows.settings import SettingsError, load_settings
from flows.sources.published import Published, read_folder
from flows.sources.published.neighbours import model_of
from warehouse.engine import connect, read_frame, reading, writing
from warehouse.metrics import METRICS
from warehouse.metrics.definition import Polarity
from warehouse.published.comparing import compare, releases_to_compare
from warehouse.published.loading import Contents, Edition, StatedTwice, is_held, load_contents
from warehouse.published.tables import Area, PublishedFile, Release
from warehouse.published.views import COMPARED
from warehouse.schema import check_schema, create_warehouse
from warehouse.views import create_views

DFE = "Department for Education"
LICENCE = "Open Government Licence v3.0"
NEIGHBOURS = "statistical_neighbours"
LAIT = "lait"
POPULATION = "population"
LONGEST_LABEL = 400
REFUSED = "refused"
LEVELS = {"E92": "national", "E12": "regional", "E13": "regional"}
UNITS = {Unit.RATE: "per 10,000", Unit.DAYS: "working days"}
DIRECTIONS = {Direction.HIGH: Polarity.HIGH_IS_GOOD, Direction.LOW: Polarity.LOW_IS_GOOD}


def load_benchmarks(project: Path, folder: Path) -> Iterator[str]:
    """
    Load every published file of a folder, each whole in one transaction, and yield a line about each.

    A file that says what it said before changes nothing. Killed anywhere and run again, the result is the same.
    """
    if not folder.is_dir():
        raise SettingsError(f"There is no folder {folder}. Nothing was loaded.")
    with _warehouse(project) as engine:
        published = read_folder(folder, areas=_known_areas(engine))
        yield from load_published(engine, published)


@contextmanager
def _warehouse(project: Path) -> Iterator[Engine]:
    """Open a project's warehouse, made first where it is not there yet."""
    settings = load_settings(project)
    with naming_trouble():
        engine = connect(settings.warehouse_url)
        create_warehouse(engine)
        check_schema(engine)
        with writing(engine) as connection:
            create_views(connection)
    try:
        yield engine
    finally:
        engine.dispose()


def load_compact(project: Path) -> Iterator[str]:
    """Load the handful of published figures that comes with Lodestar, and yield a line about each part."""
    with _warehouse(project) as engine:
        yield from load_published(engine, compact_published())


def load_published(engine: Engine, published: Published) -> Iterator[str]:
    """Load published statistics, each file whole in one transaction, and yield a line about each."""
    known = _known_areas(engine)
    areas = pd.concat([known, published.areas.rename(columns={"name": "area_name"})])
    areas = areas.drop_duplicates("area_code", keep="last")
    files = list(_files(published, areas))
    outcome = _judged(engine, files, published)
    yield from _load(engine, files, outcome)
    yield from _told(published, outcome)
    yield from _compare(engine)


def _known_areas(engine: Engine) -> pd.DataFrame:
    columns = (Area.area_code, Area.old_code, Area.area_name, Area.level, Area.region_code)
    with reading(engine) as connection:
        return read_frame(connection, sa.select(*columns))


def _load(engine: Engine, files: list[Contents], outcome: Outcome) -> Iterator[str]:
    for contents in files:
        loaded = contents.cells - contents.dropped
        if stopped := [found for found in outcome.critical if found.dataset == contents.table_code]:
            reasons = " ".join(f"{found.message} ({found.failed:,} figures)" for found in stopped)
            yield f"{REFUSED}    {contents.file_name}: {reasons} Nothing of it is loaded."
            continue
        try:
            with writing(engine) as connection:
                is_new = load_contents(connection, contents, now=utc_now())
        except StatedTwice as error:
            yield f"{REFUSED}    {error}"
            continue
        yield (
            f"{'loaded' if is_new else 'unchanged':<10} {contents.file_name} of {contents.release.code}: "
            f"{contents.cells:,} cells = {loaded:,} loaded + {contents.dropped:,} dropped"
        )


def _judged(engine: Engine, files: list[Contents], published: Published) -> Outcome:
    """Judge the figures that the warehouse does not hold yet, table by table."""
    with reading(engine) as connection:
        new = {contents.table_code for contents in files if not is_held(connection, contents)}
    table_of = described(published.measures).set_index("measure_code")["table_code"].to_dict()
    table = published.figures["measure"].map(table_of)
    figures = published.figures.loc[table.isin(new | {POPULATION})]  # rates are recomputed with the population
    if not new:
        return Outcome(())
    outcome = validate_figures(figures, measures=published.measures)
    return Outcome(tuple(found for found in outcome.findings if found.dataset in new))


def _compare(engine: Engine) -> Iterator[str]:
    with reading(engine) as connection:
        releases = releases_to_compare(connection)
    for release in releases:
        with writing(engine) as connection:
            made = compare(connection, release)
        if made:
            yield f"compared   {release}: {made:,} figures of authorities"


def _files(published: Published, areas: pd.DataFrame) -> Iterator[Contents]:
    """Yield what each file says that holds figures, then the versions of the statistical neighbours."""
    measures = described(published.measures)
    table_of = measures.set_index("measure_code")["table_code"]
    figures = published.figures.rename(columns={"measure": "measure_code"})
    parts = dict(iter(figures.groupby(["release", figures["measure_code"].map(table_of.to_dict())], sort=False)))
    for (release, table), sources in published.sources.groupby(["release", "table"], sort=False):
        if (release, table) not in parts:
            continue
        rows = parts[release, table].drop(columns="release").reset_index(drop=True)
        if sources["sha256"].duplicated().any():  # copies of one file
            rows = rows.drop_duplicates(ignore_index=True)
            sources = sources.drop_duplicates("sha256")
        yield Contents(
            release=_edition(release),
            table_code=table,
            file_name=", ".join(sources["file"]),
            sha256=sources["sha256"].iloc[0],
            cells=int(sources["cells"].sum()),
            dropped=int(sources["dropped"].sum()),
            derived=len(rows) - int(sources["figures"].sum()),
            areas=_known_or_named(areas, rows["area_code"]),
            measures=measures.loc[measures["measure_code"].isin(rows["measure_code"].unique())].reset_index(drop=True),
            figures=rows,
            vintage=f"ONS mid-{rows['year'].max()} ({release})" if table == POPULATION else "",
        )
    yield from _neighbours(published, areas, measures)


def _neighbours(published: Published, areas: pd.DataFrame, measures: pd.DataFrame) -> Iterator[Contents]:
    codes = areas.loc[areas["old_code"] != ""].drop_duplicates("old_code", keep="last").set_index("old_code")
    models = {
        model_of(Path(source.file)): source for source in published.sources.itertuples() if source.table == NEIGHBOURS
    }
    for model, pairs in published.neighbours.groupby("model"):
        named = pairs.assign(
            area_code=pairs["old_code"].map(codes["area_code"]),
            neighbour_code=pairs["neighbour_old_code"].map(codes["area_code"]),
        ).dropna(subset=["area_code", "neighbour_code"])
        yield Contents(
            release=Edition(f"{NEIGHBOURS}_{model}", NEIGHBOURS, int(model[:4]), DFE, LICENCE),
            table_code=NEIGHBOURS,
            file_name=models[model].file,
            sha256=models[model].sha256,
            cells=len(pairs),
            dropped=len(pairs) - len(named),
            derived=0,
            areas=_known_or_named(areas, pd.concat([named["area_code"], named["neighbour_code"]])),
            measures=measures.iloc[:0],
            neighbours=named[["area_code", "neighbour_code", "place", "closeness"]].reset_index(drop=True),
        )


def described(measures: Mapping[str, Measure]) -> pd.DataFrame:
    """Return measures as the warehouse keeps them: polarity as our metric says, else as LAIT does, else neutral."""
    table_of = {measure.code: table for table in TABLES for measure in table.figures}
    metric_of = {each.measure: METRICS[each.metric] for each in COMPARED if each.metric in METRICS}
    return pd.DataFrame(
        [
            {
                "measure_code": code,
                "label": measure.label[:LONGEST_LABEL],
                "unit": UNITS.get(measure.unit, str(measure.unit)),
                "decimal_places": measure.decimal_places,
                "polarity": str(
                    metric_of[code].polarity
                    if code in metric_of
                    else DIRECTIONS.get(measure.polarity, Polarity.NEUTRAL)
                ),
                "is_compared": code in metric_of or measure.unit is not Unit.COUNT,
                "table_code": table_of[code].name if code in table_of else LAIT,
                "publication": table_of[code].publication if code in table_of else LAIT,
                "of": measure.of,
                "per": measure.per,
            }
            for code, measure in measures.items()
        ]
    ).astype({"decimal_places": "int64"})


def _edition(release: str) -> Edition:
    publication, _, year = release.rpartition("_")
    return Edition(release, publication, int(year), DFE, LICENCE)


def _known_or_named(areas: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Return the areas with these codes; one that no file describes is named by its code."""
    wanted = codes.drop_duplicates()
    unknown = wanted.loc[~wanted.isin(areas["area_code"])]
    level = unknown.str[:3].map(LEVELS).fillna("authority")
    named = pd.DataFrame(
        {"area_code": unknown, "old_code": "", "area_name": unknown, "level": level, "region_code": ""}
    )
    return pd.concat([areas.loc[areas["area_code"].isin(wanted)], named], ignore_index=True)


def _told(published: Published, outcome: Outcome) -> Iterator[str]:
    """Yield what was left out of which file and why, what is odd in what was loaded, and which files were refused."""
    for left_out in published.dropped.itertuples():
        yield f"dropped    {left_out.cells:,} cells of {left_out.file}: {left_out.message}"
    for found in outcome.failed:
        if not found.stops:
            yield f"{found.severity!s:<10} {found.dataset}: {found.message} ({found.failed:,} of {found.evaluated:,})"
    for refusal in published.refused:
        yield f"{REFUSED}    {refusal.file}: {refusal.cause}"


def list_benchmarks(project: Path) -> Iterator[str]:
    """Yield the releases in the warehouse with their files, newest edition first."""
    file = PublishedFile.__table__
    with looking_at(project) as (_, connection):
        releases = connection.execute(
            sa.select(Release.__table__).order_by(Release.publication, Release.edition.desc(), Release.release_code)
        ).all()
        if not releases:
            yield 'No published statistics are loaded. "lodestar benchmarks load FOLDER" loads them.'
        for release in releases:
            yield f"{release.release_code}  {release.publisher}, {release.licence}"
            files = sa.select(file).where(file.c.release_key == release.release_key).order_by(file.c.file_name)
            for each in connection.execute(files):
                yield (
                    f"  {each.loaded_at:%d %B %Y}  {each.file_name}: {each.cells:,} cells = "
                    f"{each.figures:,} loaded + {each.dropped:,} dropped"
                )
