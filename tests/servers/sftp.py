"""An SFTP server on the loopback address, in the test's own process: a folder, one account, read only."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

USER, PASSWORD = "lodestar", "invented for the server"


@dataclass
class Served:
    """A folder that is being served: where, under which key, and what was asked of it."""

    root: Path
    port: int
    key: paramiko.PKey
    asked: list[str] = field(default_factory=list)
    failures: int = 0  # of the next requests to open a file

    def known_hosts(self, file: Path, key: paramiko.PKey | None = None) -> Path:
        """Write the file by which a client knows the server."""
        known = key or self.key
        file.write_text(f"[127.0.0.1]:{self.port} {known.get_name()} {known.get_base64()}\n")
        return file


class _Account(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        right = (username, password) == (USER, PASSWORD)
        return paramiko.AUTH_SUCCESSFUL if right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED

    def get_allowed_auths(self, username: str) -> str:
        return "password"


class _Folder(paramiko.SFTPServerInterface):
    def __init__(self, server: paramiko.ServerInterface, served: Served) -> None:
        super().__init__(server)
        self.served = served

    def _at(self, path: str) -> Path:
        return self.served.root / self.canonicalize(path).lstrip("/")

    def list_folder(self, path: str):
        self.served.asked.append(f"list {path}")
        try:
            return [paramiko.SFTPAttributes.from_stat(file.lstat(), file.name) for file in self._at(path).iterdir()]
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    def stat(self, path: str):
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat())
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)

    lstat = stat

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes):
        self.served.asked.append(f"{'write' if flags & (os.O_WRONLY | os.O_RDWR) else 'read'} {path}")
        if self.served.failures:
            self.served.failures -= 1
            return paramiko.SFTP_CONNECTION_LOST
        try:
            handle = paramiko.SFTPHandle(flags)
            handle.readfile = self._at(path).open("rb")
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return handle


@contextmanager
def serving(root: Path) -> Iterator[Served]:
    """Serve a folder for as long as the block runs; whatever would change it is unsupported."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        served = Served(root, listening.getsockname()[1], paramiko.ECDSAKey.generate(bits=256))
        lines: list[paramiko.Transport] = []

        def answer() -> None:
            with suppress(OSError):  # the listening socket was closed
                while True:
                    line = paramiko.Transport(listening.accept()[0])
                    lines.append(line)
                    line.add_server_key(served.key)
                    line.set_subsystem_handler("sftp", paramiko.SFTPServer, _Folder, served)
                    with suppress(paramiko.SSHException, EOFError):  # a client that hung up
                        line.start_server(server=_Account())

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for line in lines:
                line.close()
            thread.join(5)
