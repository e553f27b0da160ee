"""A price list as a sheet: fields and the titles under which ledgers carry them."""

from __future__ import annotations

from pathlib import Path

from yingshu.kernel.tabular import Field, Kind, SheetKind
from yingshu.products.imports import read_rows

from .inputs import PriceRow

PRICES = SheetKind("prices", "产品价格表", (
    Field("number", "产品编号", Kind.CODE, True, ("货品代码", "产品代码", "编号", "货号", "品号", "物料编码", "SKU", "Product code")),
    Field("name", "产品名称", synonyms=("品名", "货品名称", "名称", "Product name")),
    Field("price", "含税单价", Kind.PRICE, True, ("单价", "价格", "标准单价", "统一价", "价目", "售价",
                                                 "Price", "Unit price", "List price")),
    Field("floor", "最低价", Kind.PRICE, synonyms=("底价", "最低限价", "最低售价", "Lowest price", "Floor price")),
), ("价格表", "价目表", "价格", "Price list", "Prices"))


def read_file(path: Path) -> list[PriceRow]:
    """The prices of a workbook's first sheet; raises InvalidInput with all errors by row."""
    return read_rows(path, PRICES, PriceRow)
