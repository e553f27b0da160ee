"""Addresses of dispatch's own pages."""

from __future__ import annotations

from django.urls import path

from . import print_views, public_views, views

urlpatterns = [
    path("board/", views.board_page, name="board"),
    path("desk/logistics/", views.work_logistics, name="work-logistics"),
    path("desk/logistics/<int:order_id>/", views.work_logistics_order, name="work-logistics-order"),
    path("slips/<int:slip_id>/count/", views.count_page, name="count"),
    path("slips/<int:slip_id>/return/", views.return_page, name="slip-return"),
    path("slips/<int:slip_id>/print/", print_views.slip_print, name="slip-print"),
    path("slips/<int:slip_id>/print.pdf", print_views.slip_pdf, name="slip-pdf"),
    path("shipments/<int:shipment_id>/road/", views.road_page, name="shipment-road"),
    path("t/<str:token>/", public_views.progress, name="progress"),
]
