"""Addresses of the core room."""

from django.urls import path

from . import views, views_delegations
from .accounts import views_keeper, views_login
from .installation import views as installation
from .notices import views as notices
from .privacy import views as privacy
from .record import views as record
from .staffing import views as staffing
from .staffing import views_import as sheets

app_name = "core"
urlpatterns = [
    path("words/", privacy.words, name="words"),
    path("me/", views.me, name="me"),
    path("me/code/", views_login.factor, name="factor"),
    path("me/code/qr.svg", views_login.factor_qr, name="factor_qr"),
    path("me/code/confirm/", views_login.factor_confirm, name="factor_confirm"),
    path("me/code/change/", views_login.factor_change, name="factor_change"),
    path("me/sessions/<int:pk>/end/", views_login.session_end, name="session_end"),
    path("me/sessions/end/", views_login.sessions_end_others, name="sessions_end_others"),
    path("session/", views_login.session_state, name="session_state"),
    path("session/keep/", views_login.session_keep, name="session_keep"),
    path("login/code/", views_login.factor_code, name="factor_code"),
    path("accounts/", views_keeper.accounts, name="accounts"),
    path("accounts/locks/", views_keeper.account_locks, name="account_locks"),
    path("accounts/<int:pk>/", views_keeper.account, name="account"),
    path("accounts/<int:pk>/unlock/", views_keeper.account_unlock, name="account_unlock"),
    path("accounts/<int:pk>/factor/", views_keeper.account_factor_reset, name="account_factor_reset"),
    path("accounts/<int:pk>/sessions/", views_keeper.account_sessions_end, name="account_sessions_end"),
    path("places/", views.places, name="places"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("notices/<int:pk>/open/", notices.notice_open, name="notice_open"),
    path("me/notices/", notices.preferences, name="notice_preferences"),
    path("people/", staffing.staffing, name="staffing"),
    path("people/export/", staffing.staffing_export, name="staffing_export"),
    path("people/training/", staffing.training_bulk, name="training_bulk"),
    path("people/import/", sheets.staffing_import, name="staffing_import"),
    path("people/import/<int:pk>/", sheets.staffing_import_run, name="staffing_import_run"),
    path("people/import/<int:pk>/refused/", sheets.staffing_import_refused, name="staffing_import_refused"),
    path("people/import/<int:pk>/undo/", sheets.staffing_import_undo, name="staffing_import_undo"),
    path("people/templates/<slug:kind>/", sheets.staffing_template, name="staffing_template"),
    path("people/records/<slug:kind>/", sheets.staffing_records, name="staffing_records"),
    path("people/records/<slug:kind>/<int:pk>/set-aside/", staffing.staffing_set_aside, name="staffing_set_aside"),
    path("people/loans/<int:pk>/return/", staffing.loan_return, name="loan_return"),
    path("people/<int:pk>/", staffing.staffing_officer, name="staffing_officer"),
    path("people/<int:pk>/<slug:kind>/new/", staffing.staffing_add, name="staffing_add"),
    path("delegations/", views_delegations.delegations_mine, name="delegations"),
    path("delegations/new/", views_delegations.delegation_new, name="delegation_new"),
    path("delegations/all/", views_delegations.delegations_all, name="delegations_all"),
    path("delegations/<int:pk>/revoke/", views_delegations.delegation_end, name="delegation_revoke"),
    path("healthz/live", installation.live, name="health_live"),
    path("healthz/ready", installation.ready, name="health_ready"),
    path("examination/", installation.examination, name="examination"),
    path("record/", record.record, name="record"),
    path("record/looks/", record.record_looks, name="record_looks"),
    path("record/check/", record.record_check, name="record_check"),
    path("record/export/<slug:form>/", record.record_export, name="record_export"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/progress/", views.job_progress, name="job_progress"),
]
