"""Printed documents: a request with data goes in, a PDF comes out. See ``docs/printing.md``."""

from .catalogue import PAPERS, TEMPLATES, Key, Kind, Paper, Template
from .engine import FontsMissing, render
from .request import CannotPrint, Mark, PrintRequest

__all__ = [
    "PAPERS",
    "TEMPLATES",
    "CannotPrint",
    "FontsMissing",
    "Key",
    "Kind",
    "Mark",
    "Paper",
    "PrintRequest",
    "Template",
    "render",
]
