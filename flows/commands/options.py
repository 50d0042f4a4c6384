"""What the commands have in common: the project that they are about, and the clock."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Project = Annotated[Path, typer.Option("--project", "-p", help="Folder that holds lodestar.toml.")]
HERE = Path(".")


def now() -> datetime:
    """The clock of the shell; `--help` does without what it stands on."""
    from flows.run import utc_now

    return utc_now()
