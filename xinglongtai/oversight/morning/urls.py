"""Addresses of morning; included by the addresses of oversight."""

urlpatterns: list = []
