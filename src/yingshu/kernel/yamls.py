"""YAML as people expect it: ``on``, ``off``, ``yes`` and ``no`` are words, days are text; only ``true`` and ``false`` are truth values."""

from __future__ import annotations

import re
from typing import Any

import yaml


class Loader(yaml.CSafeLoader):
    """The safe loader with the truth values of YAML 1.2."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load(text: str) -> Any:
    """The content of one document."""
    return yaml.load(text, Loader)  # nosec B506 # a safe loader
