"""What the frame of every page needs; nothing is read before a template asks for it."""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import Count
from django.utils.functional import SimpleLazyObject

from . import navigation
from .models import Bureau, Notice
from .roles import THREE_KEEPERS, Role, held
from .statements import statement
from .web import officer_of

PRODUCT_NAME = "柔性执法告知承诺管理系统"


@statement
def _unread(officer):
    rows = Notice.objects.shown().filter(officer=officer, read_at__isnull=True).order_by()
    return rows.values("officer").annotate(n=Count("pk")).values_list("n", flat=True)


@dataclass
class Frame:
    """Bureau, person, navigation and bell of one request: at most three queries, each on first use."""

    user: object = None
    path: str = ""
    product: str = PRODUCT_NAME
    demo: bool = field(default_factory=lambda: bool(getattr(settings, "DEMO_MODE", False)))

    @cached_property
    def session(self) -> dict[str, str]:
        """Addresses that the idle warning asks; asks nothing of the database."""
        names = {"state": "core:session_state", "keep": "core:session_keep", "login": "login"}
        return {key: navigation.address(name) for key, name in names.items()}

    @property
    def idle_seconds(self) -> int:
        """How long the login lasts after this page, if nothing more is done."""
        return settings.SESSION_IDLE_SECONDS

    @property
    def warning_seconds(self) -> int:
        """How long before its end the page warns; never as soon as it is opened."""
        return min(settings.SESSION_WARNING_SECONDS, settings.SESSION_IDLE_SECONDS // 2)

    @property
    def known(self) -> bool:
        """Whether somebody is logged in."""
        return bool(self.user and self.user.is_authenticated)

    @cached_property
    def officer(self):
        """The person's Officer row with unit and bureau, or None."""
        return officer_of(self.user) if self.known else None

    @cached_property
    def bureau_name(self) -> str:
        """The person's bureau; before the login the only bureau there is, else ""."""
        if self.officer and self.officer.unit.bureau:
            return self.officer.unit.bureau.full_name
        names = list(Bureau.objects.values_list("full_name", flat=True)[:2])
        return names[0] if len(names) == 1 else ""

    @cached_property
    def roles(self) -> list[str]:
        return list(held(self.user)) if self.known else []

    @property
    def places(self) -> list[str]:
        """The roles whose places are offered: none to an account that stands for no member of staff."""
        return self.roles if self.officer else []

    @cached_property
    def role_labels(self) -> str:
        return "、".join(role.label for role in Role if role.value in self.roles)

    @cached_property
    def rail(self) -> list[navigation.Entry]:
        return navigation.entries_for(self.places, self.path) if self.known else []

    @cached_property
    def bottom(self) -> list[navigation.Entry]:
        return navigation.phone_entries_for(self.places, self.path) if self.known else []

    @cached_property
    def unread(self) -> int:
        """Unread notices: one COUNT over the index (officer, read_at)."""
        if self.officer is None:
            return 0
        return _unread.first(self.officer.pk) or 0

    @property
    def name(self) -> str:
        if not self.known:
            return ""
        return self.officer.name if self.officer else self.user.get_full_name() or self.user.get_username()

    @property
    def unit(self) -> str:
        return str(self.officer.unit) if self.officer else ""

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses of the frame's own links; a page that does not exist, or is not for this person, is ""."""
        names = ("pledges:search", "core:notices", "core:me", "core:places", "login", "logout", "password_change")
        found = {name.rpartition(":")[2]: navigation.address(name) for name in names}
        if set(self.places) <= THREE_KEEPERS:  # sees no parties and no cases, so there is nothing to search
            found["search"] = ""
        if not self.places:
            found["places"] = ""
        return found


def frame(request):
    """``frame`` for templates/base.html; safe on error pages where no user was loaded."""
    user = (
        None if getattr(request, "code_owed", False) else getattr(request, "user", None)
    )  # half a login is nobody yet
    return {"frame": SimpleLazyObject(lambda: Frame(user=user, path=request.path))}
