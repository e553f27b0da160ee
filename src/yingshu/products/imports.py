"""The catalogue as a sheet: fields and the titles under which ledgers carry them."""

from __future__ import annotations

from yingshu.kernel.tabular import Field, Kind, SheetKind

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
