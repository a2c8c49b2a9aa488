"""Addresses of the consistency gate."""

from django.urls import path

from . import views

urlpatterns = [path("cases/<int:pk>/consistency/", views.consistency, name="consistency")]
