"""Addresses of pledges, by topic."""

from . import urls_pledge, urls_promise

app_name = "pledges"
urlpatterns = [*urls_promise.urlpatterns, *urls_pledge.urlpatterns]
