"""S10 step 4: after-sales in an area, where the area manager knows and advises but does not decide."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from yingshu.documents.services import attach
from yingshu.kernel import clock
from yingshu.rulebook.decisions import Refused
from yingshu.service import services as s
from yingshu.service.models import AfterSales

from ..support.trade import START


@pytest.mark.clause("SVC-15")
def test_step_4_after_sales(trade: Any) -> None:
    manager, desk = trade.actor("region_manager"), trade.actor("service_manager")
    with clock.at(START):
        pk = s.register_after_sales(actor=desk, kind=AfterSales.Kind.REPAIR, customer_id=trade.customer().pk, says="撒肥机漏肥").id
        s.respond(actor=desk, after_sales_id=pk, text="已联系经销商")
        with pytest.raises(Refused, match="无权限决定"):
            s.decide_after_sales(actor=manager, after_sales_id=pk, verdict="换新")
        s.advise(actor=manager, after_sales_id=pk, on_site=False, advice="建议换配件")
        with pytest.raises(Refused, match="没有照片"):
            s.submit_after_sales(actor=desk, after_sales_id=pk)
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        attach(actor=desk, subject_kind="after_sales", subject_id=pk, name="漏点.png", content=picture.getvalue())
        s.submit_after_sales(actor=desk, after_sales_id=pk)
        s.sign_after_sales(actor=trade.actor("sales_director"), after_sales_id=pk, opinion="同意更换")
        s.decide_after_sales(actor=trade.actor("workshop"), after_sales_id=pk, verdict="属制造缺陷，更换配件")
        with pytest.raises(Refused, match="尚未说明给区域经理"):
            s.finish_after_sales(actor=desk, after_sales_id=pk, confirmed_by="张三")
        s.tell_area_manager(actor=desk, after_sales_id=pk, text="已更换配件")
        assert s.finish_after_sales(actor=desk, after_sales_id=pk, confirmed_by="张三").state == "done"
