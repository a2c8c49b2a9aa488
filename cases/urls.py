"""Addresses of cases."""

app_name = "cases"
urlpatterns = []
