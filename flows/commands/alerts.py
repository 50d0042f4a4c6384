"""`lodestar alerts`: what people were told of, and the channels that tell them."""

from datetime import datetime
from typing import Annotated

import typer

from flows.commands.options import HERE, Project, now

app = typer.Typer(help="What people were told of, and the channels that tell them.", no_args_is_help=True)

AlertNumber = Annotated[int, typer.Argument(help="Number of the alert, as listed.")]
Colleague = Annotated[str, typer.Option("--by", help="Who sees to it; the account that runs this, if not given.")]


@app.command("list")
def alerts_list(
    number: Annotated[int | None, typer.Argument(help="One alert, with all that is known of it.")] = None,
    project: Project = HERE,
    every: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
) -> None:
    """List the open alerts: number, severity, state, title and count."""
    from flows.alerting import details, listing

    at = now()
    for line in listing(project, now=at, every=every) if number is None else details(project, number):
        typer.echo(line)


@app.command("acknowledge")
def alerts_acknowledge(number: AlertNumber, project: Project = HERE, by: Colleague = "") -> None:
    """Say that somebody sees to an alert: no reminders; it is still told when it becomes worse and when it is over."""
    from flows.alerting import see_to

    typer.echo(see_to(project, number, by=by, now=now()))


@app.command("snooze")
def alerts_snooze(
    number: AlertNumber,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day on which it is told again if open.")],
    project: Project = HERE,
    by: Colleague = "",
) -> None:
    """Keep an alert silent until a day, unless it becomes worse or is over before."""
    from flows.alerting import let_wait

    typer.echo(let_wait(project, number, until=until.date(), by=by, now=now()))


@app.command("send")
def alerts_send(project: Project = HERE) -> None:
    """Send what waits: after a channel's quiet hours, or when it is back. (`lodestar run` sends, too.)"""
    from flows.alerting import send_waiting

    typer.echo(send_waiting(project, now=now()))


@app.command("test")
def alerts_test(project: Project = HERE) -> None:
    """Send a test message to every channel."""
    from flows.telling import send_test_messages

    results = send_test_messages(project)
    for name, error in results.items():
        typer.echo(f"{name}: {error or 'delivered'}")
    raise typer.Exit(1 if any(results.values()) else 0)
