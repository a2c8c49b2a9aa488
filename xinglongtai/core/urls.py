"""Addresses of the core room."""

from django.urls import path

from . import views

app_name = "core"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("places/", views.places, name="places"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job_progress"),
]
