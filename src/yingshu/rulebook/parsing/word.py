"""Word's paragraphs as lines of text, with the numbers that Word counts by itself written out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, Final

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from .files import NOT_WORD, Source, UnreadableFile
from .numerals import to_han

_W: Final = {name: qn(f"w:{name}") for name in (
    "p", "t", "tab", "br", "cr", "tr", "tc", "numPr", "numId", "ilvl", "val", "num", "abstractNum", "abstractNumId", "lvl", "lvlText",
    "numFmt", "start", "pPr", "outlineLvl", "txbxContent", "noBreakHyphen", "pStyle", "moveFrom", "del",
    "hdr", "ftr", "footnote", "endnote", "comment")}
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What may stand outside the text, by the kind of part, with the element that holds one piece of it.
_ASIDES: Final = {"header": _W["hdr"], "footer": _W["ftr"], "footnotes": _W["footnote"], "endnotes": _W["endnote"],
                  "comments": _W["comment"]}
_SKIPPED: Final = {_W["txbxContent"], _FALLBACK, _W["moveFrom"], _W["del"]}


def read_word(content: bytes) -> Source:
    """Every paragraph a line, table cells of a row joined by tabs, headings with their level."""
    try:
        document = docx.Document(io.BytesIO(content))
        return _read(document)
    except UnreadableFile:
        raise
    except Exception as broken:  # python-docx and lxml raise what the damage happens to hit
        raise UnreadableFile(NOT_WORD) from broken


def _read(document: Any) -> Source:
    numbers, lines, headings = _Numbers(document), [], {}
    styles = {style.style_id: style for style in document.styles}
    for block in _blocks(document.element.body):
        is_row = block.tag == _W["tr"]
        text = _row(block) if is_row else numbers.of(block, styles) + _text(block)
        for n, line in enumerate(re.split(r"\r\n|[\r\n]", text)):
            lines.append(line)
            if not is_row and n == 0 and (level := _level(block, styles)):
                headings[len(lines)] = level
    return Source("".join(f"{line}\n" for line in lines), headings, wrapped=False, asides=list(dict.fromkeys(_asides(document))))


def _asides(document: Any) -> Iterator[tuple[str, str]]:
    """What Word keeps outside the text: headers, footers, footnotes, endnotes, comments; each note or comment by itself."""
    for relation in document.part.rels.values():
        what = relation.reltype.rpartition("/")[2]
        if what not in _ASIDES or relation.is_external:
            continue
        part = relation.target_part
        root = getattr(part, "element", None)
        root = parse_xml(part.blob) if root is None else root
        for one in root.iter(_ASIDES[what]):
            words = "\n".join(filter(None, ((_row(b) if b.tag == _W["tr"] else _text(b)).strip() for b in _blocks(one))))
            if words:
                yield what.removesuffix("s"), words


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and table rows in order; text boxes after the paragraph that holds them."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag == _W["tr"]:
            yield element
            continue
        if element.tag == _W["p"]:
            yield element
        if element.tag != _FALLBACK:
            waiting.extend(reversed(element))


def _text(element: Any) -> str:
    """The words of an element with inserted ones and links, without deleted ones and text boxes."""
    found, waiting = [], list(reversed(element))
    while waiting:
        part = waiting.pop()
        if part.tag == _W["t"]:
            found.append(part.text or "")
        elif part.tag in (_W["tab"], _W["br"], _W["cr"], _W["noBreakHyphen"]):
            found.append({_W["tab"]: "\t", _W["noBreakHyphen"]: "-"}.get(part.tag, "\n"))
        elif part.tag not in _SKIPPED and part.tag != _W["pPr"]:
            waiting.extend(reversed(part))
    return "".join(found)


def _row(row: Any) -> str:
    own = [cell for cell in row.iter(_W["tc"]) if next(cell.iterancestors(_W["tr"])) is row]  # a table in a cell is part of the cell
    cells = [" ".join(filter(None, (_text(p).strip() for p in cell.iter(_W["p"])))) for cell in own]
    return "\t".join(cells)


def _value(element: Any, name: str) -> str:
    child = element.find(_W[name]) if element is not None else None
    return str(child.get(_W["val"]) or "") if child is not None else ""


def _style_of(paragraph: Any, styles: Any) -> Any:
    properties = paragraph.find(_W["pPr"])
    return styles.get(_value(properties, "pStyle")) if properties is not None else None


def _level(paragraph: Any, styles: Any) -> int:
    """1 to 9 for a paragraph in a heading style or with an outline level, else 0."""
    style, properties = _style_of(paragraph, styles), paragraph.find(_W["pPr"])
    outline = _value(properties, "outlineLvl")
    if not outline and style is not None and style.element.find(_W["pPr"]) is not None:
        outline = _value(style.element.find(_W["pPr"]), "outlineLvl")
    named = re.fullmatch(r"(?:heading|标题)\s*([1-9])", style.name or "", re.IGNORECASE) if style is not None else None
    if outline.isdigit() and int(outline) < 9:
        return int(outline) + 1
    return int(named[1]) if named else 0


class _Numbers:
    """Counts the automatic numbers as Word does: one counter per list and level, deeper levels start again."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.lists: dict[str, str] = {}
        part = next((rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None)
        root = getattr(part, "element", None)
        for abstract in root.iter(_W["abstractNum"]) if root is not None else ():
            self.levels[abstract.get(_W["abstractNumId"])] = dict(map(_one_level, abstract.iter(_W["lvl"])))
        for number in root.iter(_W["num"]) if root is not None else ():
            self.lists[number.get(_W["numId"])] = _value(number, "abstractNumId")

    def of(self, paragraph: Any, styles: Any) -> str:
        """The number before a paragraph as Word shows it, or nothing."""
        style = _style_of(paragraph, styles)
        for holder in (paragraph, style.element if style is not None else None):
            properties = holder.find(_W["pPr"]) if holder is not None else None
            numbered = properties.find(_W["numPr"]) if properties is not None else None
            if numbered is not None:
                return self._next(_value(numbered, "numId"), int(_value(numbered, "ilvl") or 0))
        return ""

    def _next(self, list_id: str, level: int) -> str:
        abstract = self.lists.get(list_id, "")
        levels = self.levels.get(abstract, {})
        if level not in levels:
            return ""
        counter = self.counters.setdefault(abstract, {})
        counter[level] = counter.get(level, levels[level][2] - 1) + 1
        for deeper in [n for n in counter if n > level]:
            del counter[deeper]
        form, pattern, _start = levels[level]
        if form == "bullet" or not pattern:
            return "● " if form == "bullet" else ""
        shown = re.sub(r"%(\d)", lambda m: self._shown(levels, counter, int(m[1]) - 1, form), pattern)
        return f"{shown} " if shown.strip() else ""

    @staticmethod
    def _shown(levels: dict[int, tuple[str, str, int]], counter: dict[int, int], level: int, form: str) -> str:
        own = levels.get(level, ("decimal", "", 1))
        value = counter.get(level, own[2])
        return _written(value, "decimal" if form == "decimal" else own[0])


def _one_level(level: Any) -> tuple[int, tuple[str, str, int]]:
    start = _value(level, "start")
    form, begin = _value(level, "numFmt") or "decimal", int(start) if start.isdigit() else 1
    return int(level.get(_W["ilvl"]) or 0), (form, _value(level, "lvlText"), begin)


def _written(value: int, form: str) -> str:
    if form.startswith(("chinese", "japaneseCounting", "taiwaneseCounting", "ideograph")):
        return to_han(value)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(97 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalEnclosedCircle" and value <= 20:
        return chr(0x245F + value)
    if form in ("lowerRoman", "upperRoman") and value <= 12:
        return chr((0x216F if form == "lowerRoman" else 0x215F) + value)
    return str(value)
