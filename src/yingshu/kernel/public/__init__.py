"""Pages that everybody may open, without logging in: frame, limits, forms. Nothing of it asks a foreign service."""

from .forms import Notice, PublicForm
from .pages import public_page, visitor

__all__ = ["Notice", "PublicForm", "public_page", "visitor"]
