"""The ``yingshu`` command."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command; exit codes 0 done, 1 refused by a rule, 2 bad input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yingshu.portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
