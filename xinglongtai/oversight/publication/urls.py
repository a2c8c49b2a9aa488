"""Addresses of publication; included by the addresses of oversight."""

from django.urls import path

from . import views, views_acts, views_packs

urlpatterns = [
    path("publication/", views.index, name="publication"),
    path("publication/export/", views.export, name="publication_export"),
    path("publication/cases/<int:pk>/", views.case, name="publication_case"),
    path("publication/cases/<int:pk>/content/", views_acts.content, name="publication_content"),
    path("publication/cases/<int:pk>/lenient/", views_acts.lenient, name="publication_lenient"),
    path("publication/<int:pk>/skip/", views_acts.skip, name="publication_skip"),
    path("publication/<int:pk>/reopen/", views_acts.reopen, name="publication_reopen"),
    path("publication/<int:pk>/correct/", views_acts.correct, name="publication_correct"),
    path("publication/<int:pk>/withdraw/", views_acts.withdraw, name="publication_withdraw"),
    path("publication/packs/", views_packs.index, name="publication_packs"),
    path("publication/packs/new/", views_packs.make, name="publication_pack_new"),
    path("publication/packs/<int:pk>/", views_packs.pack, name="publication_pack"),
    path("publication/packs/<int:pk>/pack.xlsx", views_packs.file, {"kind": "xlsx"}, name="publication_pack_xlsx"),
    path("publication/packs/<int:pk>/pack.csv", views_packs.file, {"kind": "csv"}, name="publication_pack_csv"),
    path("publication/packs/<int:pk>/send/", views_packs.send, name="publication_pack_send"),
    path("publication/packs/<int:pk>/void/", views_packs.void, name="publication_pack_void"),
    path("publication/rows/<int:pk>/return/", views_packs.give_back, name="publication_row_return"),
    path("publication/layouts/", views_packs.layouts, name="publication_layouts"),
    path("publication/layouts/<slug:target>/<slug:kind>/", views_packs.layout, name="publication_layout"),
]
