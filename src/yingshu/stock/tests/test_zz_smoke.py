import pytest
from decimal import Decimal
from django.test import Client
from yingshu.kernel.screens import SCREENS
import sys; sys.path.insert(0,"/tmp/goodsconf")
pytestmark=[pytest.mark.django_db, pytest.mark.urls("goods_urls")]
def test_smoke(trade):
    from yingshu.pricing import services as ps
    from yingshu.pricing.inputs import QuoteInput
    c=trade.customer(); p=trade.product("收割机","1000",floor="500")
    a=ps.ask_special_price(actor=trade.actor("salesperson"),customer_id=c.pk,product_id=p.pk,price=Decimal("880"),reason="x")
    q=ps.quote(actor=trade.actor("salesperson"),lines=[QuoteInput(product_id=p.pk,quantity=Decimal(2))],customer_id=c.pk)
    l=ps.create_price_list(actor=trade.actor("general_manager"),title="下一版",valid_from=__import__("datetime").date(2027,1,1),copy_from_id=1)
    client=Client(); client.force_login(trade.company.person("general_manager"), backend="allauth.account.auth_backends.AuthenticationBackend")
    out=[]
    for url in ["/products/",f"/products/{p.pk}/","/price_lists/",f"/price_lists/{l.id}/","/price_lists/1/","/special_prices/",f"/special_prices/{a.id}/","/quotations/",f"/quotations/{q.id}/","/stock/",f"/stock/{p.pk}/","/products/?q=sgj","/stock/?short=true","/stock/?view=below","/special_prices/?state=pending","/quotations/?at_from=2026-06-01",
      "/act/products.create/",f"/act/products.change/?product_id={p.pk}",f"/act/pricing.set_prices/?price_list_id={l.id}","/act/pricing.create_price_list/",f"/act/pricing.decide_special_price/?special_price_id={a.id}&grant=true","/act/pricing.quote/","/act/pricing.ask_special_price/","/act/stock.adjust/?product_id=%d"%p.pk,"/products/lookup/?q=收","/api/v1/products","/api/v1/stock","/api/v1/price_lists","/api/v1/price_lists/1","/api/v1/quotations"]:
        r=client.get(url); out.append((r.status_code,url,len(r.content)))
        open("/tmp/smoke_%s.html"%url.strip("/").replace("/","_").replace("?","_").replace("=","_").replace("&","_"),"wb").write(r.content)
    print("\n".join(map(str,out)))
    bad=[o for o in out if o[0]!=200]
    assert not bad, bad
