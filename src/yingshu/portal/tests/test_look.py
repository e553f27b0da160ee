"""The look: components, error pages, watermark, assets, and what the content policy asks of templates."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from yingshu.portal.templatetags.look import bar_width
from yingshu.portal.watermark import watermark_svg

PORTAL = Path(__file__).resolve().parents[1]
ROOT = PORTAL.parents[2]
SOURCE = ROOT / "src" / "yingshu"


def draw(source: str, **context: object) -> str:
    """Render a template text with components in Chinese, blanks collapsed."""
    with translation.override("zh-hans"):
        return re.sub(r"\s+", " ", Template(CottonCompiler().process(source)).render(Context(context))).strip()


@pytest.fixture
def visitor(rf: RequestFactory):
    """A request of nobody."""
    return rf.get("/somewhere")


def test_watermark_tile_holds_who_and_when() -> None:
    tile = ElementTree.fromstring(watermark_svg("林晓雯", "8806", date(2026, 6, 17)))
    (text,) = tile
    assert text.text == "林晓雯 8806 2026-06-17"
    assert 0.08 <= float(text.get("fill-opacity", "1")) <= 0.12
    assert (tile.get("width"), tile.get("height")) == ("420", "260")


def test_watermark_escapes_and_drops_what_xml_forbids() -> None:
    svg = watermark_svg('<script>&"', "\x00\x1b88\ud80006", "2026-06-17")
    (text,) = ElementTree.fromstring(svg)
    assert text.text == '<script>&" 8806 2026-06-17'


@pytest.mark.parametrize(
    ("state", "icon"),
    [
        ("draft", "pencil"),
        ("wait", "circle-dashed"),
        ("run", "progress"),
        ("done", "check"),
        ("warn", "alert-triangle"),
        ("danger", "alert-circle"),
        ("void", "ban"),
    ],
)
def test_every_state_has_its_own_glyph(state: str, icon: str) -> None:
    html = draw('<c-tag state="{{ state }}" text="已逾期" />', state=state)
    assert html == f'<span class="tag {state}"><i class="ti ti-{icon}" aria-hidden="true"></i>已逾期</span>'


def test_clause_chip_opens_the_book_at_that_clause() -> None:
    assert draw('<c-cl code="ORD-06" />') == '<a class="cl" href="/rulebook/clauses/ORD-06/">ORD-06</a>'


def test_gate_says_verdict_then_numbers_then_clause_then_exits() -> None:
    html = draw(
        '<c-gate title="销售单闸口" verdict="拒绝" head="还差 200.00 元" text="暂不能开单" '
        ':conditions="conditions" :why="why" :exits="exits" />',
        conditions=[
            {"ok": True, "name": "备货完成", "text": "155 / 155", "clause": "ORD-04"},
            {"ok": False, "name": "货款到账", "text": "应到 9,600.00", "gap": "差 200.00 元", "clause": "REC-08"},
        ],
        why={
            "clause": "ORD-06",
            "quote": "款到才可开单",
            "params": [{"name": "允许尾差", "value": "0.00 元", "since": "2026-05-01", "by": "老顾", "origin": "own"}],
            "sum": [{"name": "差额", "op": "", "value": "200.00", "total": True}],
        },
        exits=[{"title": "登记补款", "url": "/x", "primary": True}],
    )
    words = re.sub(r"<[^>]+>", " ", html).split()
    order = ["销售单闸口", "拒绝", "还差", "备货完成", "ORD-04", "差", "REC-08"]
    order += ["为什么", "ORD-06", "款到才可开单", "老顾", "本公司设定", "登记补款"]
    places = [words.index(word) for word in order]
    assert places == sorted(places)
    assert html.startswith('<section class="gate" aria-label="销售单闸口">')
    assert html.count("ti-circle-check") == html.count("ti-circle-x") == 1


def test_gate_without_reasons_is_short_and_open_is_marked() -> None:
    html = draw('<c-gate state="open" title="销售单闸口" verdict="放行" head="两个条件都满足。" clause="ORD-06" />')
    assert 'class="gate open short"' in html
    assert 'class="tag done"' in html
    assert "/rulebook/clauses/ORD-06" in html


@pytest.mark.parametrize(
    ("percent", "state"), [("69", ""), ("70", " warn"), ("99", " warn"), ("100", " late"), ("115", " late")]
)
def test_clock_is_amber_from_seventy_percent_and_solid_after_the_limit(percent: str, state: str) -> None:
    html = draw('<c-clock used="1:25" allowed="2:00" percent="{{ p }}" />', p=percent)
    assert html.startswith(f'<span class="clk{state}">')
    assert f'<rect width="{min(100, int(percent))}"' in html


def test_bar_width_stays_within_the_bar() -> None:
    assert [bar_width(x) for x in ("-3", None, "", "86.1", 120)] == [0, 0, 0, 86, 100]


class Entry(forms.Form):
    packing = forms.CharField(label="包装要求", help_text="缺项不能发指令")
    call = forms.BooleanField(label="电话通知", required=False)


def test_field_binds_label_help_and_error() -> None:
    html = draw('<c-field :field="form.packing" />', form=Entry({"packing": ""}))
    (control,) = re.findall(r"<input[^>]+>", html)
    assert 'class="form-control is-invalid"' in control
    assert 'aria-describedby="id_packing_helptext id_packing_error"' in control
    assert 'for="id_packing"' in html
    assert 'id="id_packing_helptext">缺项不能发指令' in html
    assert 'id="id_packing_error"' in html


def test_tick_box_carries_its_label_on_the_right() -> None:
    html = draw('<c-field :field="form.call" />', form=Entry())
    assert re.search(r'<label class="form-check"><input[^>]+class="form-check-input"[^>]*> 电话通知</label>', html)


def test_error_summary_leads_to_the_field() -> None:
    assert '<a href="#id_packing">包装要求</a>' in draw('<c-errors :form="form" />', form=Entry({"packing": ""}))
    assert draw('<c-errors :form="form" />', form=Entry({"packing": "原袋"})) == ""


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_stand_alone_and_say_the_way_out(name: str) -> None:
    with translation.override("zh-hans"):
        html = render_to_string(name, {"reference": "8F3A2C"})  # no request, no person, no database
    assert '<html lang="zh-CN"' in html
    assert "返回工作台" in html
    assert ("8F3A2C" in html) == (name == "500.html")
    assert re.search(r"<h1[^>]*>[^<A-Za-z]+</h1>", html)


def test_theme_and_menu_come_from_cookies_without_a_flash(visitor) -> None:
    visitor.COOKIES.update(ys_theme="dark", ys_side="min")
    dark = render_to_string("base.html", {"shell": {"menu": []}}, request=visitor)
    visitor.COOKIES.update(ys_theme='"><script>', ys_side="x")
    plain = render_to_string("base.html", {"shell": {"menu": []}}, request=visitor)
    assert 'data-bs-theme="dark"' in dark and 'class="ys-shell min"' in dark
    assert 'data-bs-theme="light"' in plain and 'class="ys-shell"' in plain


class Unsafe(HTMLParser):
    """Collects what a strict content policy refuses: style attributes, event attributes, inline script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.found += [f"<{tag} {name}>" for name in names if re.fullmatch(r"style|on[a-z]+|hx-on.*", name)]
        if tag == "style" or (tag == "script" and "src" not in names and names.get("type") != "application/json"):
            self.found.append(f"<{tag}>")


def test_templates_hold_no_inline_code_and_no_colour() -> None:
    wrong = {}
    for path in SOURCE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        page = Unsafe()
        page.feed(re.sub(r"{[%#{].*?[%#}]}", "", text))
        colours = re.findall(r'[":\s](#[0-9a-fA-F]{6}|#[0-9a-fA-F]{3}|rgba?\(.*?\))["\s;]', text)
        if page.found or colours:
            wrong[str(path.relative_to(SOURCE))] = page.found + colours
    assert wrong == {}


def test_colours_are_written_in_the_token_section_only() -> None:
    for path in (PORTAL / "static" / "yingshu").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        rest = re.sub(r'\[data-bs-theme="(?:light|dark)"\] {[^}]*--ys-canvas[^}]*}', "", text)
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", rest) == [], path.name


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


GROUNDS = ("canvas", "surface", "sunken", "hover")
PAIRS = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "brand", "danger") for ground in GROUNDS] + [
    ("on-brand", "brand"),
    ("on-danger", "danger"),
    ("danger", "danger-weak"),
    ("warn", "warn-weak"),
    ("done", "done-weak"),
    ("done", "surface"),
    ("wait", "wait-weak"),
    ("brand-2", "brand-weak"),
    ("ink-3", "danger-weak"),
    ("ink-3", "warn-weak"),
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_text_and_ground_is_readable(theme: str) -> None:
    css = (PORTAL / "static" / "yingshu" / "yingshu.css").read_text(encoding="utf-8")
    block = re.search(rf'\[data-bs-theme="{theme}"\] {{([^}}]*--ys-canvas[^}}]*)}}', css)
    tokens = dict(re.findall(r"--ys-([\w-]+): (#[0-9a-f]{6})", block.group(1) if block else ""))
    low = {}
    for ink, ground in PAIRS:
        high, dim = sorted((_luminance(tokens[ink]), _luminance(tokens[ground])), reverse=True)
        if (ratio := (high + 0.05) / (dim + 0.05)) < 4.5:
            low[ink, ground] = round(ratio, 2)
    assert low == {}


def test_lock_file_names_no_registry() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


FORBIDDEN = re.compile(r'\beval\(|new Function|setAttribute\("style"|\.innerHTML\s*=|document\.write')


def test_scripts_use_nothing_the_content_policy_forbids() -> None:
    for path in (PORTAL / "static" / "yingshu").glob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert FORBIDDEN.findall(code) == [], path.name
