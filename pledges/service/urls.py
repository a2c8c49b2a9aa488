"""Addresses of this topic."""

urlpatterns = []
