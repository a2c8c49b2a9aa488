"""Addresses of the desk, the search, the verbs on a pledge, approvals and lists."""

from django.urls import path

from .views import approvals, decide, desk, lists, pledge, search

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("pledges/", lists.pledge_list, name="list"),
    path("pledges/export.xlsx", lists.pledge_export, name="export"),
    path("pledges/<int:pk>/letter.pdf", pledge.letter_pdf, name="letter_pdf"),
    path("pledges/<int:pk>/sign/", pledge.sign, name="sign"),
    path("pledges/<int:pk>/scan/", pledge.scan, name="scan"),
    path("pledges/<int:pk>/refuse/", pledge.refuse, name="refuse"),
    path("pledges/<int:pk>/void/", pledge.void, name="void"),
    path("pledges/<int:pk>/materials/", pledge.materials, name="materials"),
    path("pledges/<int:pk>/recheck/", pledge.recheck, name="recheck"),
    path("pledges/<int:pk>/extension/", pledge.extension, name="extension"),
    path("urges/<int:pk>/answer/", pledge.urge_answer, name="urge_answer"),
    path("approvals/", approvals.approval_list, name="approval_list"),
    path("approvals/elsewhere/", approvals.approval_elsewhere, name="approval_elsewhere"),
    path("approvals/decided/", approvals.approval_decided, name="approval_decided"),
    path("approvals/extensions/", approvals.approve_extensions, name="approve_extensions"),
    path("approvals/disposition/<int:pk>/", decide.decide_disposition, name="decide_disposition"),
    path("approvals/clock/<int:pk>/", decide.decide_clock, name="decide_clock"),
    path("approvals/extension/<int:pk>/", decide.decide_extension, name="decide_extension"),
]
