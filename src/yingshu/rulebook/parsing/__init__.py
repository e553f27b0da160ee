"""A rulebook as people keep it, a Word or text file, made into a tree of 编, 章, 节, 条, 款, 项.

Pure: no database, no settings. ``parse`` cuts the text into pieces and puts every piece at its place; the pieces in order are the
text again, character by character. What has no place is kept as ``unplaced``.
"""

from .build import parse, parse_source
from .counting import counts
from .files import Source, UnreadableFile, read_file
from .tree import Kind, Node, Parsed

__all__ = ["Kind", "Node", "Parsed", "Source", "UnreadableFile", "counts", "parse", "parse_source", "read_file"]
