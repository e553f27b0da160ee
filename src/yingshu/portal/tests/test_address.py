"""Whose address it is, behind proxies."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yingshu.portal.middleware import AddressMiddleware


@pytest.mark.parametrize(("proxies", "header", "address"), [
    (0, "1.2.3.4", "127.0.0.1"), (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"), (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
    (2, "1.2.3.4", "127.0.0.1"), (1, "", "127.0.0.1")])
def test_behind_proxies_the_visitors_address_counts(monkeypatch: Any, proxies: int, header: str, address: str) -> None:
    """The one the outermost proxy saw; what a visitor claims before it is not believed."""
    monkeypatch.setattr(settings, "PROXIES", proxies)
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": header}
    AddressMiddleware(lambda seen: HttpResponse(seen.META["REMOTE_ADDR"]))(request)
    assert request.META["REMOTE_ADDR"] == address
