"""Addresses of the case page, its acts, evidence, reviews, parties and lists."""

from django.urls import path

from .views import case, disposition, evidence, lists, party, reasoning, rehearsal, review

urlpatterns = [
    path("cases/", lists.case_list, name="list"),
    path("cases/export.xlsx", lists.case_export, name="export"),
    path("cases/<int:pk>/", case.detail, name="detail"),
    path("cases/<int:pk>/reopen/", case.reopen, name="reopen"),
    path("cases/<int:pk>/cancel/", case.cancel, name="cancel"),
    path("cases/<int:pk>/handover/", case.handover, name="handover"),
    path("cases/<int:pk>/co-handler/", case.co_handler, name="co_handler"),
    path("cases/<int:pk>/education/", case.education, name="education"),
    path("cases/<int:pk>/clock-extension/", case.clock_extension, name="clock_extension"),
    path("cases/<int:pk>/correction/", case.correction_verify, name="correction_verify"),
    path("cases/<int:pk>/propose/", disposition.propose, name="propose"),
    path("cases/<int:pk>/reasoning/", reasoning.reasoning, name="reasoning"),
    path("cases/<int:pk>/reasoning/save/", reasoning.reasoning_save, name="reasoning_save"),
    path("dispositions/<int:pk>/withdraw/", disposition.withdraw, name="disposition_withdraw"),
    path("cases/<int:pk>/evidence/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.serve, name="evidence"),
    path("evidence/<int:pk>/set-aside/", evidence.set_aside, name="evidence_set_aside"),
    path("reviews/", review.review_list, name="review_list"),
    path("reviews/<int:pk>/", review.review, name="review"),
    path("reviews/<int:pk>/claim/", review.claim, name="review_claim"),
    path("reviews/<int:pk>/release/", review.release, name="review_release"),
    path("rehearsal/<int:pk>/", rehearsal.rehearsal_page, name="rehearsal"),
    path("rehearsal/<int:pk>/export.xlsx", rehearsal.rehearsal_export, name="rehearsal_export"),
    path("parties/", party.party_list, name="party_list"),
    path("parties/<int:pk>/", party.party, name="party"),
    path("parties/<int:pk>/edit/", party.party_edit, name="party_edit"),
    path("parties/<int:pk>/identity/", party.identity, name="identity"),
]
