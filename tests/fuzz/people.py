"""Who sends the inputs: everybody's browser, and whether they are still who they were."""

from django.test import Client
from django.urls import reverse

from .pages import Stage


class People:
    """Browsers by name. ``users`` are the accounts of those who have one."""

    def __init__(self, browsers: dict[str, Client], users: dict):
        self.browsers, self.users = browsers, users
        #: An address that opens for a guest (a party, a program) and not for nobody.
        self.marks: dict[str, str] = {}

    def learn(self, stage: Stage) -> None:
        """Where guests are known by."""
        for (who, address), status in stage.answers.items():
            if who not in self.users and status == 200 and stage.answers.get(("anonymous", address)) != 200:
                self.marks.setdefault(who, address)

    def signed_in(self, who: str) -> bool:
        """Asked of the product itself: does it know this browser? «anonymous» is whoever it is."""
        if who in self.users:
            return self.browsers[who].get(reverse("core:session_state")).status_code == 200
        return who not in self.marks or self.browsers[who].get(self.marks[who]).status_code == 200

    def sign_in(self, who: str) -> bool:
        """Sign in again where that is needed. False where somebody cannot."""
        if self.signed_in(who):
            return True
        if who not in self.users:
            return False
        self.browsers[who].force_login(self.users[who])
        return self.signed_in(who)

    def standing(self) -> dict:
        """Everybody's account, role and place."""
        found = {}
        for name, known in self.users.items():
            user = type(known).objects.select_related("officer").filter(pk=known.pk).first()
            if user is None:
                continue
            officer = user.officer
            found[name] = (user.username, user.is_active, user.is_staff, user.must_change, officer.unit_id)
            found[name] += (officer.is_active, tuple(sorted(user.groups.values_list("pk", flat=True))))
        return found

    def all_there(self, standing: dict) -> bool:
        """Whether everybody is signed in and what they were."""
        return self.standing() == standing and all(self.signed_in(who) for who in self.browsers)

    def cookies(self) -> dict:
        """What the browsers hold; :meth:`put_back` undoes what an input did to it."""
        return {
            who: {name: cookie.copy() for name, cookie in client.cookies.items()}
            for who, client in self.browsers.items()
        }

    def put_back(self, cookies: dict) -> None:
        """See :meth:`cookies`."""
        for who, held in cookies.items():
            jar = self.browsers[who].cookies
            jar.clear()
            jar.update(held)
