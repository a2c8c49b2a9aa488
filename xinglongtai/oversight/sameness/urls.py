"""Addresses of sameness; included by the addresses of oversight."""

from django.urls import path

from . import views

urlpatterns = [
    path("sameness/", views.pair_list, name="sameness"),
    path("sameness/rates/", views.outcome_rates, name="sameness_rates"),
    path("sameness/<int:odd>/<int:beside>/", views.pair, name="sameness_pair"),
    path("sameness/<int:odd>/<int:beside>/decide/", views.decide, name="sameness_decide"),
]
