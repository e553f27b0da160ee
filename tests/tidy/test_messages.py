"""The interface is complete in Chinese: nothing missing, nothing fuzzy, one word for one thing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from tools import messages
from tools.messages import Room, Text

from tests.tidy.source import assert_nothing

ENTRY = re.compile(r'^(?:msgctxt ".*"\n)?msgid (?:".*"\n)+', re.M)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%%")


@cache
def rooms() -> list[Room]:
    return messages.rooms()


def label(room: Room, message: Message) -> str:
    return f"{room.name}: {messages.key_of(message)[1]}"


def test_no_message_is_missing() -> None:
    """`python tools/messages.py missing ROOM` prints them ready to paste."""
    absent = messages.missing(rooms())
    assert_nothing([f"{room}: {text.id}  ({place})" for room, texts in absent.items() for text, place in texts.items()])


def test_no_entry_is_empty_or_fuzzy() -> None:
    entries = [(room, message) for room in rooms() for message in messages.messages(room.catalogue)]
    assert_nothing([label(*entry) for entry in entries if not messages.is_translated(entry[1])])


def test_no_entry_stands_twice_in_a_room() -> None:
    """The parser would silently keep the last."""
    files = {room.name: messages.SOURCE / room.name / messages.CATALOGUE for room in rooms()}
    heads = [(room, head) for room, file in files.items() if file.exists() for head in ENTRY.findall(file.read_text("utf-8"))]
    assert_nothing([f"{room}: {head}" for (room, head), count in Counter(heads).items() if count > 1])


def test_rooms_agree_on_the_translation() -> None:
    """Django merges the catalogues; which room wins must not matter. Use a context where one word means two things."""
    found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for room in rooms():
        for message in messages.messages(room.catalogue):
            found[messages.key_of(message)][room.name] = messages.words_of(message)
    assert {key[1]: words for key, words in found.items() if len(set(words.values())) > 1} == {}


def test_translations_keep_the_placeholders() -> None:
    """A plural may leave out its number; nothing may be added or misspelt."""
    wrong = []
    for room in rooms():
        for message in messages.messages(room.catalogue):
            forms = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
            known = {word for form in forms for word in PLACEHOLDER.findall(form)}
            needed = set.intersection(*(set(PLACEHOLDER.findall(form)) for form in forms))
            for words in messages.words_of(message):
                used = set(PLACEHOLDER.findall(words))
                if words and not needed <= used <= known:
                    wrong.append(label(room, message))
    assert_nothing(wrong)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """One room with code, a template and a catalogue."""
    room = tmp_path / "desk"
    (room / "locale/zh_Hans/LC_MESSAGES").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "models.py").write_text(
        "from django.utils.translation import gettext_lazy as _, pgettext as in_context\n"
        "a = _('Order')\nb = in_context('menu', 'Order')\nc = _(name)\nd = say('Refused by %(who)s', who=1)\n"
    )
    (room / "page.html").write_text(
        "{% load i18n %}<a title=\"{% translate 'Close' %}\">{{ x|default:_('None') }}</a>\n"
        "{% blocktranslate count n=rows trimmed %}\n one {{ n }} row"
        "\n{% plural %}\n {{ n }} rows{% endblocktranslate %}"
    )
    (room / messages.CATALOGUE).write_text('msgid "Order"\nmsgstr "A"\n\n#, fuzzy\nmsgid "Close"\nmsgstr "B"\n')
    return tmp_path


def test_extraction_finds_all_kinds(house: Path) -> None:
    (room,) = messages.rooms(house)
    assert room.used == {
        Text("", "Order"): "desk/models.py:2",
        Text("menu", "Order"): "desk/models.py:3",
        Text("", "Refused by %(who)s"): "desk/models.py:5",
        Text("", "Close"): "desk/page.html:1",
        Text("", "None"): "desk/page.html:1",
        Text("", "one %(n)s row", "%(n)s rows"): "desk/page.html:2",
    }


def test_missing_counts_fuzzy_and_context(house: Path) -> None:
    absent = messages.missing(messages.rooms(house))["desk"]
    assert sorted(text.key for text in absent) == [
        ("", "Close"),
        ("", "None"),
        ("", "Refused by %(who)s"),
        ("", "one %(n)s row"),
        ("menu", "Order"),
    ]


def test_compile_writes_once(house: Path) -> None:
    assert [messages.compile_all([], house), messages.compile_all([], house)] == [1, 0]
    assert (house / "desk" / messages.CATALOGUE).with_suffix(".mo").stat().st_size > 0


def test_entry_to_paste() -> None:
    assert messages.as_po(Text("menu", 'say "x"', "many"), "desk/a.py:1") == (
        '#: desk/a.py:1\nmsgctxt "menu"\nmsgid "say \\"x\\""\nmsgid_plural "many"\nmsgstr[0] ""\n'
    )
