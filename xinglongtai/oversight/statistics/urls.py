"""Addresses of statistics; included by the addresses of oversight."""

urlpatterns: list = []
