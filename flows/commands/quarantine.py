"""`lodestar quarantine`: rows that were held back, and why."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import HERE, Project

app = typer.Typer(help="Rows that were held back, and why.", no_args_is_help=True)


@app.command("list")
def quarantine_list(
    dataset: Annotated[str, typer.Argument(help="Dataset; all if not given.")] = "",
    project: Project = HERE,
    every: Annotated[bool, typer.Option("--all", help="Also what a newer extract has superseded.")] = False,
) -> None:
    """List the rows held back: file, sheet, line, rule and reason. Never the record itself."""
    from flows.quarantines import listing

    for line in listing(project, dataset=dataset, every=every):
        typer.echo(line)


@app.command("export")
def quarantine_export(
    file: Annotated[Path, typer.Argument(help="CSV to write; it holds children's records.")],
    dataset: Annotated[str, typer.Option(help="Dataset; all if not given.")] = "",
    project: Project = HERE,
) -> None:
    """Write the held rows with their content, for the person who corrects them. Keep the file safe."""
    from flows.quarantines import export

    typer.echo(export(project, file, dataset=dataset))


@app.command("worklist")
def quarantine_worklist(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; the workbooks hold children's records.")],
    authority: Annotated[str, typer.Option(help="Authority; all if not given.")] = "",
    dataset: Annotated[str, typer.Option(help="Dataset; all if not given.")] = "",
    project: Project = HERE,
) -> None:
    """Write what is held as a workbook for each authority, a sheet for each team: record, field, what to do."""
    from flows.work_lists import write_work_lists

    for line in write_work_lists(project, folder, authority=authority, dataset=dataset):
        typer.echo(line)


@app.command("replay")
def quarantine_replay(
    authority: Annotated[str, typer.Option(help="Authority; all if not given.")] = "", project: Project = HERE
) -> None:
    """Judge held rows again, after rules, code lists or mappings changed; the next run loads what then stands."""
    from flows.replaying import replay

    for line in replay(project, authority=authority):
        typer.echo(line)


@app.command("expire")
def quarantine_expire(
    authority: Annotated[str, typer.Option(help="Authority; all if not given.")] = "", project: Project = HERE
) -> None:
    """Delete what is held longer than quarantine_days under [privacy] says; every run does so too."""
    from flows.expiring import expire_now

    for line in expire_now(project, authority=authority):
        typer.echo(line)
