"""``yingshu serve``, ``yingshu worker``: the processes of an installation."""

from __future__ import annotations

import argparse
import os
import socket
import subprocess  # nosec B404 # starts this very program
import sys
import threading
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext as _

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.upgrade import bring_up

from ..env import env
from ..schedules import plan
from .database import behind, pending
from .output import Output, command

GRACE_SECONDS = 10
FIRST_PORT, LAST_PORT = 8000, 8099


def add(commands: Any) -> None:
    """Declare the commands."""
    serve_ = command(commands, "serve", serve, _("start the web server and its worker"))
    serve_.add_argument("--host", default="127.0.0.1", help=_("address to listen on; 0.0.0.0 for all"))
    serve_.add_argument("--port", type=int, default=None, help=_("port (default: the first free one from 8000)"))
    serve_.add_argument("--workers", type=int, default=None, metavar="N", help=_("web processes (default: YINGSHU_WORKERS)"))
    serve_.add_argument("--migrate", action="store_true", help=_("bring the database up first"))
    serve_.add_argument("--no-worker", action="store_true", help=_("web only; a worker runs elsewhere"))
    work = command(commands, "worker", worker, _("run jobs and schedules"))
    work.add_argument("--parent", type=int, default=None, help=argparse.SUPPRESS)


def serve(arguments: argparse.Namespace, output: Output) -> None:
    """Become the web server; the worker runs beside it as a child and ends with it."""
    if arguments.migrate:
        bring_up()
    elif waiting := pending():
        raise behind(waiting)
    if arguments.port and not is_free(arguments.host, arguments.port):
        in_use = _("Port %(port)s is in use. Stop what runs there, or choose another port.") % {"port": arguments.port}
        raise InvalidInput({"--port": [in_use]})
    port = arguments.port or free_port(arguments.host)
    address = f"http://{'localhost' if arguments.host in ('127.0.0.1', '0.0.0.0') else arguments.host}:{port}"  # nosec B104 # compared only
    environment = os.environ | {"YINGSHU_BASE_URL": os.environ.get("YINGSHU_BASE_URL") or address}
    output.tell(_("Yingshu is at %(address)s (stop it with Ctrl+C)") % {"address": address})
    if output.is_json:
        output.data({"address": address, "pid": os.getpid()})
        sys.stdout.flush()
    if not arguments.no_worker:
        subprocess.Popen([sys.executable, "-m", "yingshu", "worker", "--parent", str(os.getpid())], env=environment)  # nosec B603
    words = _server(arguments.host, port, arguments.workers or env("WORKERS") or 1)
    os.execve(sys.executable, words, environment)  # nosec B606


def _server(host: str, port: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
            "--blocking-threads", "4", "--backlog", "1024", "--no-access-log", "--log-level", "warning", "--respawn-failed-workers",
            "--workers-kill-timeout", "5", "yingshu.portal.served:application"]


def is_free(host: str, port: int) -> bool:
    """Nobody listens there. Web servers may share a port, and each would answer some of the requests."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str) -> int:
    """The first port from 8000 on that nobody listens on."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if is_free(host, port):
            return port
    raise InvalidInput({"--port": [_("No port from %(first)s to %(last)s is free.") % {"first": FIRST_PORT, "last": LAST_PORT}]})


def worker(arguments: argparse.Namespace, output: Output) -> None:
    """Run the queue with its schedules; as a child of ``serve`` it ends when that is gone."""
    plan()
    translation.activate(settings.LANGUAGE_CODE)  # what jobs write is read by people, not by the terminal
    if arguments.parent:
        os.setpgrp()
        threading.Thread(target=_end_with, args=(arguments.parent, os.getpid()), daemon=True).start()
    call_command("qcluster", verbosity=0)


def _end_with(parent: int, own: int) -> None:
    """Stop this process once its parent is gone, however it went."""
    import signal

    while os.getppid() == parent:
        time.sleep(1)
    os.kill(own, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(own, signal.SIGKILL)  # the queue can hang when its own children were stopped first; jobs are repeated anyway
