"""REST endpoints of the order desk."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services as s

_ORDER = {"customer_id": 1, "payment_method": "prepaid", "packing": "原袋", "consignee": "张三", "phone": "13800005678",
          "address": "肇庆市高要区金利镇甘泉路 18 号", "lines": [{"product_id": 1, "quantity": "60"}, {"product_id": 2, "quantity": "75"}]}

endpoint("orders", s.register_order, example=_ORDER)
endpoint("orders/{order_id}/submit", s.submit_order)
endpoint("orders/{order_id}/change", s.change_order, example={"packing": "原袋"})
endpoint("orders/{order_id}/payment-method", s.change_payment_method, example={"payment_method": "cod", "reason": "agreed by phone"})
endpoint("orders/{order_id}/approve", s.approve_order)
endpoint("orders/{order_id}/reject", s.reject_order, example={"reason": "wrong product"})
endpoint("orders/{order_id}/instructions", s.send_instructions)
endpoint("orders/{order_id}/workshop/acknowledge", s.acknowledge_workshop)
endpoint("orders/{order_id}/finance/acknowledge", s.acknowledge_finance)
endpoint("orders/{order_id}/logistics/acknowledge", s.acknowledge_logistics)
endpoint("orders/{order_id}/workshop/ready", s.report_readiness, example={"note": "2 号库 B 区"})
endpoint("orders/{order_id}/finance/receipt", s.report_receipt, example={"amount": "9600.00", "payer": "甘泉农资"})
endpoint("orders/{order_id}/refuse", s.refuse_instruction, example={"lane": "workshop", "reason": "no raw material"})
endpoint("orders/{order_id}/instruct-again", s.resend_instruction, example={"lane": "workshop", "note": "raw material has come"})
endpoint("orders/{order_id}/chase", s.chase, example={"lane": "finance"})
endpoint("orders/{order_id}/slips", s.issue_slip, example={})
endpoint("slips/{slip_id}/void", s.void_slip, example={"reason": "address changed"})
endpoint("slips/{slip_id}/notices", s.notify_customer, example={"channel": "phone", "says": "已发车"})
endpoint("orders/{order_id}/progress", s.record_progress, example={"says": "half produced"})
endpoint("orders/{order_id}/comments", s.comment, example={"says": "small boxes please"})
endpoint("orders/{order_id}/release-credit", s.release_credit, example={"reason": "paid tomorrow"})
endpoint("orders/{order_id}/receipt-note", s.record_receipt_note, example={"receipt_note": "SH-1", "customer_opinion": "good"})
endpoint("orders/{order_id}/close", s.close_order)
endpoint("orders/{order_id}/cancel", s.cancel_order, example={"reason": "customer changed plans"})
