"""Flows and tables for the tests of approvals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yingshu.approvals import services
from yingshu.kernel.actor import system

TABLE: dict[str, Any] = {
    "code": "discount", "title": "折扣权限", "matter": "special_price", "fact": "discount", "rows": [
        {"upto": "3%"},
        {"above": "3%", "upto": "8%", "steps": [{"posts": ["director"]}]},
        {"above": "8%", "upto": "15%", "steps": [{"posts": ["sales_director"]}]},
        {"above": "15%", "steps": [{"posts": ["general_manager"]}]}]}


def flow(kind: str, steps: Sequence[dict[str, Any]], **more: Any) -> Any:
    """Put a flow in force from today."""
    content = {"code": kind.replace(".", "_"), "title": "审批流程", "kind": kind, "steps": list(steps), **more}
    return services.save_flow(actor=system(), content=content)


def table(content: dict[str, Any]) -> Any:
    """Put an authority table in force from today."""
    return services.save_table(actor=system(), content=content)


def post(code: str, *posts: str, **more: Any) -> dict[str, Any]:
    """A step decided by posts."""
    return {"code": code, "title": code, "who": {"posts": list(posts)}, **more}
