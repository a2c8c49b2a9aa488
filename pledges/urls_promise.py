"""Addresses of 登记检查 ④ and of the letter just issued."""

from django.urls import path

from .views import promise

urlpatterns = [
    path("cases/<int:pk>/promise/", promise.promise, name="promise"),
    path("cases/<int:pk>/promise/preview.pdf", promise.preview, name="promise_preview"),
    path("cases/<int:pk>/promise/issue/", promise.issue, name="issue"),
    path("pledges/<int:pk>/issued/", promise.issued, name="issued"),
    path("pledges/<int:pk>/issued/letter.pdf", promise.issued_letter, name="issued_letter"),
]
