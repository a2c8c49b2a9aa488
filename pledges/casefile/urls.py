"""Addresses of the file of a case and of the packet of a broken pledge."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<int:pk>/casefile/", views.casefile, name="casefile"),
    path("casefiles/<int:pk>/download", views.casefile_download, name="casefile_download"),
    path("cases/<int:pk>/packet/", views.packet, name="packet"),
    path("cases/<int:pk>/packet.pdf", views.packet_download, name="packet_pdf"),
]
