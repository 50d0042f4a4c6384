"""`lodestar warehouse`: its tables, after another version of Lodestar was installed."""

from typing import Annotated

import typer

from flows.commands.options import HERE, Project, now

app = typer.Typer(help="Make or convert the warehouse's tables.")


@app.command("upgrade")
def warehouse_upgrade(
    project: Project = HERE,
    sql: Annotated[bool, typer.Option("--sql", help="Write the statements, and change nothing.")] = False,
) -> None:
    """Convert the tables of an older Lodestar into this one's, all or nothing; make them where there are none."""
    from flows.upgrading import statements, upgrade

    typer.echo(statements(project) if sql else upgrade(project, now=now()))
