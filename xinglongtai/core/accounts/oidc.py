"""Login by the bureau's identity provider (OpenID Connect, code flow with PKCE): existing accounts only, found by one claim.

mozilla-django-oidc keeps state, nonce and verifier and fetches tokens and keys. What it leaves open is closed here: issuer, audience and
expiry of the token are checked, no account is ever made, and every failure comes back to the login page with words, never as an error.
Off unless OIDC_ENABLED.
"""

import logging

import jwt
import requests
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from ..models import User
from . import signing_in
from .backend import StaffBackend

logger = logging.getLogger(__name__)
FAILED = "统一身份认证没有成功，或者没有与您对应的账号。请重试；仍然不行的，请联系系统管理员。"
_CLAIMS = ["exp", "iat", "iss", "aud", "sub"]
_LEEWAY = 60  # seconds that the clocks of the two servers may differ


class ProviderBackend(OIDCAuthenticationBackend):
    """Finds the account that a signed token speaks of."""

    def verify_token(self, token, **kwargs):
        """The token's claims; refused unless signed by the provider's key, for us, by the issuer, in time, and of this login."""
        claims = jwt.decode(
            token,
            self.retrieve_matching_jwk(token).key,
            algorithms=[settings.OIDC_RP_SIGN_ALGO],
            audience=settings.OIDC_RP_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=_LEEWAY,
            options={"require": _CLAIMS},
        )
        if (
            isinstance(claims["aud"], list)
            and len(claims["aud"]) > 1
            and claims.get("azp") != settings.OIDC_RP_CLIENT_ID
        ):
            raise SuspiciousOperation("the token is for somebody else")
        if not kwargs.get("nonce") or claims.get("nonce") != kwargs["nonce"]:
            raise SuspiciousOperation("the token is of another login")
        return claims

    def get_userinfo(self, access_token, id_token, payload):
        """The claims of the token; where ours is not among them, those that the provider tells of the same person."""
        if payload.get(settings.OIDC_CLAIM) or not settings.OIDC_OP_USER_ENDPOINT:
            return payload
        told = super().get_userinfo(access_token, id_token, payload)
        if told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("the provider told of another person")
        return {**told, **payload}

    def verify_claims(self, claims):
        """An address must be one the provider has verified."""
        return settings.OIDC_MATCH != "email" or claims.get("email_verified") is True

    def filter_users_by_claims(self, claims):
        """Accounts that the claim names: exactly, able to log in, never the installation's superuser."""
        value = claims.get(settings.OIDC_CLAIM)
        if not isinstance(value, str) or not value:
            return User.objects.none()
        return User.objects.filter(**{settings.OIDC_MATCH: value}, is_active=True, is_superuser=False)

    def create_user(self, claims):
        """Never: accounts are made by the 系统管理员."""
        raise SuspiciousOperation("no account is made by a login")

    def get_user(self, user_id):
        """As by password: nobody whose account was switched off."""
        return StaffBackend.get_user(self, user_id)

    def update_user(self, user, claims):
        """Keeps whether the provider's second factor counts as ours; nothing of the account changes."""
        given = claims.get("amr") or []
        known = {*(given if isinstance(given, list) else [given]), claims.get("acr")}
        self.request.factor_by_provider = bool(known & set(settings.OIDC_SECOND_FACTOR))
        return user


class _Begin(OIDCAuthenticationRequestView):
    """Sends the browser to the provider."""


class _Callback(OIDCAuthenticationCallbackView):
    """The browser is back with a code."""

    def login_success(self):
        """Log in as by password, without looking at the password's age."""
        wanted = self.success_url
        signing_in.begin(self.request, self.user, how=signing_in.PROVIDER, now=timezone.now())
        return HttpResponseRedirect(wanted)

    def login_failure(self):
        messages.error(self.request, FAILED)
        return redirect("login")


def _elsewhere(request):
    """No such page where it is off; who is logged in already is not replaced unseen by somebody else."""
    if not settings.OIDC_ENABLED:
        raise Http404
    return redirect("/") if request.user.is_authenticated else None


@never_cache
@login_not_required
def begin(request):
    """«统一身份认证» on the login page."""
    return _elsewhere(request) or _Begin.as_view()(request)


@never_cache
@login_not_required
def callback(request):
    """Back from the provider."""
    if elsewhere := _elsewhere(request):
        return elsewhere
    try:
        if "error" in request.GET:
            raise SuspiciousOperation("the provider refused")
        return _Callback.as_view()(request)
    except (SuspiciousOperation, jwt.PyJWTError, requests.RequestException, ValueError, KeyError, TypeError) as error:
        logger.warning("login by the provider failed: %s", type(error).__name__)
        messages.error(request, FAILED)
        return redirect("login")
