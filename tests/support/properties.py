"""Property-based tests: bounded, without deadlines, the same examples in every run of continuous integration."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("yingshu", deadline=None, max_examples=60, print_blob=True)
settings.register_profile("ci", settings.get_profile("yingshu"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "yingshu")
