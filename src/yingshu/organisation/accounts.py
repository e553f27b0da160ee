"""How logging in behaves here: no self-registration; a changed password is dated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from yingshu.kernel import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are appointed, they do not sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: Any, password: str) -> None:
        user.password_changed_at = clock.now()
        user.must_change_password = False
        super().set_password(user, password)


def login_name(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The account an attempt was for, whatever its spelling: what the lock counts by."""
    named = (credentials or {}).get("username") or (request.POST.get("login") if request else None)
    return str(named or "").casefold()
