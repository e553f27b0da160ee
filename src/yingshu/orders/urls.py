"""Addresses of the order desk's own pages."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("orders/new/", views.order_new, name="order-new"),
    path("orders/price/", views.order_products, name="order-price"),
    path("orders/customers/", views.order_customers, name="order-customers"),
    path("orders/check/", views.order_check, name="order-check"),
    path("orders/<int:order_id>/part-slip/", views.order_part, name="order-part"),
    path("desk/workshop/", views.work_workshop, name="work-workshop"),
    path("desk/workshop/<int:order_id>/", views.work_workshop_order, name="work-workshop-order"),
    path("desk/finance/", views.work_finance, name="work-finance"),
    path("desk/finance/<int:order_id>/", views.work_finance_order, name="work-finance-order"),
]
