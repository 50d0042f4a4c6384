"""A new project: its settings, its key, its folders."""

import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from flows.settings import PROJECT_FILE, SettingsError

TEMPLATE = """\
# A Lodestar project. Paths are relative to this file. Any key can be overridden by the environment:
# LODESTAR_WAREHOUSE__URL overrides url under [warehouse].

archive = "archive"  # every extract that ever arrived, write-once; holds children's records
reports = "reports"  # scorecard and quality pages; hold counts only

[warehouse]
url = {warehouse}

[[authorities]]
code = {code}
name = {name}
inbox = {inbox}
# An inbox may also be an address, sftp:// or s3:// or abfs://; and zip files may be locked: docs/how-to/sources.md.
# Persons aged 0 to 17, mid-year, from the Office for National Statistics; a rate for the year ending March 2025
# uses 2024. Without it rates are absent, never guessed.
# population = {{ 2023 = 50373, 2024 = 50594 }}
# population_vintage = "ONS mid-2024, published July 2025"
# Where all children's identifiers have one width: leading zeros that a spreadsheet has taken come back.
# identifier_width = 6
# Teams that the quality page shows what was held back of, month by month, as the extracts spell them:
# teams = ["Assessment North", "Assessment South"]
# How many days ago the newest extract of a format may describe before it is late, and somebody is told:
# at_most_days_old = {{ annex_a = 40, cin_census = 430 }}

# A database to read over ODBC as well (docs/how-to/connect-a-database.md):
# [[authorities.databases]]
# name = "cases"
# connection = "file:cases.odbc"  # or env:NAME

[sources]
quiet_seconds = 30  # a file that changed within this time may still be being written: left for the next run

[gate]  # when a whole extract is stopped and a person is asked
quarantined_share = 0.10
fall_in_rows = 0.50
minimum_rows = 50

[privacy]
pseudonym_key = "file:pseudonym.key"  # or env:NAME
# Rows and values held back are deleted this many days after they arrived; without it they are kept.
# quarantine_days = 730

[schedule]
cron = "30 5 * * *"
timezone = "Europe/London"
{alerts}"""

CHANNEL = """
[[alerts.channels]]
name = "first"
url = {alert_url}  # best by reference: env:NAME or file:PATH
minimum_severity = "error"
"""


def initialise(folder: Path, *, code: str, name: str, inbox: str, warehouse: str, alert_url: str) -> Iterator[str]:
    """
    Write a project into a folder and yield what was written.

    Raises `SettingsError` where a project is there already or the code is not an authority's.
    """
    file = folder / PROJECT_FILE
    if file.exists():
        raise SettingsError(f"{file} exists already; nothing was changed.")
    if not re.fullmatch(r"[0-9A-Za-z]{3,10}", code):
        raise SettingsError("The code of an authority is DfE's, three digits such as 852.")
    if not folder.exists():
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n")  # it will hold children's records, and may lie in a checkout
    if "://" not in inbox:
        (folder / inbox).mkdir(parents=True, exist_ok=True)
    alerts = CHANNEL.format(alert_url=_quoted(alert_url)) if alert_url else ""
    values = {"code": code, "name": name, "inbox": inbox, "warehouse": warehouse}
    file.write_text(TEMPLATE.format(**{key: _quoted(value) for key, value in values.items()}, alerts=alerts))
    yield f"{file} written."
    key = folder / "pseudonym.key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_hex(32) + "\n")
        os.chmod(key, 0o600)
        yield f"{key} written: keep a copy in a safe place; with another key every worker looks new."
    place = inbox if "://" in inbox else folder / inbox
    yield f'Put extracts into {place} and run "lodestar doctor --project {folder}", then "lodestar run".'


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
