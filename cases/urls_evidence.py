"""Addresses of evidence in pieces: resumable uploads."""

urlpatterns = []
