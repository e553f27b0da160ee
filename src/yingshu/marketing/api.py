"""REST: the actions of articles and texts."""

from __future__ import annotations

from yingshu.kernel.rest.endpoints import endpoint

from . import services

ARTICLE = {"title": "早稻追肥三问", "body": "何时追、追多少、怎么追。", "subject": "industry"}
endpoint("articles", services.write_article, example=ARTICLE)
endpoint("articles/{article_id}", services.change_article, example=ARTICLE)
endpoint("articles/{article_id}/submit", services.submit_article, example={})
endpoint("articles/{article_id}/review", services.review_article, example={"approve": True, "opinion": "可以发布"})
endpoint("articles/{article_id}/publish", services.publish_article, example={})
endpoint("articles/{article_id}/withdraw", services.withdraw_article, example={"reason": "内容过期"})
endpoint("sms_batches", services.make_sms_batch, example={"text": "端午将至，6 月 18 日前下单可优先发车。", "level": "A"})
endpoint("sms_batches/{sms_batch_id}/send", services.send_sms_batch, example={})
endpoint("sms_batches/{sms_batch_id}/reply", services.record_sms_reply, example={"customer_id": 1, "reply": "收到，订 200 袋"})
endpoint("customers/{customer_id}/unsubscribe", services.unsubscribe, example={"reason": "电话告知"}, tag="sms_batches")
endpoint("customers/{customer_id}/subscribe", services.subscribe_again, example={"reason": "客户要求"}, tag="sms_batches")
