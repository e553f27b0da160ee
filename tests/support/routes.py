"""The route table of the product, with arguments that lead to records of a small lived-in company."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse


class Route(NamedTuple):
    """One address: its full name and the names of its arguments."""

    name: str
    arguments: tuple[str, ...]


def routes() -> list[Route]:
    """Every named address of the product, third-party ones included."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield Route(f"{prefix}{pattern.name}" if pattern.name else f"?{pattern.pattern}",
                        tuple(sorted(pattern.pattern.regex.groupindex)))


def address(route: Route, values: dict[str, Any]) -> str | None:
    """The address with sample arguments; None when a sample is missing."""
    if route.name.startswith("?") or any(a not in values for a in route.arguments):
        return None
    arguments = {a: values[a] for a in route.arguments}
    try:
        return reverse(route.name, kwargs=arguments)
    except NoReverseMatch:  # a name with a colon that is no namespace
        return "/" + str(get_resolver().reverse(route.name, **arguments))
