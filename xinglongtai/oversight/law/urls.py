"""Addresses of the law watch, under /oversight/."""

from django.urls import path

from . import views

urlpatterns = [
    path("law/", views.law_watch, name="law_watch"),
    path("law/check/", views.law_check, name="law_check"),
    path("law/<int:pk>/", views.law_change, name="law_change"),
    path("law/<int:pk>/decide/", views.law_decide, name="law_decide"),
    path("law/<int:pk>/decided/", views.law_decided, name="law_decided"),
]
