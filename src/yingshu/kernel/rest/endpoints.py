"""REST endpoints of business actions, as declarations. Lists and single records come from the screens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..services import Done


@dataclass(frozen=True, slots=True)
class Endpoint:
    """POST ``path`` under /api/v1/ runs a business action. Path parameters (``orders/{order_id}/cancel``) are its arguments.

    ``example`` is a request body that works, shown in OpenAPI.
    """

    path: str
    run: Callable[..., Done]
    example: Mapping[str, Any] = field(default_factory=dict)
    tag: str = ""


ENDPOINTS: list[Endpoint] = []


def endpoint(path: str, run: Callable[..., Done], *, example: Mapping[str, Any] | None = None, tag: str = "") -> None:
    """Declare an endpoint."""
    ENDPOINTS.append(Endpoint(path, run, example or {}, tag or path.split("/", 1)[0]))
