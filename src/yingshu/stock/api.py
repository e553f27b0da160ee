"""REST: the actions of the warehouse."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("stock/receive", services.receive_stock, example={"product_id": 1, "quantity": "500", "document": "SC-0601"})
endpoint("stock/adjust", services.adjust_stock, example={"product_id": 1, "difference": "-2", "reason": "盘点短少"})
endpoint("stock/opening", services.set_opening_stock, example={"product_id": 1, "quantity": "1200"})
endpoint("stock/scan_safety_stock", services.scan_safety_stock, example={})
endpoint("places", services.open_place, example={"name": "城东专卖店", "address": "城东路 18 号"})
endpoint("places/{place_id}/move", services.move_to_place, example={"product_id": 1, "quantity": "200"})
endpoint("stocktakes/start", services.start_stocktakes, example={"on": "2026-12-28"})
endpoint("stocktakes", services.start_stocktake, example={"place_id": 1, "on": "2026-12-28"})
endpoint("stocktakes/{stocktake_id}/count", services.count_stock, example={
    "lines": [{"product_id": 1, "counted": "1236", "reason": "样品未登记"}]})
endpoint("stocktakes/{stocktake_id}/sign", services.sign_stocktake)
endpoint("stocktakes/{stocktake_id}/submit", services.submit_stocktake)
endpoint("stocktakes/{stocktake_id}/approve", services.approve_stocktake, example={"approve": True, "opinion": "同意调账"})
