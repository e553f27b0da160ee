"""REST endpoints of the organisation."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

endpoint("units", services.create_unit, example={"name": "Data analysis", "code": "DATA", "kind": "department", "parent_id": 1})
endpoint("units/{unit_id}", services.change_unit, example={"name": "Data and planning"})
endpoint("structure/initialise", services.initialise_from_template, example={"template": "small_centre"}, tag="units")
endpoint("units/{unit_id}/supervisor", services.supervise_region, example={"person_id": 5})
endpoint("units/{unit_id}/headcount", services.set_headcount, example={"post_id": 2, "seats": 2})
endpoint("posts", services.create_post, example={"name": "Data analyst", "code": "analyst", "reach": "all", "rights": ["@reports.view"]})
endpoint("posts/{post_id}", services.change_post, example={"reports_to_id": 1})
endpoint("people", services.create_person, example={"username": "wang.li", "name": "Wang Li", "phone": "13800001234"})
endpoint("people/{person_id}", services.change_person, example={"is_active": False})
endpoint("people/{person_id}/appointments", services.appoint, example={"post_id": 2, "unit_id": 1, "since": "2026-01-01"})
endpoint("people/{person_id}/special-appointments", services.exceed_headcount,
         example={"post_id": 2, "unit_id": 1, "approval": "Approved for the season"})
endpoint("people/{person_id}/reset-password", services.reset_password)
endpoint("people/{person_id}/unlock", services.unlock_login)
endpoint("people/{person_id}/tokens", services.issue_api_token, example={"name": "ERP"})
endpoint("appointments/{appointment_id}/end", services.end_appointment, example={"last_day": "2026-01-31"}, tag="people")
endpoint("tokens/{token_id}/revoke", services.revoke_api_token, tag="people")
endpoint("me/settings", services.change_own_settings, example={"language": "en"}, tag="people")
endpoint("absences", services.register_absence, example={"deputy_id": 4, "reason": "Trade fair"})
endpoint("absences/{absence_id}/return", services.register_return)
endpoint("delegations", services.delegate, example={"right": "orders.review", "receiver_id": 4, "first_day": "2026-01-01",
                                                    "last_day": "2026-01-31", "limit_fen": "50000.00", "note": "Busy season"})
endpoint("delegations/{delegation_id}/revoke", services.revoke_delegation)
endpoint("workdays", services.set_workday, example={"day": "2026-10-04", "worked": True}, tag="units")
endpoint("reorganisations", services.reorganise, example={"reason": "合并两个小组", "factors": "战略收缩", "effective_on": "2026-12-31",
                                                           "changes": [{"unit_id": 2, "name": "综合销售部"}]}, tag="units")
endpoint("reorganisations/{reorganisation_id}/take-effect", services.take_effect, tag="units")
endpoint("structure/conditions", services.confirm_condition, example={"condition": "全员精通业务"}, tag="units")
endpoint("inspections", services.open_inspection, example={"unit_id": 2, "subject": "客户档案检查"}, tag="units")
endpoint("inspections/{inspection_id}/conclude", services.conclude_inspection, tag="units",
         example={"conforms": False, "finding": "三份档案缺法人"})
endpoint("inspections/{inspection_id}/mend", services.mend_inspection, example={"mended": "已补齐"}, tag="units")
endpoint("choice-lists/{list_code}/words", services.add_choice, example={"word": "展会"}, tag="choice lists")
endpoint("choice-lists/{list_code}/words/change", services.change_choice, tag="choice lists",
         example={"word": "展会", "place": 15, "active": False})
endpoint("choice-lists/{list_code}/words/remove", services.remove_choice, example={"word": "展会"}, tag="choice lists")
endpoint("choice-lists/{list_code}/close", services.close_list, example={"closed": True}, tag="choice lists")
