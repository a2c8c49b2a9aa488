"""Addresses of signatures, 送达, agents and the confirmed address."""

from django.urls import path

from ..views import agents, service, signing

urlpatterns = [
    path("pledges/<int:pk>/sign/pad/", signing.sign_pad, name="sign_pad"),
    path("cases/<int:pk>/papers/<int:document>/pad/", signing.paper_pad, name="paper_pad"),
    path("cases/<int:pk>/papers/<int:document>/service/", service.service_add, name="service_add"),
    path("cases/<int:pk>/service-address/", service.service_address, name="service_address"),
    path("cases/<int:pk>/agents/", agents.agent_add, name="agent_add"),
    path("services/<int:pk>/received/", service.service_received, name="service_received"),
    path("services/<int:pk>/set-aside/", service.service_set_aside, name="service_set_aside"),
    path("agents/<int:pk>/authority/", agents.agent_authority, name="agent_authority"),
    path("agents/<int:pk>/end/", agents.agent_end, name="agent_end"),
]
