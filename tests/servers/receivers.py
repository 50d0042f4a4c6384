"""A real mail server and a real web server on the loopback address."""

import json
import socket
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller


class Mailbox:
    """A mail server that keeps what it receives and can be stopped and started again on its port."""

    def __init__(self):
        self.mails = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name is aiosmtpd's
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None


class Receiver(ThreadingHTTPServer):
    """A web server that keeps what is posted to it."""

    def __init__(self, status=202):
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts = []
        self.status = status


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), json.loads(content)))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        """Keep the test output clean."""
