"""Addresses of publication; included by the addresses of oversight."""

urlpatterns: list = []
