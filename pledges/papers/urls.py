"""Addresses of papers."""

from django.urls import path

from . import views

urlpatterns = [
    path("cases/<int:pk>/papers/due/", views.issue_due, name="papers_issue_due"),
    path("cases/<int:pk>/papers/<slug:kind>/", views.paper, name="paper"),
    path("cases/<int:pk>/papers/<slug:kind>/preview.pdf", views.preview, name="paper_preview"),
    path("papers/<int:pk>/paper.pdf", views.paper_pdf, name="paper_pdf"),
    path("papers/<int:pk>/void/", views.void, name="paper_void"),
]
