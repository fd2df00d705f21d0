"""Servers that the marketplace talks to, on this machine: one takes mail, one answers calls as a test says."""

import contextlib
import json
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest


class MailServer(socketserver.ThreadingTCPServer):
    """Takes mail by SMTP (RFC 5321). `refuses` answers one command with a line of its own, such as 451 or 550.

    While `hold` is not set, it lets whoever sends wait; `held` counts them.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.mails, self.refuses = [], {}
        self.hold, self.held = threading.Event(), 0
        self.hold.set()

    def texts(self) -> list[str]:
        """What was mailed, each without its headers."""
        return [mail.get_content() for mail in self.mails]


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 here")
        for line in self.rfile:
            command = line.decode().strip()
            word = command.split(" ")[0].split(":")[0].upper()
            if word in self.server.refuses:
                self._say(self.server.refuses[word])
            elif word == "DATA":
                self.server.held += not self.server.hold.is_set()
                self.server.hold.wait()
                self._say("354 go on")
                self._take()
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self):
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self._say("250 kept")
                return
            lines.append(line[1:] if line.startswith(b"..") else line)

    def _say(self, line):
        with contextlib.suppress(ConnectionError):  # whoever sends may have been killed
            self.wfile.write(f"{line}\r\n".encode())


@dataclass
class Call:
    """One call that came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def json(self):
        return json.loads(self.body)


@dataclass
class Answer:
    """What is answered, after how many seconds."""

    status: int = 200
    body: object = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0


class WebServer(ThreadingHTTPServer):
    """Answers every call by `answer`, and keeps what came."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _WebHandler)
        self.calls: list[Call] = []
        self.answer: Callable[[Call], Answer] = lambda call: Answer()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _WebHandler(BaseHTTPRequestHandler):
    def _handle(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(self.command, parts.path, parse_qs(parts.query), headers, self.rfile.read(length))
        self.server.calls.append(call)
        answer = self.server.answer(call)
        time.sleep(answer.after)
        body = answer.body.encode() if isinstance(answer.body, str) else json.dumps(answer.body).encode()
        try:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # the caller did not wait

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def log_message(self, *args):
        """Say nothing."""


def _running(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


@pytest.fixture
def mail_server(settings):
    """A mail server that the marketplace is told of."""
    for server in _running(MailServer()):
        settings.MAIL_IS_CONFIGURED = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.PUBLIC_URL = "https://data.example.org"
        yield server


@pytest.fixture
def web_server(settings):
    """Another system on this machine, which the marketplace may call."""
    for server in _running(WebServer()):
        settings.PRIVATE_HOSTS_ALLOWED = ["127.0.0.1"]
        settings.OUTBOUND_SECONDS = 1
        yield server
