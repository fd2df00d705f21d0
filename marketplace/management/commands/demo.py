"""`manage.py demo`: the whole marketplace on this machine, with the demo mesh in it."""

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from honcho.manager import Manager
from honcho.printer import Printer

from marketplace.demo.loader import LoadingFailed, demo_password, is_loaded, load
from marketplace.demo.sources import mesh
from marketplace.foundation.heartbeats import is_alive


class Command(BaseCommand):
    """Runs web, worker and scheduler together, loads the demo mesh, and ends them all together."""

    help = "Run the marketplace with the demo mesh: web, worker and scheduler; Ctrl-C ends all of them."

    def add_arguments(self, parser):
        """Nothing needs to be said."""
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *, port, **options):
        """Set the tables up, start everything, load what is missing, say where it is."""
        self._insist_on_a_free_port(port)
        started = time.monotonic()
        self._insist_on_a_database()
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        connections.close_all()
        manager = Manager(Printer(sys.stdout))
        environment = {"MEASURE_MINUTES": "5"} | os.environ  # boards that one can watch growing
        environment |= {"PYTHONUNBUFFERED": "1", "STATIC_MANIFEST": "1", "PORT": str(port)}
        for name, command in _processes(port).items():
            manager.add_process(name, command, env=environment)
        guide = threading.Thread(target=self._guide, args=(manager, port, started), daemon=True)
        guide.start()
        manager.loop()
        sys.exit(manager.returncode)

    def _insist_on_a_free_port(self, port):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                raise CommandError(f"Port {port} is in use; say another one: PORT={port + 1} make demo") from None

    def _insist_on_a_database(self):
        try:
            connections["default"].ensure_connection()
        except OperationalError as away:
            why = str(away).strip().splitlines()[0]
            raise CommandError(f"The database of DATABASE_URL cannot be reached, or is not there: {why}") from None

    def _guide(self, manager, port, started):
        """Wait until everything answers, load the mesh, and tell people where to go."""
        try:
            _wait_for_web(port)
            _wait_for_worker()
            if not is_loaded():
                self.stdout.write("Loading the demo mesh: real data, published as people publish it.")
            load(self.stdout.write)
        except (LoadingFailed, TimeoutError) as trouble:
            self.stderr.write(str(trouble))
            manager.terminate()
            return
        finally:
            connections.close_all()
        self.stdout.write(_welcome(port, time.monotonic() - started))


def _processes(port):
    python = sys.executable
    celery = f'"{python}" -m celery -A marketplace'
    return {
        "web": f'exec "{python}" -m gunicorn marketplace.wsgi --bind 127.0.0.1:{port} --worker-class gthread '
        "--workers 2 --threads 4 --timeout 130 --no-control-socket --log-level warning",
        "worker": f"exec {celery} --quiet worker --loglevel INFO --without-mingle --without-gossip",
        "scheduler": f"exec {celery} --quiet beat --loglevel WARNING",
    }


def _wait_for_web(port, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    raise TimeoutError("The web server did not answer within a minute; its lines above say why.")


def _wait_for_worker(seconds=60):
    from marketplace.foundation.tasks import pulse

    pulse.delay()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_alive("worker"):
            return
        time.sleep(0.2)
    raise TimeoutError("The worker did not answer within a minute; its lines above say why.")


def _welcome(port, seconds):
    people = "\n".join(f"    {row['username']:<6} {row['about']}" for row in mesh()["people"])
    return (
        f"\n  The data marketplace is ready after {seconds:.0f} s:  http://localhost:{port}/\n\n"
        f"  Sign in as one of these, with the password  {demo_password()}\n\n{people}\n\n"
        f"  API: http://localhost:{port}/api/docs/   Admin console (grace, petra): http://localhost:{port}/admin/\n"
        "  Ctrl-C ends everything; the data stays in var/.\n"
    )
