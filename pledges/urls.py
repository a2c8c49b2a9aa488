"""Addresses of pledges."""

app_name = "pledges"
urlpatterns = []
