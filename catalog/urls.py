"""Addresses of the public list, for everybody."""

from django.urls import path, re_path

from .public import views

app_name = "catalog"
urlpatterns = [
    path("", views.bureaux, name="public"),
    path("<slug:code>/", views.items, name="public_list"),
    path("<slug:code>/changes/", views.changes, name="public_changes"),
    path("<slug:code>/items/<slug:number>/", views.item, name="public_item"),
    path("<slug:code>/list.xlsx", views.workbook, name="public_xlsx"),
    path("<slug:code>/list.pdf", views.paper, name="public_pdf"),
    re_path(r"^.+/$", views.missing),
]
