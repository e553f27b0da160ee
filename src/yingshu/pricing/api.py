"""REST: the actions on prices."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("price_lists", services.create_price_list, example={"title": "2026 年下半年价格表", "valid_from": "2026-07-01"})
endpoint("price_lists/{price_list_id}/prices", services.set_prices, example={
    "lines": [{"product_id": 1, "price": "85", "floor": "78"}]})
endpoint("price_lists/{price_list_id}/remove", services.remove_prices, example={"product_ids": [1]})
endpoint("price_lists/{price_list_id}/import", services.import_prices, example={
    "rows": [{"row": 2, "number": "FHF-45", "price": "85"}]})
endpoint("price_lists/{price_list_id}/release", services.release_price_list, example={})
endpoint("special_prices", services.ask_special_price, example={
    "customer_id": 1, "product_id": 1, "price": "80", "quantity": "50", "reason": "批量采购"})
endpoint("special_prices/{special_price_id}/decide", services.decide_special_price, example={"grant": True, "opinion": "同意"})
endpoint("special_prices/{special_price_id}/mend", services.mend_special_price, example={"price": "82", "reason": "客户让步"})
endpoint("special_prices/{special_price_id}/basis", services.record_basis, example={"basis": "年用量 300 台，对手报价 870"})
endpoint("special_prices/{special_price_id}/review", services.review_special_price, example={"effect": "带动配件销售 2 万元"})
endpoint("price_strategies", services.draft_strategy, example={
    "title": "2026 年下半年价格策略", "basis": "原料上涨，主要对手未动", "valid_from": "2026-07-01", "levels": ["A", "B"]})
endpoint("price_strategies/{strategy_id}/lines", services.set_strategy_lines, example={"lines": [
    {"product_id": 1, "normal": "1000", "capture": "900", "keep": "950", "condition": "50 台以上", "discount": "0.05", "most": "100"}]})
endpoint("price_strategies/{strategy_id}/opinions", services.record_opinion, example={"department": "质量部", "attended": True})
endpoint("price_strategies/{strategy_id}/submit", services.submit_strategy, example={})
endpoint("price_strategies/{strategy_id}/list", services.list_from_strategy, example={})
endpoint("quotations", services.quote, example={"caller": "甘泉农资 王经理", "lines": [{"product_id": 1, "quantity": "200"}]})
