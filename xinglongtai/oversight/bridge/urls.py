"""Addresses of bridge; included by the addresses of oversight. Those of the read API stand in ``api_urls``."""

from django.urls import path

from . import views_copy, views_feed, views_hooks, views_packs, views_tokens

urlpatterns = [
    path("tokens/", views_tokens.tokens, name="tokens"),
    path("tokens/waiting/", views_tokens.tokens, name="token_approvals"),
    path("tokens/new/", views_tokens.token_new, name="token_new"),
    path("tokens/<int:pk>/", views_tokens.token, name="token"),
    path("tokens/<int:pk>/decide/", views_tokens.token_decide, name="token_decide"),
    path("tokens/<int:pk>/fetch/", views_tokens.token_fetch, name="token_fetch"),
    path("tokens/<int:pk>/revoke/", views_tokens.token_revoke, name="token_revoke"),
    path("tokens/<int:pk>/hooks/new/", views_hooks.hook_new, name="hook_new"),
    path("hooks/<int:pk>/", views_hooks.hook, name="hook"),
    path("hooks/<int:pk>/act/", views_hooks.hook_act, name="hook_act"),
    path("deliveries/", views_hooks.deliveries, name="deliveries"),
    path("deliveries/<int:pk>/again/", views_hooks.delivery_again, name="delivery_again"),
    path("calendar/", views_feed.feed, name="feed"),
    path("calendar/renew/", views_feed.feed_renew, name="feed_renew"),
    path("calendar/revoke/", views_feed.feed_revoke, name="feed_revoke"),
    path("calendar/<str:secret>.ics", views_feed.ics, name="feed_ics"),
    path("packs/", views_packs.packs, name="packs"),
    path("packs/new/", views_packs.pack, name="pack_new"),
    path("packs/starter/", views_packs.pack_starter, name="pack_starter"),
    path("packs/<int:pk>/", views_packs.pack, name="pack"),
    path("packs/<int:pk>/act/", views_packs.pack_act, name="pack_act"),
    path("cases/<int:pk>/copy/", views_copy.copy_packs, name="copy_packs"),
    path("cases/<int:pk>/copy/<int:pack>/", views_copy.copy, name="copy"),
    path("cases/<int:pk>/copy/<int:pack>/tick/", views_copy.copy_tick, name="copy_tick"),
]
