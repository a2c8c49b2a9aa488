"""Addresses of this topic: those behind the QR code, and the officers' own."""

from django.urls import path

from . import office, views

urlpatterns = [
    path("p/<str:secret>/", views.entrance, name="party_page"),
    path("p/<str:secret>/leave/", views.leave, name="party_leave"),
    path("p/<str:secret>/sign/", views.sheet_view("sign"), name="party_sign"),
    path("p/<str:secret>/materials/", views.sheet_view("materials"), name="party_materials"),
    path("p/<str:secret>/time/", views.sheet_view("time"), name="party_time"),
    path("p/<str:secret>/objection/", views.sheet_view("objection"), name="party_objection"),
    path("p/<str:secret>/photo/", views.sheet_view("photo"), name="party_photo"),
    path("pledges/<int:pk>/party-link/", office.party_link, name="party_link"),
    path("pledges/<int:pk>/party-link/renew/", office.party_link_renew, name="party_link_renew"),
    path("wishes/<int:pk>/answer/", office.wish_answer, name="party_wish"),
    path("proofs/<int:pk>/", office.remote_recheck, name="remote_recheck"),
    path("proofs/<int:pk>/return/", office.remote_return, name="remote_return"),
]
