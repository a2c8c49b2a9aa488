"""Addresses of sameness; included by the addresses of oversight."""

urlpatterns: list = []
