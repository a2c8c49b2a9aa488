"""Addresses of retention."""

from django.urls import path

from . import views

urlpatterns = [
    path("retention/", views.retention, name="retention"),
    path("retention/cases/<int:pk>/hold/", views.hold, name="case_hold"),
    path("retention/holds/<int:pk>/lift/", views.lift, name="hold_lift"),
]
