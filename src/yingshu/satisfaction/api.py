"""REST: the actions of surveys and of what they come to; a period's result as data."""

from __future__ import annotations

from yingshu.kernel.endpoints import endpoint

from . import services

# ---- what surveys come to

endpoint("satisfaction/reports", services.make_report, example={"period": "2026H1"})
endpoint("satisfaction/reports/{report_id}/write", services.write_report, example={"parts": [
    {"part": "conclusions", "text": "整体较满意，交付及时性最低。"}, {"part": "suggestions", "text": "旺季前一周锁定车辆。"}]})
endpoint("satisfaction/reports/{report_id}/submit", services.submit_report, example={"important": True})
endpoint("satisfaction/reports/{report_id}/agree", services.agree_report, example={"opinion": "同意"})
endpoint("satisfaction/reports/{report_id}/return", services.return_report, example={"reason": "请补充退货原因"})
endpoint("satisfaction/reports/{report_id}/briefing", services.record_briefing, example={
    "on": "2026-07-10", "to": "营销副总秦刚", "minutes": "听取汇报，要求 8 月底前完成交付改进。"})
endpoint("satisfaction/reports/{report_id}/file", services.file_report, example={})
endpoint("satisfaction/reports/{report_id}/read", services.acknowledge_report, example={})
endpoint("satisfaction/improvements", services.register_improvement, example={
    "period": "2026H1", "about": "交付及时", "cause": "旺季车辆不足", "measure": "提前一周锁定车辆", "owner_id": 1, "due_on": "2026-08-31",
    "target": "90"})
endpoint("satisfaction/improvements/{improvement_id}/finish", services.finish_improvement,
         example={"evidence": "7 月起与两家车队签了保运协议"})
endpoint("satisfaction/improvements/{improvement_id}/verify", services.verify_improvement, example={})
endpoint("satisfaction/improvements/{improvement_id}/drop", services.drop_improvement, example={"reason": "产品已停产"})
endpoint("satisfaction/findings", services.pass_finding, example={
    "kind": "need_later", "period": "2026H1", "text": "希望有 25 公斤小包装", "person_id": 1})
endpoint("satisfaction/findings/{finding_id}/receive", services.receive_finding, example={})
endpoint("satisfaction/findings/{finding_id}/use", services.use_finding, example={"use": "列入下年度新品计划"})
endpoint("satisfaction/contacts", services.record_contact, example={
    "kind": "forum", "on": "2026-05-20", "title": "高要片区用户座谈会", "customers": 32})
