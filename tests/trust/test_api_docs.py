"""Every call of ``docs/api.md`` is run, in the order of the page, and answers what the page says (UPDATE_DOCS=1 writes the answers)."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from ..support.integrations import KEY, everything

PAGE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
CALL = re.compile(r"```sh\n(curl .*?)\n```\n(?:\n```json\n(.*?)\n```\n)?", re.DOTALL)
PART = re.compile(r'(?<=,) (?=["{\[])')  # between two members, never inside a string
WIDTH = 130
SECRET = ("public_token", "token", "tracking")


def arguments(call: str) -> tuple[str, str, dict[str, str], str | None]:
    """Method, address, headers and body of a curl call."""
    words = shlex.split(call.replace("\\\n", " ").replace("$TOKEN", KEY).replace("$YINGSHU", ""))
    method, address, headers, body, query = "", "", {}, None, []
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _colon, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        elif word == "--data-urlencode":
            query.append(tuple(next(rest).split("=", 1)))
        elif word != "-G":
            assert not word.startswith("-"), word
            address = word
    return method or "GET", f"{address}?{urlencode(query)}" if query else address, headers, body


def ask(call: str) -> Any:
    method, address, headers, body = arguments(call)
    kind = headers.pop("Content-Type", "application/json")
    return Client(headers=headers, raise_request_exception=False).generic(method, address, body or "", content_type=kind).json()


def shown(answer: Any) -> str:
    """An answer as the page prints it; what is different each time is left out."""
    lines = [""]
    for part in PART.split(json.dumps(hidden(answer), ensure_ascii=False)):
        if len(lines[-1]) + len(part) > WIDTH and lines[-1]:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".lstrip()
    return "\n".join(lines)


def hidden(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: "…" if k in SECRET and v else hidden(v) for k, v in value.items()}
    return [hidden(v) for v in value] if isinstance(value, list) else value


@pytest.fixture
def desk(trade: Any) -> None:
    """What the page says exists: customer 1, product 1, carrier 1, and somebody with every right."""
    everything(trade.company)
    assert (trade.customer().pk, trade.product(price="85").pk, trade.carrier().pk) == (1, 1, 1)


@pytest.mark.django_db
@pytest.mark.one_database
def test_every_call_answers_what_the_page_says(desk: None) -> None:
    page, wrong, answers = PAGE.read_text(), [], []
    for call, told in CALL.findall(page):
        answer = shown(ask(call))
        answers.append(answer)
        if told != answer:
            wrong.append(f"{call}\n  the page says {told}\n  the answer is {answer}")
    if os.environ.get("UPDATE_DOCS"):
        left = iter(answers)
        PAGE.write_text(CALL.sub(lambda found: f"```sh\n{found[1]}\n```\n\n```json\n{next(left)}\n```\n", page))
        return
    assert len(answers) > 20
    assert not wrong, "\n\n".join(wrong)
    assert json.loads(answers[-1])["results"][0]["customer_name"] == "甘泉农资"


def test_no_call_of_the_page_is_overlooked() -> None:
    """Calls stand in blocks of their own, each with its answer, and nowhere else."""
    page = PAGE.read_text()
    assert len(re.findall(r"^curl ", page, re.MULTILINE)) == len(CALL.findall(page))
    assert [call for call, told in CALL.findall(page) if not told] == []
