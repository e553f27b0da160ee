"""The catalogue as a sheet: fields and the titles under which ledgers carry them."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from yingshu.kernel.errors import InvalidInput
from yingshu.kernel.inputs import Input
from yingshu.kernel.schemas import sentences
from yingshu.kernel.tabular import Field, Kind, Row, SheetKind, guess_sheet, open_workbook, read_sheet

from .inputs import ProductRow

R = TypeVar("R", bound=Input)

PRODUCTS = SheetKind("products", "产品目录", (
    Field("number", "产品编号", Kind.CODE, True, ("货品代码", "产品代码", "编号", "货号", "品号", "物料编码", "SKU", "Product code")),
    Field("name", "产品名称", synonyms=("品名", "货品名称", "名称", "物料名称", "Product name")),
    Field("variety", "品种", synonyms=("品类", "类别", "Variety", "Category")),
    Field("spec", "规格", synonyms=("规格型号", "型号", "Specification", "Spec")),
    Field("grade", "等级", synonyms=("质量等级", "Grade")),
    Field("colour", "色号", synonyms=("颜色", "花色", "Colour", "Color")),
    Field("unit", "计量单位", synonyms=("单位", "Unit", "UOM")),
    Field("packing", "包装要求", synonyms=("包装", "包装方式", "Packing")),
    Field("tax_rate", "税率", Kind.RATE, synonyms=("增值税率", "VAT rate", "Tax rate")),
    Field("cost", "成本单价", Kind.PRICE, synonyms=("成本", "单位成本", "成本价", "Unit cost", "Cost")),
    Field("safety_stock", "安全库存", Kind.QUANTITY, synonyms=("最低库存", "库存下限", "Safety stock")),
    Field("discontinued", "是否停产", Kind.BOOL, synonyms=("停产", "停售", "是否停售", "Discontinued"),
          words={"停产": True, "停售": True, "在产": False, "在售": False}),
), ("产品", "商品", "货品", "产品档案", "Products"))


def read_file(path: Path) -> list[ProductRow]:
    """The products of a workbook's first sheet; raises InvalidInput with all errors by row."""
    return read_rows(path, PRODUCTS, ProductRow)


def read_rows(path: Path, kind: SheetKind, row_type: type[R]) -> list[R]:
    """The rows of a workbook's first sheet as inputs of an import; columns the input does not know are left out.

    Raises InvalidInput with every error by row number, or in the words of the reader when the sheet is not of this kind.
    """
    with open_workbook(path) as book:
        view = book.sheets[0]
        mapping = guess_sheet(view, [kind])
        if mapping is None:
            raise InvalidInput(field="file", kind=kind.label)
        rows, errors = list[R](), dict[str, list[str]]()
        for row in read_sheet(view, mapping, [kind]):
            _take(row, row_type, rows, errors)
    if errors:
        raise InvalidInput(errors)
    return rows


def _take(row: Row, row_type: type[R], rows: list[R], errors: dict[str, list[str]]) -> None:
    said = [str(issue) for issue in row.errors]
    values = {k: v for k, v in row.values.items() if v is not None and k in row_type.model_fields}
    try:
        rows.append(row_type.model_validate({"row": row.number, **values}))
    except ValidationError as problem:
        said += [words for found in sentences(problem).values() for words in found]
    if said:
        errors[str(row.number)] = said
