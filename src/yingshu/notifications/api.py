"""REST endpoints of the inbox."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("messages/{message_id}/read", services.mark_read)
endpoint("messages/read-all", services.mark_all_read)
endpoint("announcements", services.announce, example={"title": "端午节放假安排", "text": "6 月 19 日至 21 日放假。", "until": "2026-06-21"})
endpoint("announcements/{announcement_id}/withdraw", services.withdraw_announcement)
