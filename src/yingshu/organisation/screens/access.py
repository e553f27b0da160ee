"""登录日志: logins and failures, as the lock on wrong passwords keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from axes.models import AccessAttempt, AccessLog
from django.utils.translation import gettext_lazy as _

from yingshu.kernel import clock
from yingshu.kernel.screens import Column, Filter, register

from .common import OpenScreen


@register
class LoginLogScreen(OpenScreen):
    """Who logged in when, from where."""

    code: ClassVar[str] = "login_log"
    model: ClassVar[Any] = AccessLog
    title: ClassVar[Any] = _("Login log")
    order_in_menu: ClassVar[int] = 90
    icon: ClassVar[str] = "login"
    columns: ClassVar[Sequence[Column]] = (
        Column("username", _("Account"), kind="code", link=True), Column("attempt_time", _("login"), kind="moment"),
        Column("logout_time", _("logout"), kind="moment"), Column("ip_address", _("address"), kind="code"))
    filters: ClassVar[Sequence[Filter]] = (
        Filter("username", _("Account"), kind="text", field="username__icontains"),
        Filter("attempt_time", _("login"), kind="daterange", field="attempt_time"))
    search_fields: ClassVar[Sequence[str]] = ("username",)
    rest: ClassVar[bool] = False

    def heading(self, row: AccessLog) -> str:
        return f"{row.username} {clock.local(row.attempt_time):%Y-%m-%d %H:%M}"


@register
class LoginFailureScreen(OpenScreen):
    """Wrong passwords; five of them lock the account for half an hour."""

    code: ClassVar[str] = "login_failures"
    model: ClassVar[Any] = AccessAttempt
    title: ClassVar[Any] = _("Failed logins")
    order_in_menu: ClassVar[int] = 91
    icon: ClassVar[str] = "lock"
    columns: ClassVar[Sequence[Column]] = (
        Column("username", _("Account"), kind="code", link=True), Column("attempt_time", _("last failure"), kind="moment"),
        Column("failures_since_start", _("failures"), kind="quantity"), Column("ip_address", _("address"), kind="code"))
    filters: ClassVar[Sequence[Filter]] = (Filter("username", _("Account"), kind="text", field="username__icontains"),)
    search_fields: ClassVar[Sequence[str]] = ("username",)
    rest: ClassVar[bool] = False

    def heading(self, row: AccessAttempt) -> str:
        return f"{row.username} {clock.local(row.attempt_time):%Y-%m-%d %H:%M}"
