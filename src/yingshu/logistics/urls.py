"""Addresses of dispatch's own pages."""

from __future__ import annotations

from django.urls import path

from yingshu.documents.paper_views import paths

from . import public_views, views

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("desk/logistics/", views.work_logistics, name="work-logistics"),
    path("desk/logistics/<int:order_id>/", views.work_logistics_order, name="work-logistics-order"),
    path("slips/<int:slip_id>/count/", views.count_page, name="count"),
    path("slips/<int:slip_id>/return/", views.return_page, name="slip-return"),
    *paths("slips", "slip"),
    *paths("returns", "return"),
    *paths("shipments", "shipment"),
    path("shipments/<int:shipment_id>/road/", views.road_page, name="shipment-road"),
    path("t/<str:token>/", public_views.progress, name="progress"),
]
