"""Files that hold children's records: written where a person says, for this account alone."""

import os
from pathlib import Path

from flows.settings import Settings, SettingsError

OPEN_TO_ALL = 0o007


def require_own_place(settings: Settings, folder: Path) -> None:
    """Raise `SettingsError` for a folder of the project whose files others see, or that a run would read."""
    inboxes = {each.inbox: "inbox" for each in settings.authorities if not each.is_remote}
    for place, what in {settings.reports: "reports", settings.archive: "archive", **inboxes}.items():
        if folder.resolve().is_relative_to(settings.path(place)):
            raise SettingsError(f"{folder} lies in the project's {what} folder. Name a folder of its own.")


def private_folder(settings: Settings, folder: Path) -> Path:
    """
    Return a folder for children's records, made if it is not there.

    Raises `SettingsError` where every account of the machine may look into it. On Windows rights are inherited and
    not asked for here.
    """
    require_own_place(settings, folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be made ({type(error).__name__}). Name another folder.") from None
    if os.name == "posix" and folder.stat().st_mode & OPEN_TO_ALL:
        raise SettingsError(
            f'{folder} is open to every account of this machine. Run "chmod 700 {folder}", or name another folder.'
        )
    return folder


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only this account can read; raises `SettingsError` where it cannot be written."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "wb") as out:
            os.chmod(file, 0o600)  # it may have been there, and open to others
            out.write(content)
    except OSError as error:
        raise SettingsError(f"{file} cannot be written ({type(error).__name__}). Name another file.") from None
