"""Addresses of trust; included by the addresses of oversight."""

urlpatterns: list = []
