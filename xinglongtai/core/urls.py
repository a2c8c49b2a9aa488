"""Addresses of the core room."""

from django.urls import path

from . import views, views_delegations

app_name = "core"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("places/", views.places, name="places"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("delegations/", views_delegations.delegations_mine, name="delegations"),
    path("delegations/new/", views_delegations.delegation_new, name="delegation_new"),
    path("delegations/all/", views_delegations.delegations_all, name="delegations_all"),
    path("delegations/<int:pk>/revoke/", views_delegations.delegation_end, name="delegation_revoke"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job_progress"),
]
