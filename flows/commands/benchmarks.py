"""`lodestar benchmarks`: published statistics to set our figures beside."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.options import HERE, Project

app = typer.Typer(help="Published statistics to set our figures beside.", no_args_is_help=True)


@app.command("load")
def benchmarks_load(
    folder: Annotated[Path, typer.Argument(help="Folder of published files, as they were downloaded.")],
    project: Project = HERE,
) -> None:
    """Load published statistics, each file whole or not at all; exit code 3 where a file was refused."""
    from flows.benchmarks import REFUSED, load_benchmarks

    refused = False
    for line in load_benchmarks(project, folder):
        refused |= line.startswith(REFUSED)
        typer.echo(line)
    raise typer.Exit(3 if refused else 0)


@app.command("list")
def benchmarks_list(project: Project = HERE) -> None:
    """List the releases that are loaded, with their files."""
    from flows.benchmarks import list_benchmarks

    for line in list_benchmarks(project):
        typer.echo(line)
