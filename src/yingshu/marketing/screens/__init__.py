"""Screens of articles and texts to customers."""

from . import articles, texts

__all__ = ["articles", "texts"]
