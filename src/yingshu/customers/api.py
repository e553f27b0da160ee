"""REST endpoints of the customer files."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

_FILED = {"name": "Ganquan Farm Supplies", "nature": "sole trader", "legal_person": "Zhang San", "scale": "small",
          "location": "Zhaoqing", "contact": "Zhang San", "phone": "13800005678", "order_volume": "200 bags a month"}

endpoint("customers", services.create_customer, example=_FILED)
endpoint("customers/import", services.import_customers, example={"rows": [{"row": 2, **_FILED}], "mode": "both"})
endpoint("customers/deliver-files", services.deliver_files)
endpoint("customers/{customer_id}", services.change_customer, example={"order_volume": "300 bags a month"})
endpoint("customers/{customer_id}/stop", services.stop_customer, example={"reason": "Out of business"})
endpoint("customers/{customer_id}/resume", services.resume_customer)
endpoint("customers/{customer_id}/transfer", services.transfer_owner, example={"owner_id": 5, "reason": "New region"})
endpoint("customers/{customer_id}/credit-terms", services.set_credit_terms, example={"credit_limit": "80000.00", "credit_days": 30,
                                                                                    "payment_method": "credit"})
endpoint("customers/{customer_id}/investigations", services.record_credit_investigation,
         example={"channels": ["bank", "visit"], "conclusion": "Pays on time", "passed": True})
endpoint("customers/{customer_id}/contacts", services.add_contact, example={"name": "Li Si", "role": "buyer", "phone": "13800001111"})
endpoint("customers/{customer_id}/addresses", services.add_address,
         example={"consignee": "Zhang San", "phone": "13800005678", "address": "18 Ganquan Road, Zhaoqing"})
endpoint("customers/{customer_id}/privacy-requests", services.register_privacy_request, example={"kind": "delete"})
endpoint("contacts/{contact_id}", services.change_contact, example={"role": "buyer"}, tag="customers")
endpoint("contacts/{contact_id}/remove", services.remove_contact, tag="customers")
endpoint("addresses/{address_id}", services.change_address, example={"note": "Unload after 14:00"}, tag="customers")
endpoint("addresses/{address_id}/remove", services.remove_address, tag="customers")
endpoint("contacts/{contact_id}/reveal", services.reveal_contact, tag="customers")
endpoint("addresses/{address_id}/reveal", services.reveal_address, tag="customers")
endpoint("file_reports/{report_id}/acknowledge", services.acknowledge_files, tag="customers")
endpoint("privacy_requests", services.ask_about_data, example={"kind": "query", "name": "李四", "phone": "13811112222"}, tag="customers")
endpoint("privacy_requests/{request_id}/handle", services.handle_privacy_request, example={"identity": "回拨核对"}, tag="customers")
endpoint("privacy_notices", services.publish_notice, tag="customers",
         example={"purpose": "privacy", "text": "我们只用您的姓名和电话核对身份并答复，处理完毕即删除，只留办理记录。"})
endpoint("retention", services.forget_expired, example={}, tag="customers")
endpoint("handovers", services.start_handover, example={"giver_id": 4, "taker_id": 5}, tag="customers")
endpoint("handovers/{handover_id}/items", services.add_handover_item, example={"title": "甘泉农资承诺的两袋赔付"}, tag="customers")
endpoint("handovers/{handover_id}/sign", services.sign_handover, example={}, tag="customers")
endpoint("handovers/{handover_id}/finish", services.finish_handover, example={}, tag="customers")
