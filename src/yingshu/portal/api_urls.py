"""The addresses of the API, apart from the pages: its own door looks for nothing else (``wsgi``)."""

from __future__ import annotations

from django.urls import Resolver404, ResolverMatch, URLPattern, URLResolver, get_resolver

from yingshu.kernel.urls import api_urlpatterns

from .rooms import API

urlpatterns = [*API, *api_urlpatterns()]
_by_hand: dict[str, URLPattern] = {f"/{found.pattern}": found for found in API}
_rooms = {str(found.pattern): found for found in urlpatterns if isinstance(found, URLResolver)}


def resolve(address: str) -> ResolverMatch:
    """Find an address: one that a room answers by hand, else asking its own room at once (``/api/v1/orders/…``)."""
    if address in _by_hand and (match := _by_hand[address].resolve(address[1:])):
        return match
    first = "/".join(address.split("/", 4)[1:4])
    first += "/" if address.startswith(f"/{first}/") else ""
    try:
        if first in _rooms:
            return _rooms[first].resolve(address[1:])
    except Resolver404:
        pass
    return get_resolver(__name__).resolve(address)
