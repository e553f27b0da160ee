"""REST: the verbs of approvals, and their definitions."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("approvals/{approval_id}/agree", services.agree, example={"opinion": "同意"})
endpoint("approvals/{approval_id}/refuse", services.refuse, example={"reason": "价格低于成本"})
endpoint("approvals/{approval_id}/send-back", services.send_back, example={"to": "centre", "reason": "请补充依据", "direct": True})
endpoint("approvals/{approval_id}/transfer", services.transfer, example={"person_id": 2, "reason": "由他负责"})
endpoint("approvals/{approval_id}/add-signer", services.add_signer, example={"person_id": 2, "before": True, "reason": "请先看"})
endpoint("approvals/{approval_id}/withdraw", services.withdraw, example={"reason": "数量写错"})
endpoint("approvals/{approval_id}/ask-to-stop", services.ask_to_stop, example={"reason": "客户取消"})
endpoint("approvals/{approval_id}/remind", services.remind, example={})
endpoint("approvals/{approval_id}/comment", services.comment, example={"says": "请看附件", "person_ids": [2]})
endpoint("approvals/{approval_id}/copy", services.send_copy, example={"person_ids": [2]})
endpoint("approvals/{approval_id}/stop", services.stop, example={"reason": "重复申请"})
endpoint("approvals/{approval_id}/reassign", services.reassign, example={"from_id": 2, "person_id": 3, "reason": "长期出差"})
endpoint("flows", services.save_flow, example={"content": {
    "code": "write_off", "title": "核销", "kind": "receivables.write_off", "steps": [
        {"code": "head", "title": "主任", "who": {"posts": ["director"]}}]}})
endpoint("authority_tables", services.save_table, example={"content": {
    "code": "discount", "title": "折扣权限", "matter": "special_price", "fact": "discount", "rows": [
        {"upto": "3%"}, {"above": "3%", "steps": [{"posts": ["director"]}]}]}})
endpoint("incompatible_duties", services.save_separation, example={"content": {
    "code": "receipt_write_off", "title": "收款与核销", "first": ["receivables.record_receipt"], "second": ["receivables.write_off"]}})
endpoint("flows/end", services.end_definition, example={"sort": "flow", "code": "write_off", "reason": "改用新流程"})
