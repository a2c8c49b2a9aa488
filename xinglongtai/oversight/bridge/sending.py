"""One run of the outbox: queue, claim, send, settle. Called by the command; knows no clock of its own."""

import http.client
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from . import keys, services_outbox, targets
from .models import Delivery
from .status import DeliveryState


@dataclass
class Run:
    """What a run did."""

    queued: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0


def body_of(delivery: Delivery) -> bytes:
    """The bytes that are sent and signed: the same at every try."""
    return json.dumps({"delivery": str(delivery.key), **delivery.payload}, ensure_ascii=False, sort_keys=True).encode()


def headers_of(delivery: Delivery, body: bytes, at: datetime) -> dict[str, str]:
    """Delivery number, kind, time and signature; the receiver checks the signature over «time.body»."""
    stamp = int(at.timestamp())
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "xinglongtai-webhook/1",
        "X-Delivery": str(delivery.key),
        "X-Event": delivery.kind,
        "X-Timestamp": str(stamp),
        "X-Signature": keys.signature(keys.signing_key(delivery.hook.salt), stamp, body),
    }


def send(delivery: Delivery, at: datetime) -> tuple[int | None, str]:
    """Try once; (status or ``None``, what went wrong). The address is resolved and checked anew at every try."""
    body = body_of(delivery)
    try:
        return targets.post(targets.check(delivery.hook.url), body, headers_of(delivery, body, at)), ""
    except targets.Forbidden as problem:
        return None, str(problem)
    except TimeoutError:
        return None, "对方没有在时限内应答"
    except (OSError, http.client.HTTPException) as problem:
        return None, f"没有连上：{type(problem).__name__}"


def run(clock: Callable[[], datetime]) -> Run:
    """Queue what has happened and send what is due."""
    done = Run()
    for hook in services_outbox.live_hooks(clock()):
        done.queued += services_outbox.changes_queue(hook=hook, at=clock())
    for delivery in services_outbox.due(clock())[: services_outbox.BATCH]:
        if not services_outbox.delivery_claim(delivery=delivery, at=clock()):
            continue
        answered, trouble = send(delivery, clock())
        row = services_outbox.delivery_settle(delivery=delivery, at=clock(), answered=answered, trouble=trouble)
        done.sent += row.state == DeliveryState.DONE
        done.failed += bool(row.trouble)
        done.dead += row.state == DeliveryState.DEAD
    return done
