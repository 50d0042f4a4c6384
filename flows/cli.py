"""The command `lodestar`. Commands import what they need when they run, so that `--help` is quick."""

import logging
import os
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import alerts, benchmarks, extracts, quality, quarantine, warehouse
from flows.commands.options import HERE, Project, now

app = typer.Typer(
    name="lodestar",
    help="The children's-services data warehouse: extracts in, checked figures out, every night.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(quality.app, name="quality")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(alerts.app, name="alerts")
app.add_typer(extracts.app, name="extracts")
app.add_typer(benchmarks.app, name="benchmarks")
app.add_typer(warehouse.app, name="warehouse")


def main() -> None:
    """
    Run the command; what cannot go on ends with one line: exit code 2 for a setting that is wrong, else 1.

    Never with a traceback: the words of an error may quote a record.
    """
    from flows.settings import SettingsError

    _quiet_everything_else()
    try:
        app()
    except SettingsError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        raise SystemExit(2) from None
    except Exception as error:
        from flows.opened import WarehouseUnusable
        from flows.run import described

        own = isinstance(error, WarehouseUnusable)
        typer.secho(str(error) if own else f"It failed: {described(error)}", err=True, fg=typer.colors.RED)
        raise SystemExit(1) from None


def _quiet_everything_else() -> None:
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_SERVER_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
    logging.basicConfig(format="%(asctime)s %(message)s", datefmt="%H:%M:%S", level=logging.WARNING)
    logging.getLogger("lodestar").setLevel(logging.INFO)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder of the new project.")] = HERE,
    code: Annotated[str, typer.Option(prompt="DfE's three-digit code of the authority")] = "",
    name: Annotated[str, typer.Option(prompt="Name of the authority")] = "",
    inbox: Annotated[str, typer.Option(prompt="Folder in which its extracts arrive")] = "extracts",
    warehouse: Annotated[str, typer.Option(prompt="Warehouse (SQLAlchemy URL)")] = "sqlite:///warehouse.db",
    alert_url: Annotated[str, typer.Option(prompt="Where to send alerts (Apprise URL; empty: the log only)")] = "",
) -> None:
    """Write lodestar.toml and the pseudonym key for a new project."""
    from flows.initialising import initialise

    for line in initialise(folder, code=code, name=name, inbox=inbox, warehouse=warehouse, alert_url=alert_url):
        typer.echo(line)


@app.command()
def doctor(project: Project = HERE) -> None:
    """Check everything that a run needs, and say what to do about what is missing."""
    from flows.doctor import examine

    checks = examine(project)
    for check in checks:
        typer.echo(f"{check.verdict:<4}  {check.name}: {check.says}")
    raise typer.Exit(1 if any(check.verdict == "FAIL" for check in checks) else 0)


@app.command("map")
def map_export(
    file: Annotated[Path | None, typer.Argument(help="CSV file or workbook to map.")] = None,
    dataset: Annotated[str, typer.Option(help="Dataset that it holds; the one its headers are most like.")] = "",
    example: Annotated[str, typer.Option(help="Show an example of a system in place of a proposal.")] = "",
    output: Annotated[Path | None, typer.Option(help="File to write, such as mappings/mosaic.toml.")] = None,
) -> None:
    """
    Propose a mapping from a file's columns and codes to a dataset's, as TOML.

    Headers and known wordings are shown; other values, which may be personal, are only counted.
    """
    from flows.mapping import proposed

    said = proposed(file, dataset=dataset, example=example, output=output)
    if output is None:
        typer.echo(said.toml, nl=False)
    for remark in said.remarks:
        typer.secho(remark, err=output is None)


@app.command()
def run(
    project: Project = HERE,
    prefect: Annotated[
        bool | None,
        typer.Option(
            "--prefect/--no-prefect",
            help="Under Prefect, or as a plain process. The default is Prefect where PREFECT_API_URL is set.",
        ),
    ] = None,
) -> None:
    """Run the nightly flow once."""
    from flows.nightly import nightly
    from flows.telling import tell_person

    if prefect or (prefect is None and "PREFECT_API_URL" in os.environ):
        from flows.orchestration import run_under_prefect

        summary = run_under_prefect(project)
    else:
        summary = nightly(project)
    for line in tell_person(summary):
        typer.echo(line)
    raise typer.Exit(int(summary.exit_code))


@app.command()
def serve(project: Project = HERE) -> None:
    """Run the nightly flow on its schedule from this process, registered with Prefect."""
    from flows.orchestration import serve as serve_flow
    from flows.settings import load_settings

    serve_flow(load_settings(project))


@app.command()
def status(project: Project = HERE) -> None:
    """Show the state of the whole: last loads, freshness, open findings, quarantine, publication."""
    from flows.status import status_lines

    for line in status_lines(project, now=now()):
        typer.echo(line)


@app.command()
def publish(
    project: Project = HERE,
    authority: Annotated[str, typer.Option(help="Authority; the first one if not given.")] = "",
    show: Annotated[bool, typer.Option("--list", help="List the publications.")] = False,
    rollback: Annotated[int | None, typer.Option(help="Make an earlier publication the current one.")] = None,
) -> None:
    """List publications, or roll back to an earlier one. (`lodestar run` publishes.)"""
    from flows.publications import list_publications, roll_back

    if rollback is not None:
        typer.echo(roll_back(project, authority=authority, publication_id=rollback))
    if show or rollback is None:
        for line in list_publications(project, authority=authority):
            typer.echo(line)


@app.command()
def report(project: Project = HERE) -> None:
    """Write the scorecard and quality pages again from the current publication."""
    from flows.reporting import write_pages

    for page in write_pages(project):
        typer.echo(page)


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="Folder to write the extracts to.")],
    children: Annotated[int, typer.Option(min=1, help="Children with a referral in each year.")] = 1600,
    first_year: Annotated[int, typer.Option("--from", help="First census year.")] = 2022,
    last_year: Annotated[int, typer.Option("--to", help="Last census year.")] = 2024,
    months: Annotated[int, typer.Option(min=0, help="Monthly Annex A workbooks after the last census.")] = 3,
    mess: Annotated[float, typer.Option(min=0, max=1, help="Share of rows to spoil.")] = 0.002,
    seed: Annotated[int, typer.Option(help="The same seed, the same extracts.")] = 7,
    authority: Annotated[
        str, typer.Option(help="DfE's three-digit code of an authority: the extracts add up to its published counts.")
    ] = "",
    published: Annotated[
        Path | None, typer.Option(help="Folder of DfE's published files, for authorities that do not come with it.")
    ] = None,
    looked_after: Annotated[
        bool, typer.Option("--looked-after", help="Also an SSDA903 for each year, of some of the same children.")
    ] = False,
    case_system: Annotated[
        bool,
        typer.Option("--case-system", help="Also the Standard Safeguarding Dataset of the last day, as CSV files."),
    ] = False,
) -> None:
    """
    Write the extracts of an invented authority: census files, Annex A workbooks, registers and a scorecard.

    With --authority its invented children add up to what was published about that authority, year by year.
    """
    from flows.sample.authority import published_targets, write_published_sample, write_sample

    if last_year < first_year:
        raise typer.BadParameter("the last census year is before the first.", param_hint="--to")
    if published and not authority:
        raise typer.BadParameter("say with --authority whose figures to take.", param_hint="--published")
    if authority and looked_after:
        raise typer.BadParameter("only an authority that is wholly invented has them.", param_hint="--looked-after")
    if authority and case_system:
        raise typer.BadParameter("only an authority that is wholly invented has one.", param_hint="--case-system")
    if authority:
        try:
            targets = published_targets(authority, published)
            for line in write_published_sample(
                folder,
                targets,
                first_year=first_year,
                last_year=last_year,
                months=months,
                mess=mess,
                seed=seed,
            ):
                typer.echo(line)
        except LookupError as error:
            typer.secho(str(error), err=True, fg=typer.colors.RED)
            raise typer.Exit(1) from None
        return
    for line in write_sample(
        folder,
        children=children,
        first_year=first_year,
        last_year=last_year,
        months=months,
        mess=mess,
        seed=seed,
        registers=True,
        with_looked_after=looked_after,
        with_case_system=case_system,
    ):
        typer.echo(line)


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="Folder of the demonstration.")] = Path("demo")) -> None:
    """Make a sample authority, run everything on it, and say where to look."""
    from flows.demonstration import demonstrate

    for line in demonstrate(folder):
        typer.echo(line)


@app.command()
def why(
    metric: Annotated[str, typer.Argument(help="Code of the metric, or its number, such as AS04.")],
    period: Annotated[str, typer.Argument(help="As on the pages: Sep 2025, 2024-25; 2025-09; 2025-09-30 for a day.")],
    authority: Annotated[str, typer.Option(help="Authority; the first one if not given.")] = "",
    project: Project = HERE,
) -> None:
    """Show what a published figure stands on: definition, load, extracts, findings; or why there is none."""
    from flows.reports import why as reasons

    for line in reasons.why(project, metric, period, authority=authority):
        typer.echo(line)


@app.command()
def watchdog(
    within: Annotated[str, typer.Option(help="How long ago a run may have finished: 90m, 26h, 2d.")] = "26h",
    project: Project = HERE,
    state: Annotated[
        Path | None, typer.Option(help="File that keeps what was told; watchdog.json of the project if not given.")
    ] = None,
) -> None:
    """
    Tell people when no run has finished in time: once per outage, past the warehouse. For an outside schedule.

    Exit code 0 when one has, 1 when none has or that cannot be known, 2 for settings that do not hold.
    """
    from flows.watchdog import parse_within, watch

    well, line = watch(project, within=parse_within(within), state=state, now=now())
    typer.echo(line)
    raise typer.Exit(0 if well else 1)


if __name__ == "__main__":
    main()
