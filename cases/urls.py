"""Addresses of cases, by topic."""

from . import urls_case, urls_evidence, urls_intake, urls_measures
from .field import urls as field

app_name = "cases"
urlpatterns = [
    *urls_intake.urlpatterns,
    *urls_measures.urlpatterns,
    *urls_case.urlpatterns,
    *urls_evidence.urlpatterns,
    *field.urlpatterns,
]
