"""Addresses of soft measures."""

from django.urls import path

from .views import measures

urlpatterns = [
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures/new/", measures.measure_new, name="measure_new"),
    path("measures/new/party/", measures.measure_party, name="measure_party"),
    path("measures/<int:pk>/", measures.measure, name="measure"),
    path("measures/<int:pk>/sheet.pdf", measures.measure_sheet, name="measure_sheet"),
    path("measures/<int:pk>/set-aside/", measures.measure_set_aside, name="measure_set_aside"),
]
