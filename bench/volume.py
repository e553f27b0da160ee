"""Reports and lists at volume."""

from __future__ import annotations

from typing import Any


def run(asked: Any) -> dict[str, Any]:
    return {}
