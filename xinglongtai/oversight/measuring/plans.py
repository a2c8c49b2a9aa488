"""How PostgreSQL finds what carries the lists: the longest query of an address with its plan, for the note."""

from django.db import connection, transaction
from django.urls import reverse

from xinglongtai.core.privacy.sealed import seal

from .asking import client_of, longest_query


def addresses(user: int) -> dict[str, tuple[str, str]]:
    """What is shown: words → (login, address)."""
    cases, pledges = reverse("cases:list"), reverse("pledges:list")
    common, rare = seal("超市", user), seal("东风", user)
    return {
        "Case list of the nation, first page": ("scale_leader", cases),
        "The same, last page": ("scale_leader", f"{cases}?page=last"),
        "Case list of the nation, name search «超市» (in many names)": ("scale_leader", f"{cases}?words={common}"),
        "The same, «东风» and one status": ("scale_leader", f"{cases}?words={rare}&status=pledged"),
        "Case list of a city, open cases": ("scale_city", f"{cases}?status=open"),
        "Pledge list of a province, overdue": ("scale_province", f"{pledges}?due=overdue"),
        "Overdue review of the nation": ("scale_supervisor", reverse("oversight:overdue")),
        "Parties by name": ("scale_leader", f"{reverse('cases:party_list')}?words={common}"),
    }


@transaction.atomic
def markdown() -> str:
    """Every address with its longest query and its plan; logins for it are taken back."""
    client = client_of("scale_leader")
    parts = []
    for words, (login, url) in addresses(int(client.session["_auth_user_id"])).items():
        client = client_of(login)
        client.get(url)
        longest, count = longest_query(client, url)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) " + longest.replace("%", "%%"), [])
            plan = "\n".join(row[0][:200] for row in cursor.fetchall())
        shown = longest if len(longest) < 900 else f"{longest[:600]} … {longest[-280:]}"
        parts.append(f"#### {words}\n\n{count} queries; the longest:\n\n```sql\n{shown}\n```\n\n```\n{plan}\n```")
    transaction.set_rollback(True)
    return "\n\n".join(parts)
