"""Addresses of the evaluation; included by the addresses of oversight."""

from django.urls import path

from . import views, views_yearly

urlpatterns = [
    path("evaluation/", views.items, name="evaluation"),
    path("evaluation/export/", views.export, name="evaluation_export"),
    path("evaluation/cases/", views.cases, name="evaluation_cases"),
    path("evaluation/items/<int:pk>/", views.item, name="evaluation_item"),
    path("evaluation/versions/<int:pk>/", views.version, name="evaluation_version"),
    path("evaluation/<int:year>/", views_yearly.report, name="evaluation_report"),
    path("evaluation/<int:year>/report.pdf", views_yearly.report_pdf, name="evaluation_report_pdf"),
    path("evaluation/<int:year>/report.xlsx", views_yearly.report_xlsx, name="evaluation_report_xlsx"),
    path("evaluation/<int:year>/items/<int:pk>/", views_yearly.decide, name="evaluation_decide"),
    path("evaluation/<int:year>/freeze/", views_yearly.freeze, name="evaluation_freeze"),
    path("evaluation/<int:year>/withdraw/", views_yearly.withdraw, name="evaluation_withdraw"),
]
