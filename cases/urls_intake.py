"""Addresses of 登记检查."""

from django.urls import path

from .views import assess, intake, violations

urlpatterns = [
    path("cases/new/", intake.new, name="intake_new"),
    path("cases/new/party/", intake.party_new, name="intake_party"),
    path("cases/new/party/code/", intake.uscc_check, name="uscc_check"),
    path("cases/new/start/", intake.start, name="intake_start"),
    path("cases/<int:pk>/inspection/", violations.inspection, name="intake_inspection"),
    path("cases/<int:pk>/violations/", violations.violations, name="intake_violations"),
    path("cases/<int:pk>/violations/search/", violations.item_search, name="item_search"),
    path("cases/<int:pk>/violations/add/", violations.add, name="violation_add"),
    path("cases/<int:pk>/violations/off-list/", violations.add_off_list, name="violation_off_list"),
    path("cases/<int:pk>/violations/<int:violation>/", violations.edit, name="violation_edit"),
    path("cases/<int:pk>/violations/<int:violation>/remove/", violations.remove, name="violation_remove"),
    path("cases/<int:pk>/photos/", violations.photos, name="intake_photos"),
    path("cases/<int:pk>/assess/", assess.assess, name="intake_assess"),
    path("cases/<int:pk>/assess/live/", assess.live, name="assess_live"),
    path("cases/<int:pk>/assess/history/", assess.history_check, name="history_check"),
    path("cases/<int:pk>/assess/confirm/", assess.confirm, name="assess_confirm"),
    path("cases/<int:pk>/assess/review/", assess.review, name="review_request"),
]
