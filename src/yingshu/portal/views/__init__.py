"""Pages of the portal itself."""

from .entry import demo_login, login
from .own import profile, set_language
from .reference import api_docs, help_page
from .running import backups, online, repeated
from .system import counts, healthz, watermark
from .workbench import explained, next_todo, workbench

__all__ = ["api_docs", "backups", "counts", "demo_login", "explained", "healthz", "help_page", "login", "next_todo", "online", "profile",
           "repeated", "set_language", "watermark", "workbench"]
