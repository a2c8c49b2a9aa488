"""Addresses of evidence: one item's page, and files that come in pieces."""

from django.urls import path

from .views import evidence, uploads

urlpatterns = [
    path("evidence/<int:pk>/page/", evidence.page, name="evidence_page"),
    path("cases/<int:pk>/uploads/", uploads.start, name="upload_start"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
]
