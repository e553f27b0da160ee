"""The addresses of the API, apart from the pages: its own door looks for nothing else (``wsgi``)."""

from __future__ import annotations

from django.urls import Resolver404, ResolverMatch, URLResolver, get_resolver

from yingshu.kernel.urls import api_urlpatterns

urlpatterns = api_urlpatterns()
_rooms = {str(found.pattern): found for found in urlpatterns if isinstance(found, URLResolver)}


def resolve(address: str) -> ResolverMatch:
    """Find an address, asking its own room at once (``/api/v1/orders/…``)."""
    first = "/".join(address.split("/", 4)[1:4])
    first += "/" if address.startswith(f"/{first}/") else ""
    try:
        if first in _rooms:
            return _rooms[first].resolve(address[1:])
    except Resolver404:
        pass
    return get_resolver(__name__).resolve(address)
