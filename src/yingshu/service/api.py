"""REST: the actions of customer service."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from yingshu.kernel.rest.endpoints import endpoint
from yingshu.kernel.services import Done

from . import services as s

Steps = tuple[tuple[str, Callable[..., Done], dict[str, Any]], ...]


def steps(record: str, rows: Steps) -> None:
    """The actions on one record: name, action, example."""
    for name, run, example in rows:
        endpoint(f"{record}/{name}", run, example=example)


CASE = {"kind": "complaint", "channel": "phone", "content": "到货破损两袋，外袋湿了。", "contact": "张三", "phone": "13800005678"}
GOODS = {"ticket": "XS20260601-0001", "name": "复合肥", "spec": "50 kg/袋", "quantity": "2 袋", "grade": "一级", "colour": "灰 03",
         "bought_on": "2026-06-01"}
endpoint("cases", s.register_case, example=CASE)
endpoint("cases/send", s.send_case, tag="cases",
         example={"kind": "complaint", "content": "颗粒结块，用不了。", "contact": "李四", "phone": "13811112222"})
endpoint("cases/mail", s.read_mail, tag="cases", example={
    "name": "投诉.eml", "content": b64encode("From: ls@example.com\nSubject: 到货两袋结块\n\n请尽快处理。".encode()).decode()})
endpoint("cases/answer", s.answer_case, example={"code": "k3v9", "text": "收到新货了，谢谢。"}, tag="cases")
steps("cases/{case_id}", (
        ("accept", s.accept, {}), ("classify", s.classify, {"area": "quality", "severity": "middle", **GOODS}),
        ("assign", s.assign, {"owner_id": 3}), ("link", s.link_case, {"customer_id": 1}),
        ("tell", s.tell_customer, {"text": "已安排明天上门查看。"}),
        ("note", s.note, {"text": "客户下午才有空。"}), ("wait", s.wait_for_customer, {"text": "请拍一张包装袋的照片。"}),
        ("resume", s.resume_case, {"text": "照片收到。"}), ("investigate", s.investigate_case, {"text": "到店查看，外袋受潮。"}),
        ("verify", s.verify_case, {"justified": True, "conclusion": "运输途中淋雨。"}),
        ("cause", s.record_cause, {"cause": "transport", "cost": "170.00"}), ("propose", s.propose, {"text": "补发两袋，运费我方承担。"}),
        ("agree", s.agree, {"said_by": "张三"}), ("decide", s.decide_suggestion, {"adopted": True, "text": "下月起提前一天电话通知。"}),
        ("form", s.fill_form, {"conclusion": "运输途中淋雨，属实。"}),
        ("opinion", s.give_opinion, {"department": "车间主任", "text": "出库时完好。"}),
        ("penalise", s.penalise, {"person_id": 3, "fine": "50.00", "reason": "对客户态度生硬"}), ("close", s.close_case, {}),
        ("follow-up", s.follow_up, {"text": "客户满意。", "rating": 5}), ("file", s.file_case, {}),
        ("reopen", s.reopen_case, {"reason": "又有一袋结块。"}), ("withdraw", s.withdraw_case, {"reason": "客户误报"})))
endpoint("service/checks", s.run_checks, example={})
endpoint("after_sales", s.register_after_sales, example={"kind": "return", "customer_id": 1, "slip_id": 1,
                                                                  "says": "退回四袋破损的复合肥。"})
endpoint("after_sales/photos", s.send_photos, tag="after_sales", example={
    "code": "k3v9", "signed_by": "王强", "text": "接口处漏肥。", "photos": [{"name": "接口.png", "content": "iVBORw0KGgo="}]})
steps("after_sales/{after_sales_id}", (
        ("respond", s.respond, {"text": "已联系客户，明天取货。"}), ("advise", s.advise, {"on_site": False, "advice": "建议换货"}),
        ("submit", s.submit_after_sales, {}), ("sign", s.sign_after_sales, {"opinion": "同意换货"}),
        ("decide", s.decide_after_sales, {"verdict": "属质量问题，换货"}), ("tell", s.tell_area_manager, {"text": "已换货两袋"}),
        ("goods", s.take_goods_back, {"lines": [{"line_id": 1, "quantity": "4"}], "reason": "破损"}),
        ("finish", s.finish_after_sales, {"confirmed_by": "张三"}), ("withdraw", s.withdraw_after_sales, {"reason": "客户自行修好"})))
endpoint("incidents", s.report_incident, example={"trigger": "media", "title": "本地电视台报道", "says": "报道称某批次结块。",
                                                  "exposed": True})
steps("incidents/{incident_id}", (
        ("affected", s.add_affected, {"customer_ids": [1]}), ("investigate", s.investigate_incident, {"text": "涉及一个批次。"}),
        ("review", s.review_incident, {"reviewers": "品控部、技术部", "text": "包装封口不严。"}),
        ("measures", s.order_measures, {"measures": "更换封口机", "unit_id": 1, "owner_id": 3, "due_on": "2026-07-01"}),
        ("verify", s.verify_incident, {"text": "抽检 50 袋封口完好。"}), ("close", s.close_incident, {})))
endpoint("improvements", s.plan_improvement, example={"problem": "雨天装车没有盖布", "owner_id": 3, "due_on": "2026-07-01"})
endpoint("improvements/{improvement_id}/finish", s.finish_improvement, example={
    "evidence": "盖布已配齐，照片见附件", "root_cause": "没有盖布", "corrective": "每车配盖布"})
endpoint("improvements/{improvement_id}/check", s.check_effect, example={"works": True, "effect": "两个月没有再受潮"})
endpoint("knowledge", s.write_knowledge, example={"question": "复合肥结块还能用吗？", "answer": "轻微结块打碎后可用，不影响养分。"})
steps("knowledge/{knowledge_id}", (("review", s.review_knowledge, {}), ("show", s.show_knowledge, {}), ("use", s.use_knowledge, {}),
                           ("retire", s.retire_knowledge, {"reason": "产品停产"}),
                           ("change", s.change_knowledge, {"question": "结块还能用吗？", "answer": "打碎后可用。"})))
