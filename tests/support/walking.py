"""Everything a person of the demo company meets: workbench, every page of their menu, the first record of each list, and once for all
people the tabs of these records and the forms that the pages offer. Asked for without a browser, so that it takes a minute or two."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.test import Client

from yingshu.organisation.models import Person
from yingshu.organisation.principal import actor_for
from yingshu.portal.menu import menu_of

from .browsing import BACKEND

HOME = ("/", "/?tab=done", "/?tab=started", "/?tab=messages", "/profile/", "/help/", "/tasks/", "/search/?q=甘泉")
RECORD = re.compile(r'<td[^>]*class="id[^"]*"[^>]*>\s*<a href="([^"?#]+)')
FORM = re.compile(r'(?:href|hx-get)="(/act/[^"]+)"')
TAB = re.compile(r'href="(\?tab=[^"#]+)')
UNREAD = re.compile(r"<(script|style|template|svg|code)\b.*?</\1>|<(\w+)[^>]*class=\"[^\"]*\bcode\b[^\"]*\"[^>]*>.*?</\2>", re.S)
SAID = re.compile(r'\b(?:title|placeholder|aria-label|alt)="([^"]*)"')
ADDRESS = re.compile(r"https?://\S+|(?:/[\w.-]+)+/?|[\w.-]+@[\w.-]+|[\w-]+\.(?:xlsx|txt|csv|pdf|docx|jpg|png)\b|\b[0-9a-f]{16,}\b")
FOREIGN = re.compile(r"(?=\w*[a-z])[A-Za-z][A-Za-z_]{2,}")
# Words that Chinese office people write in Latin letters, keys of the keyboard, and units.
USUAL = frozenset({"English", "Ctrl", "Enter", "Esc", "Excel", "Word", "Wilson", "kg", "xlsx", "csv", "docx", "mm", "cm", "px", "vs"})


@dataclass
class Walk:
    """One walk of several people; what is wrong is gathered."""

    wrong: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    posts: set[tuple[str, ...]] = field(default_factory=set)
    asked: int = 0

    def of(self, person: Person, names: frozenset[str]) -> None:
        """All pages of one person; colleagues in the same posts get the same records and forms, so these are opened once."""
        client = Client(HTTP_HOST="localhost")
        client.force_login(person, backend=BACKEND)
        actor = actor_for(person.pk)
        assert actor is not None
        deep = actor.posts not in self.posts
        self.posts.add(actor.posts)
        for address in (*HOME, *(item.url for group in menu_of(actor) for item in group.items)):
            page = self._open(client, person, address, names)
            for more in self._further(client, person, page, names) if deep else ():
                self._open(client, person, more, names)

    def _further(self, client: Client, person: Person, page: str, names: frozenset[str]) -> Iterator[str]:
        """From a page on: the first record, its tabs, and the forms; of these only what nobody has opened yet."""
        offered = FORM.findall(page)
        if (found := RECORD.search(page)) is not None:
            record = self._open(client, person, found[1], names)
            offered += [*FORM.findall(record), *(found[1] + tab for tab in TAB.findall(record))]
        for address in map(html.unescape, offered):
            part = address.partition("?")[0] if address.startswith("/act/") else re.sub(r"\d+", "", address)
            if part not in self.parts:
                self.parts.add(part)
                yield address

    def _open(self, client: Client, person: Person, address: str, names: frozenset[str]) -> str:
        self.asked += 1
        answer = client.get(address)
        if answer.status_code != 200:
            self.wrong.append(f"{person.username} {address}: answered {answer.status_code}")
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            return ""
        page = answer.content.decode()
        self.wrong += [f"{person.username} {address}: {word}" for word in foreign(page, names)]
        return page


def foreign(page: str, names: Iterable[str] = ()) -> list[str]:
    """Words in Latin letters that a Chinese reader should not meet on a page."""
    shown = UNREAD.sub(" ", page)
    text = html.unescape(" ".join([re.sub(r"<[^>]+>", " ¦ ", shown), *SAID.findall(shown)]))
    return sorted(set(FOREIGN.findall(ADDRESS.sub(" ", text))) - USUAL - set(names))
