"""REST: the actions of surveys and of what they come to; a period's result as data."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

ITEM = {"group": "quality", "code": "q9", "kind": "five", "text": "产品说明清楚", "text_en": "Instructions are clear"}
ANSWERS = [{"item": "q1", "value": 4}, {"item": "q2", "value": 5}, {"item": "open", "text": "送货前请电话通知"}]

endpoint("questionnaires", services.create_questionnaire, example={
    "code": "feed2026", "title": "饲料客户满意度调查表", "audience": "direct"})
endpoint("questionnaires/use_ready_made", services.use_ready_made, example={"ready_made": "direct"})
endpoint("questionnaires/{questionnaire_id}/draft_version", services.draft_version, example={})
endpoint("questionnaire_versions/{version_id}/intro", services.set_intro, example={"intro_zh": "您好，约 2 分钟。"})
endpoint("questionnaire_versions/{version_id}/groups", services.add_group, example={"code": "brand", "title": "品牌", "weight": "0.1"})
endpoint("questionnaire_versions/{version_id}/groups/{code}/change", services.change_group, example={
    "title": "品牌与形象", "weight": "0.1"})
endpoint("questionnaire_versions/{version_id}/groups/{code}/remove", services.remove_group, example={})
endpoint("questionnaire_versions/{version_id}/items", services.add_item, example=ITEM)
endpoint("questionnaire_versions/{version_id}/items/{code}/change", services.change_item, example={
    k: v for k, v in ITEM.items() if k != "code"})
endpoint("questionnaire_versions/{version_id}/items/{code}/remove", services.remove_item, example={})
endpoint("questionnaire_versions/{version_id}/submit", services.submit_version, example={})
endpoint("questionnaire_versions/{version_id}/approve", services.approve_version, example={"opinion": "同意使用"})
endpoint("questionnaire_versions/{version_id}/return", services.return_version, example={"reason": "缺少交付及时性题目"})
endpoint("questionnaire_versions/{version_id}/retire", services.retire_version, example={"reason": "改用新版"})
endpoint("waves", services.plan_wave, example={
    "title": "2026 年上半年顾客满意度调查", "version_id": 1, "subjects": "各区经销商", "cities": "肇庆、佛山", "opens_on": "2026-05-12",
    "closes_on": "2026-06-30"})
endpoint("waves/{wave_id}/change", services.change_wave, example={
    "title": "2026 年上半年顾客满意度调查", "measures": "questionnaire", "subjects": "各区经销商", "cities": "肇庆、佛山",
    "opens_on": "2026-05-12", "closes_on": "2026-06-30"})
endpoint("waves/{wave_id}/submit_plan", services.submit_plan, example={})
endpoint("waves/{wave_id}/approve_plan", services.approve_plan, example={})
endpoint("waves/{wave_id}/return_plan", services.return_plan, example={"reason": "城市不全"})
endpoint("waves/{wave_id}/start", services.start_wave, example={})
endpoint("waves/{wave_id}/strata", services.set_strata, example={"strata": [{"title": "东区", "unit_id": 2, "population": 120}]})
endpoint("waves/{wave_id}/strata_from_files", services.strata_from_files, example={})
endpoint("waves/{wave_id}/sample", services.calculate_sample, example={"margin": "0.05", "confidence": "95", "rate": "0.8"})
endpoint("waves/{wave_id}/invite", services.invite, example={"channel": "link"})
endpoint("waves/{wave_id}/invite_colleagues", services.invite_colleagues, example={"person_ids": [1], "rated_unit_id": 1})
endpoint("waves/{wave_id}/codes", services.make_codes, example={"count": 60})
endpoint("waves/{wave_id}/poster", services.open_poster, example={})
endpoint("waves/{wave_id}/remind", services.remind, example={})
endpoint("waves/{wave_id}/tasks/{task_id}/hand_in", services.hand_in_task, example={"note": "已收回 60 份"})
endpoint("waves/{wave_id}/outcome", services.record_outcome, example={"outcome": "调查报告与数据已交付", "fee": "78000.00"})
endpoint("waves/{wave_id}/look_for_signs", services.look_for_signs, example={})
endpoint("waves/{wave_id}/falsifications", services.record_falsification, example={
    "proof": "电话核对 3 家，均未收到问卷", "response_ids": [1], "measure": "demotion"})
endpoint("waves/{wave_id}/close", services.close_wave, example={})
endpoint("waves/{wave_id}/reopen", services.reopen_wave, example={"reason": "收回率未达 80%"})
endpoint("falsifications/{falsification_id}/measure", services.impose_measure, example={"responsible_id": 1, "measure": "demotion"})
endpoint("invitations/{invitation_id}/enter", services.enter_answers, example={"answers": ANSWERS, "channel": "phone"})
endpoint("customers/{customer_id}/visit_survey", services.record_visit, example={"answers": ANSWERS})
endpoint("responses/{response_id}/void", services.void_response, example={"reason": "客户否认填写"})
endpoint("responses/{response_id}/keep", services.keep_response, example={})
endpoint("surveys/answer", services.answer, example={"token": "abcdefghijklmnop", "answers": ANSWERS})
endpoint("surveys/begin", services.begin_at_poster, example={"code": "abcdefghijklmnop"})
endpoint("surveys/picture", services.keep_picture, example={
    "token": "abcdefghijklmnop", "item": "photo", "picture": {"name": "破损.png", "content": "iVBORw0KGgo="}})
endpoint("surveys/keep", services.keep_answers, example={"token": "abcdefghijklmnop", "answers": {"a-q1": "4"}, "step": 1})

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
