"""`lodestar quality`: what is open, how it went, and what persons explained instead of correcting."""

from datetime import datetime
from typing import Annotated

import typer

from expectations.explanations import Reason
from flows.commands.options import HERE, Project, now

app = typer.Typer()

Authority = Annotated[str, typer.Option(help="Authority; may be left out where there is one.")]
Rule = Annotated[str, typer.Option(help="Code of the rule, such as 8770Q.")]
Dataset = Annotated[str, typer.Option(help="Dataset; needed only where the rule is open in several.")]
Year = Annotated[int | None, typer.Option(help="Year ending 31 March; needed only where it is open in several.")]
Colleague = Annotated[str, typer.Option("--by", help="Who says so; the account that runs this, if not given.")]


@app.callback(invoke_without_command=True)
def overview(
    context: typer.Context,
    trend: Annotated[bool, typer.Option("--trend", help="The last loads: rows, and what each rule found.")] = False,
    rule: Annotated[str, typer.Option(help="With --trend: this rule alone.")] = "",
    dataset: Annotated[str, typer.Option(help="With --trend: this dataset alone.")] = "",
    authority: Annotated[str, typer.Option(help="Authority; all if not given.")] = "",
    project: Project = HERE,
) -> None:
    """Show what is open in a minute: failed rows, change since the extract before, the metrics that they touch."""
    if context.invoked_subcommand:
        for name in context.params:
            if context.get_parameter_source(name).name == "COMMANDLINE":
                raise typer.BadParameter(f"write --{name} after {context.invoked_subcommand}.")
        return
    from flows.reports import overview

    if (rule or dataset) and not trend:
        raise typer.BadParameter("narrows --trend; write that too.", param_hint="--rule, --dataset")
    narrowed = {"rule": rule, "dataset": dataset}
    lines = overview.trend(project, authority=authority, **narrowed) if trend else None
    for line in lines or overview.overview(project, today=now().date(), authority=authority):
        typer.echo(line)


@app.command("explain")
def quality_explain(
    rule: Rule,
    reason_code: Annotated[Reason, typer.Option(help="Why, as a code: it is shown on pages.")],
    owner: Annotated[str, typer.Option(help="Team or colleague whose it is: shown on pages.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day on which it need not be asked.")],
    reason: Annotated[
        str,
        typer.Option(prompt="Why (kept in the warehouse, shown by `quality explained` alone)", help="Why, in words."),
    ],
    authority: Authority = "",
    dataset: Dataset = "",
    year: Year = None,
    project: Project = HERE,
    by: Colleague = "",
) -> None:
    """
    Say why the rows of a query are right, instead of correcting them: no alert, and it is listed as explained.

    It is asked again when the rule finds more rows, after the day, and in the next year.
    What decides figures is refused. Without --reason it is asked for, so that it stands in no history of commands.
    """
    from flows.explaining import Asked, explain

    asked = Asked(authority, rule, dataset, year)
    said = {"why": reason_code, "reason": reason, "owner": owner, "until": until.date()}
    typer.echo(explain(project, asked, **said, by=by, now=now()))


@app.command("unexplain")
def quality_unexplain(
    rule: Rule,
    authority: Authority = "",
    dataset: Dataset = "",
    year: Year = None,
    project: Project = HERE,
    by: Colleague = "",
) -> None:
    """Take an explanation back: the query is asked again. Who gave it and who took it back is kept."""
    from flows.explaining import Asked, take_back

    typer.echo(take_back(project, Asked(authority, rule, dataset, year), by=by, now=now()))


@app.command("explained")
def quality_explained(
    authority: Annotated[str, typer.Option(help="Authority; all if not given.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what was replaced or taken back.")] = False,
    project: Project = HERE,
) -> None:
    """List what was said to queries, with the reasons in words: these may name a child, so mind who sees them."""
    from flows.explaining import listing

    for line in listing(project, authority=authority, every=every, now=now()):
        typer.echo(line)
