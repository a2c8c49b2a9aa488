"""The composition root: which room answers which address."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView, PasswordChangeDoneView
from django.http import HttpResponse
from django.urls import include, path

from xinglongtai.core import login
from xinglongtai.core.accounts import oidc

admin.site.site_header = "柔性执法告知承诺 · 后台管理"
admin.site.site_title = "后台管理"
admin.site.index_title = "清单与系统管理"
admin.site.login = login.admin_login
handler500 = "xinglongtai.core.faults.server_error"


@login_not_required
def robots(request):
    """Only the public list is for search engines."""
    rules = ["User-agent: *", "Allow: /catalog/", "Allow: /static/", "Disallow: /"]
    return HttpResponse("\n".join(rules) + "\n", content_type="text/plain")


handler400 = "xinglongtai.core.shield.pages.bad_request"
urlpatterns = [
    path("robots.txt", robots),
    path("login/", login.SignIn.as_view(), name="login"),
    path("login/provider/", oidc.begin, name="oidc_begin"),
    path("login/provider/callback/", oidc.callback, name="oidc_callback"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", login.ChangePassword.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("catalog/", include("catalog.urls")),
    path("", include("xinglongtai.core.urls")),
    path("", include("cases.urls")),
    path("", include("pledges.urls")),
    path("oversight/", include("xinglongtai.oversight.urls")),
    path("api/", include("xinglongtai.oversight.bridge.api_urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG:
    from xinglongtai.core.styleguide import styleguide

    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
