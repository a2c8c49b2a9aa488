"""Addresses of trust; included by the addresses of oversight."""

from django.urls import path

from . import views, views_lists

urlpatterns = [
    path("trust/", views.index, name="trust"),
    path("trust/parties/<int:pk>/", views.record, name="trust_party"),
    path("trust/parties/<int:pk>/print/", views.printed, name="trust_print"),
    path("trust/parties/<int:pk>/object/<slug:line>/", views.object_to, name="trust_object"),
    path("trust/objections/<int:pk>/", views.decide, name="trust_objection"),
    path("trust/lists/", views_lists.index, name="trust_lists"),
    path("trust/lists/export/", views_lists.export, name="trust_lists_export"),
    path("trust/parties/<int:pk>/propose/", views_lists.propose, name="trust_propose"),
    path("trust/lists/<int:pk>/", views_lists.listing_page, name="trust_listing"),
    path("trust/lists/<int:pk>/notice/", views_lists.notice, name="trust_listing_notice"),
    path("trust/lists/<int:pk>/decide/", views_lists.decide, name="trust_listing_decide"),
    path("trust/lists/<int:pk>/withdraw/", views_lists.withdraw, name="trust_listing_withdraw"),
    path("trust/lists/<int:pk>/end/", views_lists.end, name="trust_listing_end"),
]
