"""`lodestar extracts`: what arrived, and what became of it."""

from typing import Annotated

import typer

from flows.commands.options import HERE, Project

app = typer.Typer(help="What arrived, and what became of it.", no_args_is_help=True)


@app.command("list")
def extracts_list(project: Project = HERE) -> None:
    """List what arrived, with its row accounting."""
    from flows.status import extract_lines

    for line in extract_lines(project):
        typer.echo(line)


@app.command("show")
def extracts_show(
    extract: Annotated[str, typer.Argument(help="First characters of the extract's number.")], project: Project = HERE
) -> None:
    """Show one extract: its sections, what the checks found in it, and how its columns changed since the last one."""
    from flows.extracts import extract_details

    for line in extract_details(project, extract):
        typer.echo(line)


@app.command("accept")
def extracts_accept(
    extract: Annotated[str, typer.Argument(help="First characters of the extract's number.")], project: Project = HERE
) -> None:
    """
    Say that a person has looked at a stopped extract, and its rows are right: the next run judges it again.

    Another authority's extract, one without a key and one of a day to come cannot be let through, and are refused.
    """
    from flows.accepting import accept_extract

    typer.echo(accept_extract(project, extract))


@app.command("withdraw")
def extracts_withdraw(
    extract: Annotated[str, typer.Argument(help="First characters of the extract's number.")], project: Project = HERE
) -> None:
    """
    Take back an extract that was loaded and should not have been. The next run loads and publishes what then stands.

    Moved to the inbox of the authority whose it is, it is taken there.
    """
    from flows.withdrawing import withdraw_extract

    typer.echo(withdraw_extract(project, extract))
