"""REST: the actions of meetings and reports."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("meetings/plan", services.plan_meetings, example={"until": "2026-06-30"})
endpoint("meetings", services.call_meeting, example={
    "kind": "coordination", "begins_at": "2026-06-30T15:00:00+08:00", "place": "二楼会议室", "topics": ["旺季排产"]})
endpoint("meetings/{meeting_id}/move", services.move_meeting, example={"begins_at": "2026-06-30T16:00:00+08:00", "reason": "会议室占用"})
endpoint("meetings/{meeting_id}/cancel", services.cancel_meeting, example={"reason": "法定节假日"})
endpoint("meetings/{meeting_id}/topics", services.add_topic, example={"topic": "旺季排产"})
endpoint("meetings/{meeting_id}/check_in", services.check_in, example={})
endpoint("meetings/{meeting_id}/excuse", services.excuse_from, example={"reason": "出差"})
endpoint("meetings/{meeting_id}/minutes", services.record_minutes, example={"minutes": "本周发货 1,200 袋，回款 86,000 元。"})
endpoint("meetings/{meeting_id}/items", services.add_items, example={
    "items": [{"text": "催收甘泉农资 6 月货款", "owner_id": 1, "due_on": "2026-06-22"}]})
endpoint("meetings/{meeting_id}/close", services.close_meeting, example={})
endpoint("action_items/{item_id}/finish", services.finish_item, example={"result": "已到账"})
endpoint("action_items/{item_id}/drop", services.drop_item, example={"reason": "客户已取消订单"})
endpoint("action_items/{item_id}/move", services.move_item, example={"due_on": "2026-06-29", "reason": "客户月底付款"})
endpoint("work_reports", services.submit_work_report, example={
    "kind": "half_month", "channel": "email", "contents": [
        {"topic": "problems_past", "text": "两家经销商缺货"}, {"topic": "problems_present", "text": "竞品降价 3%"},
        {"topic": "problems_to_solve", "text": "申请促销政策"}]})
endpoint("work_reports/quality", services.draft_quality_report, example={"day": "2026-06-17"})
endpoint("work_reports/scan", services.scan_sales, example={})
endpoint("work_reports/{work_report_id}/submit", services.submit_draft, example={
    "contents": [{"topic": "anomaly", "text": "周销量较均值下降 35%"}, {"topic": "proposal", "text": "走访三家大客户"}]})
endpoint("work_reports/{work_report_id}/answer", services.answer_report, example={"answer": "同意，下周一例会安排。"})
endpoint("month_checks/check", services.check_month, example={"month": "2026-06"})
