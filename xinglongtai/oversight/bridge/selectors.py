"""Reads of the bridge."""

from django.db.models import Count, Max, Q, Sum

from .models import ApiToken, Delivery, FieldPack
from .services_hooks import visible_hooks
from .status import DeliveryState

#: Endpoint names as people read them.
ENDPOINTS = {
    "cases": "案件列表",
    "case": "一个案件",
    "pledges": "承诺列表",
    "pledge": "一份承诺",
    "items": "清单事项列表",
    "item": "一个清单事项",
    "token": "凭证自查",
}


def usage(token: ApiToken) -> list[dict]:
    """Calls by endpoint: all, refused, the last hour with any. One query."""
    rows = (
        token.usage.order_by()
        .values("endpoint")
        .annotate(calls=Sum("count"), refused=Sum("count", filter=Q(code__gte=400)), last=Max("hour"))
    )
    return [
        {**row, "label": ENDPOINTS.get(row["endpoint"], row["endpoint"]), "refused": row["refused"] or 0}
        for row in rows.order_by("endpoint")
    ]


def deliveries(actor):
    """Deliveries of the subscriptions ``actor`` sees."""
    return Delivery.objects.filter(hook__in=visible_hooks(actor)).select_related("hook__token")


def with_counts(hooks):
    """Subscriptions with how many deliveries wait, arrived and were given up."""
    return hooks.annotate(
        waiting=Count("deliveries", filter=Q(deliveries__state=DeliveryState.WAITING)),
        arrived=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DONE)),
        dead=Count("deliveries", filter=Q(deliveries__state=DeliveryState.DEAD)),
    )


def offered_packs(actor):
    """Packs that officers of the bureau are offered, with the number of their lines."""
    rows = FieldPack.objects.filter(bureau_id=actor.unit.bureau_id, state="on")
    return rows.annotate(size=Count("lines"))
