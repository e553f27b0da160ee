"""What a row of the body is: data, or one of the rows that people put between and after the data."""

import enum
import re
from typing import Final

from yingshu.kernel.tabular.clean import show, to_text
from yingshu.kernel.tabular.layout import Layout
from yingshu.kernel.tabular.numerals import looks_numeric
from yingshu.kernel.tabular.workbook import RowList

__all__ = ["RowClassifier", "RowKind", "sum_level"]


class RowKind(enum.StrEnum):
    """Kinds of rows of the body."""

    DATA = "data"
    BLANK = "blank"
    SUBTOTAL = "subtotal"
    RUNNING = "running"
    TOTAL = "total"
    FOOTER = "footer"
    HEADER = "header"
    SAMPLE = "sample"


# A row without any of these signs is data, blank or a repeated head; this is asked for every row, so it must be quick.
_SIGN: Final = re.compile(r"计|[Tt]otal|TOTAL|[:：]")
_SUM: Final = re.compile(
    r"(?P<before>.{0,24}?)(?P<word>小计|合计|总计|共计|累计|subtotal|grandtotal|total)(?:金额|数量|数|额)?"
    r"(?:[（(【\[].{0,10}[)）】\]])?[:：]?[\d,.，．¥￥元-]*",
    re.IGNORECASE,
)
_PERIOD: Final = re.compile(r"(?:年度|季度|月份|[年季月旬周日页天])$")
_WHOLE: Final = re.compile(r"^(?:全部|本表|总|全|本期|本单)?$")
_FOOTER: Final = re.compile(
    r"(?:制表|制单|填表|编制|审核|复核|审批|批准|经办|会计|出纳|主管|负责|财务|仓管|业务|打印|导出|备注|说明|附注|注|签字|签名|签章|盖章|日期"
    r"|联系|电话|地址|第.{1,4}页|printed|prepared|checked|note)[^:：]{0,4}[:：].*",
    re.IGNORECASE | re.DOTALL,
)
_SAMPLE: Final = re.compile(r"(?:示例|样例|举例|例如|example)\s*[:：]", re.IGNORECASE)
_MOST_OTHER_TEXTS: Final = 2


def sum_level(label: str) -> str:
    """What a subtotal's label sums over: ``1998年5月小计`` gives ``月小计``, ``东区小计`` gives ``小计``."""
    match = _SUM.fullmatch("".join(label.split()))
    if match is None:
        return label
    period = _PERIOD.search(match["before"])
    return (period[0].removesuffix("度").removesuffix("份") if period else "") + match["word"].lower()


def _sum_kind(label: str) -> RowKind | None:
    match = _SUM.fullmatch("".join(label.split()))
    if match is None:
        return None
    word = match["word"].lower()
    if word == "累计":
        return RowKind.RUNNING
    if word in ("小计", "subtotal") or not (_WHOLE.match(match["before"]) or word == "grandtotal"):
        return RowKind.SUBTOTAL
    return RowKind.TOTAL


class RowClassifier:
    """Classifies the rows of one table."""

    def __init__(self, layout: Layout) -> None:
        self._titles = [(column.index, column.title) for column in layout.columns if column.title]
        self._above = layout.above

    def classify(self, row: RowList) -> tuple[RowKind, str]:
        """The kind of a row, and the text that shows it (empty for data)."""
        texts = [cell for cell in row if cell.__class__ is str and cell]
        joined = "\n".join(texts)
        if not joined.strip():
            blank = len(texts) == len(row) or all(cell is None or cell.__class__ is str for cell in row)
            return (RowKind.BLANK if blank else RowKind.DATA), ""
        if _SIGN.search(joined) is not None:
            found = self._marked([to_text(cell) for cell in texts], row)
            if found is not None:
                return found
        return (RowKind.HEADER, to_text(joined)) if self._is_repeated_head(row, texts) else (RowKind.DATA, "")

    def _marked(self, texts: list[str], row: RowList) -> tuple[RowKind, str] | None:
        texts = [text for text in texts if text]
        if _SAMPLE.match(texts[0]):
            return RowKind.SAMPLE, texts[0]
        others = [text for text in texts if not looks_numeric(text)]
        for text in others if len(others) <= _MOST_OTHER_TEXTS + 1 else ():
            kind = _sum_kind(text)
            if kind is not None:
                return kind, text
        return (RowKind.FOOTER, texts[0]) if self._is_footer(texts, row) else None

    def _is_footer(self, texts: list[str], row: RowList) -> bool:
        filled = sum(1 for cell in row if show(cell).strip())
        marked = [text for text in texts if _FOOTER.fullmatch(text)]
        if not marked or filled != len(texts):
            return False
        return len(marked) == filled or (marked[0] == texts[0] and filled <= 2)

    def _is_repeated_head(self, row: RowList, texts: list[str]) -> bool:
        """A repeated head (after a page break) or a repeated title row."""
        index, title = self._titles[0] if self._titles else (0, "")
        if index < len(row) and row[index].__class__ is str and to_text(row[index]) == title:
            same = sum(1 for i, name in self._titles if i < len(row) and to_text(row[i]) == name)
            return same * 10 >= len(self._titles) * 6
        return len(texts) <= 3 and all(to_text(cell) in self._above for cell in row if show(cell).strip())
