"""Addresses of oversight."""

from django.urls import path

from . import views
from .evaluation.urls import urlpatterns as evaluation_urls
from .law.urls import urlpatterns as law_urls

app_name = "oversight"
urlpatterns = [
    path("", views.brief, name="brief"),
    path("overdue/", views.overdue, name="overdue"),
    path("overdue/export/", views.overdue_export, name="overdue_export"),
    path("overdue/urge/", views.urge_selected, name="urge_selected"),
    path("overdue/urged/", views.urge_result, name="urge_result"),
    path("pledges/<int:pk>/urge/", views.urge, name="urge"),
    path("cases/<int:pk>/reassign/", views.reassign, name="reassign"),
    *evaluation_urls,
    *law_urls,
]
