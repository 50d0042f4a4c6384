"""SFTP through fsspec, but only with a server whose key is known, and without waiting for ever."""

from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import Any

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from flows.settings import SettingsError

ANSWER_WITHIN = 60  # seconds


class KnownServer(SFTPFileSystem):
    """
    A server that is who it says it is.

    fsspec accepts whoever answers, and would send the password there. Here the key must stand in `known_hosts`, a
    file of the form that ssh keeps; without one given, ssh's own.
    """

    cachable = False

    def __init__(self, host: str, *, known_hosts: str = "", timeout: float = ANSWER_WITHIN, **options: Any) -> None:
        self.known_hosts = known_hosts
        waits = ("timeout", "banner_timeout", "auth_timeout", "channel_timeout")
        super().__init__(host, host_key_policy="reject", **options, **dict.fromkeys(waits, timeout))

    def _connect(self) -> None:
        self.client = paramiko.SSHClient()
        if self.known_hosts:
            self.client.load_host_keys(self.known_hosts)
        else:
            self.client.load_system_host_keys()
        self.client.set_missing_host_key_policy(self.host_key_policy)
        self.client.connect(self.host, **self.ssh_kwargs)
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(self.ssh_kwargs["timeout"])

    @staticmethod
    def _decode_stat(stat: paramiko.SFTPAttributes, parent_path: str | None = None) -> dict[str, Any]:
        told = SFTPFileSystem._decode_stat(stat, parent_path)
        ordinary = S_ISREG(stat.st_mode) or S_ISDIR(stat.st_mode) or S_ISLNK(stat.st_mode)
        return told if ordinary else told | {"type": "other"}  # a pipe would never end

    def close(self) -> None:
        """Hang up."""
        self.client.close()


def access_of(access: dict[str, Any], project: Path) -> dict[str, Any]:
    """Return the options with paths of files made absolute; raises `SettingsError` for a file that is not there."""
    files = {name: project / str(access[name]) for name in ("known_hosts", "key_filename") if name in access}
    for name, file in files.items():
        if not file.is_file():
            raise SettingsError(f"There is no file {file}, which access names as {name}.")
    own_keys = not {"password", "key_filename"} & access.keys()
    return {"allow_agent": own_keys, "look_for_keys": own_keys} | access | {name: str(files[name]) for name in files}
