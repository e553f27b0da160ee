"""Pages of the portal itself."""

from .entry import demo_login, login
from .own import profile, set_language
from .reference import api_docs, help_page
from .system import counts, healthz, watermark
from .workbench import next_todo, workbench

__all__ = ["api_docs", "counts", "demo_login", "healthz", "help_page", "login", "next_todo", "profile", "set_language", "watermark",
           "workbench"]
