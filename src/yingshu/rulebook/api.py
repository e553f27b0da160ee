"""REST endpoints of the rulebook."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("parameter_changes", services.prepare_parameters, example={
    "control": "organisation.headcount", "values": {"refuse_beyond": False}, "valid_from": "2099-01-01", "reason": "As decided"})
endpoint("parameter_changes/{change_id}/release", services.release_parameters, example={"opinion": "Agreed"})
endpoint("parameter_changes/{change_id}/refuse", services.refuse_parameters, example={"reason": "Not this year"})
endpoint("parameter_changes/{change_id}/withdraw", services.withdraw_parameters, example={"reason": "A mistake"})
endpoint("superior_rules", services.register_superior_rule, example={
    "control": "customers.privacy", "parameter": "handle_days", "bound": "at_most", "value": "15",
    "basis": "Law on personal data, art. 50"})
endpoint("superior_rules/{rule_id}/end", services.end_superior_rule, example={"reason": "Repealed"})

BOOK = {"code": "YX", "title": "营销中心管理制度", "posts": ["salesperson"], "newcomers": True, "interpreting_unit": "营销策划中心"}
PIECES = [{"kind": "chapter", "depth": 1, "label": "第一章", "title": "总则"},
          {"kind": "article", "depth": 2, "label": "第一条", "text": "为规范营销工作，制定本制度。", "clauses": ["ORG-02"]}]

endpoint("rulebooks", services.create_book, example=BOOK)
endpoint("rulebooks/use", services.use_packs, example={"packs": ["small_centre_cod"], "code": "YX", "title": "营销中心管理制度"})
endpoint("rulebooks/{rulebook_id}/scope", services.change_book, example={"newcomers": True, "activities": "接单、发货"})
endpoint("rulebooks/{rulebook_id}/draft", services.draft_version, example={"note": "发货改为先查款"})
endpoint("rulebooks/{rulebook_id}/import", services.import_text, example={"pieces": PIECES, "origin": "制度.docx"})
endpoint("rulebook_versions/{version_id}/nodes", services.add_node, example={"kind": "article", "depth": 2, "label": "第二条", "text": "…"})
endpoint("rulebook_nodes/{node_id}/change", services.change_node,
         example={"text": "备货完成且货款到账，方可开具销售单。", "clauses": ["ORD-06"]})
endpoint("rulebook_nodes/{node_id}/move", services.move_node, example={"after_id": 7})
endpoint("rulebook_nodes/{node_id}/remove", services.remove_node, example={})
endpoint("rulebook_versions/{version_id}/posts", services.choose_post, example={"post": "sales_director", "instead_id": 4})
endpoint("rulebook_versions/{version_id}/variant", services.choose_variant, example={"clause": "ORD-02", "variant": "经理审核"})
endpoint("rulebook_versions/{version_id}/values", services.choose_values, example={
    "control": "orders.slip_gate", "values": {"tolerance_fen": 500}})
endpoint("rulebook_versions/{version_id}/submit", services.submit_version, example={"leaders": [2]})
endpoint("rulebook_versions/{version_id}/approve", services.approve_version, example={"opinion": "同意"})
endpoint("rulebook_versions/{version_id}/refuse", services.refuse_version, example={"reason": "第二条须再议"})
endpoint("rulebook_versions/{version_id}/withdraw", services.withdraw_version, example={"reason": "补充附则"})
endpoint("rulebook_versions/{version_id}/publish", services.publish_version, example={"valid_from": "2026-02-01"})
endpoint("rulebook_versions/{version_id}/reapply", services.reapply_version, example={})
endpoint("rulebook_versions/{version_id}/end", services.ask_retirement, example={
    "last_day": "2099-12-31", "reason": "并入集团制度", "leader_id": 2})
endpoint("rulebook_versions/{version_id}/end/decide", services.decide_retirement, example={"agree": True, "opinion": "同意"})
endpoint("rulebook_versions/{version_id}/discard", services.discard_version, example={"reason": "重新起草"})
endpoint("rulebook_versions/{version_id}/confirm", services.confirm_reading, example={})
endpoint("rulebook_versions/{version_id}/remind", services.remind_readers, example={})
