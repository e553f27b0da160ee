"""Configuration of the whole test suite. What the fixtures do stands in ``tests/support``."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tools import messages

KEPT = {"YINGSHU_DATABASE_URL", "YINGSHU_SHARED_DATA"}


def isolate() -> None:
    """Give this process (each xdist worker too) a data folder of its own, before the settings are read.

    ``DJANGO_SETTINGS_MODULE`` must not stay: a worker that inherited it would read the settings before this, with the folder of its parent,
    and tests that run at the same time would keep and delete each other's files.
    """
    home = Path(tempfile.mkdtemp(prefix="yingshu-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith("YINGSHU_") and name not in KEPT]:
        del os.environ[name]
    (home / "static").mkdir()
    os.environ["YINGSHU_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yingshu.portal.settings"
    os.environ["TZ"] = "Asia/Shanghai"


isolate()
if "PYTEST_XDIST_WORKER" not in os.environ:
    messages.compile_all([])

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a slow one says nothing more
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]

pytest_plugins = [
    "pytester",
    "tests.support.clauses",
    "tests.support.selection",
    "tests.support.database",
    "tests.support.budgets",
    "tests.support.properties",
    "tests.support.places",
    "tests.support.servers",
    "tests.support.company",
    "tests.support.trade",
]
