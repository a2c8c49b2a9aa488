"""The settings of login by an identity provider, read from the environment. Knows nothing of Django: the settings import it."""

from collections.abc import Mapping

_NEEDED = (
    "OIDC_ISSUER",
    "OIDC_OP_AUTHORIZATION_ENDPOINT",
    "OIDC_OP_TOKEN_ENDPOINT",
    "OIDC_OP_JWKS_ENDPOINT",
    "OIDC_RP_CLIENT_ID",
)
MATCHES = ("username", "email")


def from_environment(given: Mapping[str, str]) -> dict[str, object]:
    """Settings for mozilla-django-oidc and for :mod:`.oidc`. ``ValueError`` where one that is needed is missing or makes no sense.

    ``OIDC_CLAIM`` of the signed token is compared with ``OIDC_MATCH`` of the account ("username" or "email").
    ``OIDC_SECOND_FACTOR``: values of ``amr`` or ``acr`` (comma-separated) by which the provider's own second factor is taken for ours;
    empty: ours is asked for besides.
    """
    missing = [name for name in _NEEDED if not given.get(name)]
    if missing:
        raise ValueError(f"login by OIDC needs {', '.join(missing)}")
    match = given.get("OIDC_MATCH", "username")
    if match not in MATCHES:
        raise ValueError(f"OIDC_MATCH must be one of {', '.join(MATCHES)}")
    algorithm = given.get("OIDC_RP_SIGN_ALGO", "RS256")
    if algorithm[:2] not in {"RS", "ES", "PS"}:
        raise ValueError("OIDC_RP_SIGN_ALGO must be one with a public key (RS256, ES256, PS256 …)")
    return {
        **{name: given[name] for name in _NEEDED},
        "OIDC_OP_USER_ENDPOINT": given.get("OIDC_OP_USER_ENDPOINT", ""),
        "OIDC_RP_CLIENT_SECRET": given.get("OIDC_RP_CLIENT_SECRET", ""),
        "OIDC_RP_SIGN_ALGO": algorithm,
        "OIDC_RP_SCOPES": given.get("OIDC_RP_SCOPES", "openid profile"),
        "OIDC_CLAIM": given.get("OIDC_CLAIM", "preferred_username"),
        "OIDC_MATCH": match,
        "OIDC_SECOND_FACTOR": [word.strip() for word in given.get("OIDC_SECOND_FACTOR", "").split(",") if word.strip()],
        "OIDC_LABEL": given.get("OIDC_LABEL", "统一身份认证"),
        "OIDC_CREATE_USER": False,
        "OIDC_USE_PKCE": True,
        "OIDC_TIMEOUT": 10,
        "OIDC_AUTHENTICATION_CALLBACK_URL": "oidc_callback",
        "LOGIN_REDIRECT_URL_FAILURE": "/login/",
    }
