"""The application as ``yingshu serve`` runs it: a web process ends when the server it belongs to is gone, however it went.

Otherwise a killed server would leave processes behind that hold its port.
"""

from __future__ import annotations

import os
import signal
import threading
import time

from .wsgi import application

__all__ = ["application"]


def end_with_parent(pause: int = 1) -> None:
    """Watch the parent process and stop this one after it."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(pause)
        os.kill(os.getpid(), signal.SIGKILL)  # nobody is left who could wait for a graceful end; the database rolls back
    threading.Thread(target=watch, daemon=True).start()


end_with_parent()
