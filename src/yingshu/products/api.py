"""REST: the actions of the product catalogue."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("products", services.create_product, example={
    "name": "复合肥 45%", "number": "FHF-45", "spec": "50kg/袋", "unit": "袋", "packing": "编织袋", "tax_rate": "0.09"})
endpoint("products/{product_id}/change", services.change_product, example={"packing": "内膜编织袋", "safety_stock": "100"})
endpoint("products/{product_id}/discontinue", services.discontinue_product, example={"reason": "配方停用"})
endpoint("products/{product_id}/resume", services.resume_product, example={})
endpoint("products/import", services.import_products, example={
    "rows": [{"row": 2, "number": "FHF-45", "name": "复合肥 45%", "unit": "袋"}], "mode": "both"})
