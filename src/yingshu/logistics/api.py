"""REST endpoints of dispatch."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services as s

_VEHICLE = {"carrier_id": 1, "plate": "粤A7K332", "driver": "王师傅", "driver_phone": "13900004410",
            "pickup_at": "2026-06-17T16:30:00+08:00", "freight": "420.00"}

endpoint("carriers", s.create_carrier, example={"name": "顺驰物流"})
endpoint("carriers/{carrier_id}/change", s.change_carrier, example={"routes": "广州—佛山"})
endpoint("carriers/{carrier_id}/stop", s.stop_carrier, example={"reason": "three shipments damaged"})
endpoint("carriers/{carrier_id}/resume", s.resume_carrier)
endpoint("carriers/{carrier_id}/talks", s.record_talk, example={"says": "from July 400 yuan a trip", "channel": "phone"})
endpoint("orders/{order_id}/vehicle", s.book_vehicle, example=_VEHICLE)
endpoint("slips/{slip_id}/count", s.count, example={})
endpoint("slips/{slip_id}/depart", s.depart, example={"waybill": "SC0001"})
endpoint("shipments/{shipment_id}/report", s.report_dispatch, example={"waybill": "SC0001"})
endpoint("shipments/{shipment_id}/track", s.track, example={"place": "佛山"})
endpoint("shipments/{shipment_id}/arrive", s.arrive, example={"signed_by": "张三"})
endpoint("shipments/{shipment_id}/reroute", s.reroute, example={"reason": "breakdown", "plate": "粤A8K332"})
endpoint("shipments/{shipment_id}/call-off", s.call_off, example={"reason": "not needed"})
endpoint("shipments/{shipment_id}/freight", s.settle_freight, example={"amount": "420.00"})
endpoint("slips/{slip_id}/exceptions", s.open_exception, example={"kind": "damage", "says": "4 bags wet", "quantity": "4"})
endpoint("exceptions/{exception_id}/assign", s.assign_exception, example={"handler_id": 1})
endpoint("exceptions/{exception_id}/close", s.close_exception, example={"result": "replaced"})
endpoint("slips/{slip_id}/returns", s.take_back, example={"reason": "damaged", "lines": [{"line_id": 1, "quantity": "4"}]})
