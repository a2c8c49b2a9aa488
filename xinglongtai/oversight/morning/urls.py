"""Addresses of morning; included by the addresses of oversight."""

from django.urls import path

from . import views, views_overdue, views_saved

urlpatterns = [
    path("", views.brief, name="brief"),
    path("seen/", views.brief_seen, name="brief_seen"),
    path("restore/", views.brief_restore, name="brief_restore"),
    path("cases/<int:pk>/file-check/", views.file_check, name="file_check"),
    path("cases/<int:pk>/reassign/", views.reassign, name="reassign"),
    path("pledges/<int:pk>/urge/", views.urge, name="urge"),
    path("overdue/", views_overdue.overdue, name="overdue"),
    path("overdue/export/", views_overdue.overdue_export, name="overdue_export"),
    path("overdue/urge/", views_overdue.urge_selected, name="urge_selected"),
    path("overdue/reassign/", views_overdue.reassign_selected, name="reassign_selected"),
    path("overdue/urged/", views_overdue.urge_result, name="urge_result"),
    path("overdue/views/save/", views_saved.view_save, name="view_save"),
    path("overdue/views/<int:pk>/delete/", views_saved.view_delete, name="view_delete"),
    path("overdue/views/<int:pk>/start/", views_saved.view_start, name="view_start"),
]
