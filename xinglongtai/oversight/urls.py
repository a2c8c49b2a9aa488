"""Addresses of oversight."""

app_name = "oversight"
urlpatterns = []
