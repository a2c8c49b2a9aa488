"""Addresses of bridge; included by the addresses of oversight."""

urlpatterns: list = []
