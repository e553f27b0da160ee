"""Business actions of articles and texts to customers."""

from .articles import change_article, publish_article, review_article, submit_article, withdraw_article, write_article
from .texts import make_sms_batch, record_sms_reply, send_sms_batch, subscribe_again, unsubscribe

__all__ = ["change_article", "make_sms_batch", "publish_article", "record_sms_reply", "review_article", "send_sms_batch", "submit_article",
           "subscribe_again", "unsubscribe", "withdraw_article", "write_article"]
