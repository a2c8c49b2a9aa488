"""Addresses of ledger; included by the addresses of oversight."""

from django.urls import path

from . import views, views_past

urlpatterns = [
    path("ledger/", views.ledger, name="ledger"),
    path("ledger/export/", views.export, name="ledger_export"),
    path("ledger/files/", views.files, name="ledger_files"),
    path("ledger/files/<int:pk>/", views.file, name="ledger_file"),
    path("ledger/past/", views_past.past, name="past"),
    path("ledger/past/<int:pk>/", views_past.run, name="past_run"),
    path("ledger/past/<int:pk>/columns/", views_past.columns, name="past_columns"),
    path("ledger/past/<int:pk>/refused/", views_past.refused, name="past_refused"),
    path("ledger/past/<int:pk>/take/", views_past.take, name="past_take"),
    path("ledger/past/<int:pk>/drop/", views_past.drop, name="past_drop"),
    path("ledger/past/<int:pk>/undo/", views_past.undo, name="past_undo"),
]
