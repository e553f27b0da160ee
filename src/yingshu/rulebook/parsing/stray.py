"""Lines that are no rule: titles of documents, tables of contents, page numbers, what a web page or a word processor left behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from .marks import SPACE, mark_at

ENDINGS: Final = "。；;：:！!？?”」』…）)》】"
_TITLE: Final = re.compile(
    r"(?:制度|办法|辦法|规定|規定|规则|規則|细则|細則|条例|條例|章程|守则|守則|规程|規程|程序|方案|指引|准则|準則|流程|手册|手冊|职责|職責|范本|範本"
    r"|通则|通則|须知|須知|公约|规范|規範|法|制度汇编|制度大全)(?:[（(〔].{1,16}[）)〕])?(?:\s*[VvＶ]?[\d.]+\s*版?|\s*篇[一二三四五六七八九十]+[:：]?)?$")
_COLLECTED: Final = re.compile(r"^(?:第[一二三四五六七八九十]+篇|篇[一二三四五六七八九十]+|[^。；]{2,30}篇[一二三四五六七八九十]+)[：:]?")
_PART_OF_COLLECTION: Final = re.compile(r"^篇[一二三四五六七八九十]+(?:[：:]|$)")
_NAVIGATION: Final = re.compile(
    r"^首[页頁]\s*[/]|首[页頁]\s*[>›»]|当前(?:的)?位置[:：]|字体[:：]|上一[篇页頁章]|下一[篇页頁章]|返回(?:顶部|目录|首页|列表|上级)|回到顶部|相关(?:推荐|阅读|文章|文档|搜索|链接)|推荐阅读|猜你喜欢|点击(?:下载|查看|这里)"
    r"|下载(?:本文|全文|文档|地址)|展开全文|阅读全文|加载更多|版权所有|[Cc]opyright|ICP备|扫一扫|扫码|微信公众号|责任编辑|打印本页|关闭窗口|分享到|收藏本"
    r"|还看了|本文(?:由|来源|来自|链接|地址)|文章来源|以上(?:内容)?(?:就)?是(?:小编|关于)|小编|https?://|www\.|浏览(?:次数|量)|点击数|热门(?:文章|标签)")
_PAGE: Final = re.compile(rf"^[{SPACE}]*(?:第\s*\d+\s*[页頁](?:\s*[,，/]?\s*共\s*\d+\s*[页頁])?"
                          rf"|[-–—]{{1,3}}\s*\d+\s*[-–—]{{1,3}}|\d+\s*/\s*\d+|共\s*\d+\s*[页頁]"
                          rf"|Page\s+\d+(?:\s+of\s+\d+)?|\d{{1,4}})[{SPACE}]*$", re.IGNORECASE)
_REMARK: Final = re.compile(r"^[（(【\[]?(?:注|备注|說明|说明|编者|編者|声明|提示|此文|本文|以上|更多|来源|作者|发布|更新|附)[^。]{0,3}")
_CONTENTS: Final = re.compile(rf"^[{SPACE}]*(?:目[{SPACE}]*[录錄次]|contents)[{SPACE}]*$", re.IGNORECASE)
_LEADERS: Final = re.compile(r"(?:[.．·…‥]{3,}|\t)[.．·…‥\s]*\d{1,4}\s*$")
_BARE_CHAPTER: Final = re.compile(rf"^(?:总|總|附|罚|罰)[{SPACE}]*(?:则|則)$")
_WANTS_MORE: Final = re.compile(r"(?:[，,、第]|按照?|依照?|[根依]据|[根依]據|遵照|[参參]照|[违違]反|和|与|與|及|或)$")
_OPENING: Final = re.compile(r"总则|總則|目的|宗旨|适用范围|適用範圍|为|為")
_LAST: Final = re.compile(
    r"自.{0,40}起(?:施行|实施|實施|执行|執行|生效)|(?:公布|发布|颁布|印发|頒布)之日起|由.{1,40}(?:负责)?解[释釋]|解释权|解釋權")


def is_title(text: str) -> bool:
    """A line that reads like the name of a document."""
    words = text.strip().strip("《》").rstrip()
    collected = len(words) <= 40 and bool(_COLLECTED.match(words)) and bool(_TITLE.search(words.rstrip("：:")))
    short = 2 < len(words) <= 40 and not any(c in words for c in "。；;，,：:！？")
    return collected or (short and bool(_TITLE.search(words)))


def part_of_collection(text: str) -> str:
    """The number with which web pages begin each text of a collection (篇二：销售部例会制度), or nothing."""
    match = _PART_OF_COLLECTION.match(text)
    return match[0] if match and len(text) <= 40 else ""


def could_be_title(text: str) -> bool:
    """The first line of a file: short, without the end of a sentence."""
    words = text.strip()
    return 0 < len(words) <= 50 and words[-1] not in "。；;，,：:、"


def is_bare_chapter(text: str) -> bool:
    """The usual name of a chapter, without a number."""
    return bool(_BARE_CHAPTER.match(text))


def is_opening(text: str) -> bool:
    """The heading or sentence with which rulebooks begin."""
    return bool(_OPENING.match(text))


def is_navigation(text: str) -> bool:
    """What a web page put around the text; rules are longer or end like sentences."""
    return len(text) <= 80 and bool(_NAVIGATION.search(text))


def is_page_number(text: str) -> bool:
    return bool(_PAGE.match(text))


def is_contents(text: str) -> bool:
    """The heading of a table of contents."""
    return bool(_CONTENTS.match(text))


def has_leaders(text: str) -> bool:
    """A line of a table of contents: dots or one tab, then the page. More tabs are the cells of a table."""
    return bool(_LEADERS.search(text)) and text.count("\t") < 2


def is_remark(text: str) -> bool:
    return bool(_REMARK.match(text.strip()))


def is_last(text: str) -> bool:
    """The article with which rulebooks end: since when it holds, who interprets it."""
    return bool(_LAST.search(text))


def ends(text: str) -> bool:
    """Does a sentence end here?"""
    return not text or text[-1] in ENDINGS


def is_broken_off(text: str) -> bool:
    """The line was broken within a sentence, so the next line goes on with it."""
    return wants_more(text) or (len(text) >= 25 and not ends(text))


def wants_more(text: str) -> bool:
    """The last word asks for the next one: a comma, 按, 根据, 和 …"""
    return bool(_WANTS_MORE.search(text))


def running(lines: Sequence[str]) -> frozenset[str]:
    """Headers and footers that a printout repeats on every page: the same line again and again, beside the number of the page."""
    said = [line.strip() for line in lines if line.strip()]
    numbers = [is_page_number(line) for line in said]
    times = Counter(said)
    beside = Counter(line for n, line in enumerate(said) if any(numbers[max(n - 1, 0):n + 2]))
    return frozenset(line for line, n in beside.items() if 1 < times[line] <= n + 1 and 1 < len(line) <= 60
                     and mark_at(line) is None and not ends(line) and not is_page_number(line))


def is_heading(text: str) -> bool:
    """Short words without a sentence in them."""
    return 0 < len(text) <= 30 and not any(c in text for c in "。；;，,：:！？")
