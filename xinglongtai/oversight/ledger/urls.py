"""Addresses of ledger; included by the addresses of oversight."""

urlpatterns: list = []
