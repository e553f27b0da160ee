"""REST: the actions of the warehouse."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

endpoint("stock/receive", services.receive_stock, example={"product_id": 1, "quantity": "500", "document": "SC-0601"})
endpoint("stock/adjust", services.adjust_stock, example={"product_id": 1, "difference": "-2", "reason": "盘点短少"})
endpoint("stock/opening", services.set_opening_stock, example={"product_id": 1, "quantity": "1200"})
endpoint("stock/scan_safety_stock", services.scan_safety_stock, example={})
