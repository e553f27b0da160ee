"""Screens: one declaration per model gives list, detail, export, history, lookup and the REST endpoints."""

from .declare import SCREENS, Column, Filter, Panel, Screen, Tag, View, page_of, register, screen_of

__all__ = ["SCREENS", "Column", "Filter", "Panel", "Screen", "Tag", "View", "page_of", "register", "screen_of"]
