"""Addresses of sampling; included by the addresses of oversight."""

from django.urls import path

from . import views_draw, views_findings, views_results, views_review, views_standard, views_suspicion

urlpatterns = [
    path("sampling/", views_draw.drawings, name="sampling"),
    path("sampling/draw/", views_draw.draw_new, name="sampling_draw"),
    path("sampling/<int:pk>/", views_draw.drawing, name="sampling_drawing"),
    path("sampling/<int:pk>/roll.txt", views_draw.roll, name="sampling_roll"),
    path("sampling/<int:pk>/verify/", views_draw.verify, name="sampling_verify"),
    path("sampling/<int:pk>/cancel/", views_draw.cancel, name="sampling_cancel"),
    path("sampling/reviews/", views_review.reviews, name="sampling_reviews"),
    path("sampling/reviews/<int:pk>/", views_review.review, name="sampling_review"),
    path("sampling/reviews/<int:pk>/pass-on/", views_review.pass_on, name="sampling_pass_on"),
    path("sampling/opinions/", views_findings.opinions, name="sampling_opinions"),
    path("sampling/findings/", views_findings.findings, name="sampling_findings"),
    path("sampling/findings/<int:pk>/", views_findings.finding, name="sampling_finding"),
    path("sampling/results/", views_results.results, name="sampling_results"),
    path("sampling/results/export.xlsx", views_results.results_export, name="sampling_results_export"),
    path("sampling/standards/", views_standard.standards, name="sampling_standards"),
    path("sampling/standards/new/", views_standard.standard_new, name="sampling_standard_new"),
    path("sampling/standards/<int:pk>/", views_standard.standard, name="sampling_standard"),
    path("sampling/standards/<int:pk>/enforce/", views_standard.enforce, name="sampling_enforce"),
    path("sampling/standards/<int:pk>/lines/new/", views_standard.line_new, name="sampling_line_new"),
    path("sampling/lines/<int:pk>/", views_standard.line_edit, name="sampling_line"),
    path("sampling/lines/<int:pk>/remove/", views_standard.line_remove, name="sampling_line_remove"),
    path("sampling/lines/<int:pk>/move/", views_standard.line_move, name="sampling_line_move"),
    path("sampling/suspicions/", views_suspicion.suspicions, name="sampling_suspicions"),
    path("sampling/suspicions/run/", views_suspicion.suspicions_run, name="sampling_suspicions_run"),
    path("sampling/suspicions/<int:pk>/", views_suspicion.suspicion, name="sampling_suspicion"),
]
