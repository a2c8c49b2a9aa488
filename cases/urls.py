"""Addresses of cases, by topic."""

from . import urls_case, urls_intake, urls_measures

app_name = "cases"
urlpatterns = [*urls_intake.urlpatterns, *urls_measures.urlpatterns, *urls_case.urlpatterns]
