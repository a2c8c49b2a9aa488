"""Addresses of sampling; included by the addresses of oversight."""

urlpatterns: list = []
