"""Addresses of statistics; included by the addresses of oversight."""

from django.urls import path

from . import views, views_frozen

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/list/", views.behind, name="statistics_list"),
    path("statistics/list/export/", views.export, name="statistics_export"),
    path("statistics/modes/", views.modes, name="statistics_modes"),
    path("statistics/modes/set/", views.mode_set, name="statistics_mode_set"),
    path("statistics/frozen/", views_frozen.index, name="statistics_frozen"),
    path("statistics/frozen/freeze/", views_frozen.freeze, name="statistics_freeze"),
    path("statistics/frozen/<int:pk>/", views_frozen.one, name="statistics_frozen_one"),
    path("statistics/frozen/<int:pk>/list/", views_frozen.behind, name="statistics_frozen_behind"),
    path("statistics/frozen/<int:pk>/differences/", views_frozen.differences, name="statistics_differences"),
    path("statistics/frozen/<int:pk>/withdraw/", views_frozen.withdraw, name="statistics_withdraw"),
]
