"""The controls of articles and texts. Names of variants are those of the clause."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from yingshu.kernel.controls import Control

from . import rules

PUBLISH = Control("marketing.publish", N_("Publishing an article"), ("BRD-08",), rules.PublishParams, rules.PublishFacts, rules.may_publish,
                  assumed=frozenset({"own_review"}), acts=("marketing.review_article", "marketing.publish_article", "articles"))

ARTICLES = Control("marketing.articles", N_("Articles every month"), ("BRD-08",), rules.ArticlesParams, rules.ArticlesFacts,
                   rules.enough_articles, kind="duty", acts=("meetings.check_month", "marketing.review_article"), variants={
                       "主任负责助理更新": {"owner": "director", "updater": "assistant", "min_articles_per_month": 1},
                       "市场推广部维护": {"owner": "市场推广部", "updater": "市场推广部", "min_articles_per_month": None}})

SMS = Control("marketing.sms", N_("Texts to customers"), ("CUS-18",), rules.SmsParams, rules.SmsFacts, rules.may_send,
              assumed=frozenset({"stop_words"}), acts=("marketing.make_sms_batch", "marketing.record_sms_reply", "sms_batches"))
