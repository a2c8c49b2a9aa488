"""Addresses of 离线登记."""

from django.urls import path

from . import views

urlpatterns = [
    path("field/", views.page, name="field"),
    path("field/sw.js", views.worker, name="field_worker"),
    path("field/manifest.webmanifest", views.manifest, name="field_manifest"),
    path("field/me/", views.me, name="field_me"),
    path("field/entries/", views.entries, name="field_entries"),
]
