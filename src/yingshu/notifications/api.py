"""REST endpoints of the inbox."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

endpoint("messages/{message_id}/read", services.mark_read)
endpoint("messages/read-all", services.mark_all_read)
