"""PDF through typst, inside the process: no browser, no system fonts, the same bytes for the same request.

One compiler is kept per template: it holds the parsed sources and the fonts, which makes a warm slip cheap. It takes
one request at a time, so a lock guards it. Data travel as JSON in ``sys.inputs``; they are never part of typst source.
"""

from __future__ import annotations

import json
import logging
import threading
from functools import cache
from pathlib import Path
from typing import cast

import typst
from django.utils.translation import gettext_noop as N_

from yingshu.kernel.errors import BusinessError

from . import payload
from .glyphs import coverage
from .request import PrintRequest

log = logging.getLogger(__name__)
SOURCES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parents[1] / "fonts"
FAMILY, WEIGHTS = "Noto Sans SC", {400, 700}
_one_at_a_time = threading.Lock()


class FontsMissing(BusinessError):
    """The package was installed without its fonts."""

    code = "fonts_missing"
    message = N_("The print fonts (%(family)s) are missing in %(folder)s. Run “python hatch_build.py” or reinstall.")
    status = 503


@cache
def fonts(folder: Path) -> typst.Fonts:
    """The fonts of a folder and nothing else. Raises FontsMissing without the house family, regular and bold."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    if not {font.weight for font in found.fonts() if font.family == FAMILY} >= WEIGHTS:
        raise FontsMissing(family=FAMILY, folder=folder.name)
    return found


def font_files(folder: Path) -> tuple[Path, ...]:
    """Font files of a folder; further fonts put there widen the range of characters."""
    return tuple(sorted(path for path in folder.iterdir() if path.suffix.lower() in {".ttf", ".otf"}))


@cache
def compiler(source: str) -> typst.Compiler:
    """The compiler of a template file."""
    return typst.Compiler(SOURCES / source, root=SOURCES, font_paths=fonts(FONTS), ignore_system_fonts=True)


def render(request: PrintRequest) -> bytes:
    """The PDF of a request: all copies of the set, in order. Raises CannotPrint and FontsMissing."""
    fonts(FONTS)
    data, missing = payload.build(request, coverage(font_files(FONTS)))
    if missing:
        log.warning("no glyph for %s on %s %s", data["missing"], request.template, data["number"])
    with _one_at_a_time:
        pdf = compiler(request.form.source).compile(sys_inputs={"data": json.dumps(data)}, pdf_tags=False)
    return cast(bytes, pdf)
