"""Notices on their way: put into a row for each address, posted when due, repeated until they are taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import anyio
import msgspec
from msgspec.structs import replace

from . import chance
from .envelope import encode
from .faults import Fault, FaultKind, Posted
from .posting import Post, Withheld, anywhere, over_http
from .signing import ACCOUNT_SIGNATURE, OPEN_SIGNATURE, account_signature, open_signature
from .webhook_records import AccountWebhook, Attempt, Delivery, Subscription, name_of

if TYPE_CHECKING:
    from .simulator import Simulator
    from .state import State

# Behaviour reference §11.3 (sure): exponential back-off for up to 72 h. The first pause is ours.
REPEATED_FOR, FIRST_PAUSE = timedelta(hours=72), timedelta(minutes=1)
KEPT = 1_000
"""How many deliveries that came to an end are remembered."""

_HELD_AT_MOST = timedelta(hours=1)
_WRONG_SECRET = "another secret"  # noqa: S105 - it is nobody's

Source = Subscription | AccountWebhook


class Outbox(msgspec.Struct):
    """One post at a time goes to an address, so that its order stays."""

    locks: defaultdict[str, anyio.Lock] = msgspec.field(default_factory=lambda: defaultdict(anyio.Lock))


class Notice(msgspec.Struct, frozen=True):
    """What one source is told; `advertiser_ids` are those it is about."""

    source: Source
    entity: str
    body: dict[str, Any]
    at: datetime
    advertiser_ids: tuple[str, ...] = ()


def put(simulator: Simulator, notice: Notice) -> None:
    """Puts the notice into the row of its address, as the faults ordered for deliveries have it."""
    faults = simulator.faults
    asked = Posted(name_of(notice.entity), list(notice.advertiser_ids), notice.at)
    fault = faults.take(asked) if faults.orders else None
    first = _bent(_delivery(simulator, notice), fault)
    copies = [first]
    if fault and fault.kind is FaultKind.WEBHOOK_TWICE:
        copies.append(replace(first, id=simulator.new_id(notice.at)))
    state = simulator.state
    released = [
        replace(held, due_at=first.due_at, rank=1, waits=False)
        for held in state.deliveries.values()
        if held.waits and held.url == first.url and held.standing == "pending"
    ]
    state.save(*copies, *released)
    _forget_old(state)


def due(simulator: Simulator) -> list[Delivery]:
    """Everything that is to be posted by now, in order."""
    now = simulator.now()
    waiting = (one for one in simulator.state.deliveries.values() if one.standing == "pending" and one.due_at <= now)
    return sorted(waiting, key=lambda one: (one.due_at, one.rank, int(one.id)))


async def post_due(simulator: Simulator) -> None:
    """Posts everything that is due, what falls due by failing included; addresses do not wait for each other."""
    async with anyio.create_task_group() as group:
        for url in dict.fromkeys(one.url for one in due(simulator)):
            group.start_soon(post_to, simulator, url)


async def post_to(simulator: Simulator, url: str) -> None:
    """Posts what is due at one address, one after the other."""
    async with simulator.outbox.locks[url]:
        while delivery := next((one for one in due(simulator) if one.url == url), None):
            await attempt(simulator, delivery)


async def attempt(simulator: Simulator, delivery: Delivery) -> Delivery:
    """The delivery after one attempt, made as of its due moment; nothing is posted once its source has ended."""
    state = simulator.state
    if not _wants(state, delivery):
        return _kept(state, delivery, replace(delivery, standing="dropped"))
    at = delivery.due_at
    try:
        tried = Attempt(at=at, status=await _send(simulator, delivery))
    except Withheld as withheld:
        tried = Attempt(at=at, problem=str(withheld))
        return _kept(state, delivery, _tried(delivery, tried, standing="withheld"))
    except OSError as error:
        tried = Attempt(at=at, problem=str(error) or type(error).__name__)
    return _kept(state, delivery, _after(delivery, tried))


def ends_at(state: State, source: Source) -> datetime | None:
    """When the source ended or its token did; None while both live."""
    if isinstance(source, AccountWebhook):
        return None
    grant = state.grants.get(source.detail["access_token"])
    # A token that nobody knows any more ended with the world it belonged to.
    ends = [source.ended_at, source.created_at if grant is None else grant.revoked_at]
    return min((end for end in ends if end is not None), default=None)


def _delivery(simulator: Simulator, notice: Notice) -> Delivery:
    source, delivery_id = notice.source, simulator.new_id(notice.at)
    return Delivery(
        id=delivery_id,
        source_id=source.id,
        app_id=source.app_id,
        entity=notice.entity,
        url=source.callback_url,
        body=bytes(encode(_named(simulator, notice, delivery_id))).decode(),
        happened_at=notice.at,
        due_at=notice.at,
    )


def _named(simulator: Simulator, notice: Notice, delivery_id: str) -> dict[str, Any]:
    """The body with the id by which a receiver knows it again, where its kind has one."""
    if "request_id" not in notice.body:
        return notice.body
    key = chance.key_of(simulator.seed, delivery_id)
    digits = f"{chance.bits(key, 0):016X}{chance.bits(key, 1):016X}"[:20]
    return notice.body | {"request_id": notice.at.strftime("%Y%m%d%H%M%S") + digits}


def _bent(delivery: Delivery, fault: Fault | None) -> Delivery:
    match fault.kind if fault else None:
        case FaultKind.WEBHOOK_LOST:
            return replace(delivery, standing="lost")
        case FaultKind.WEBHOOK_LATE if fault:
            return replace(delivery, due_at=delivery.due_at + timedelta(milliseconds=fault.delay_ms))
        case FaultKind.WEBHOOK_REORDERED:
            return replace(delivery, due_at=delivery.due_at + _HELD_AT_MOST, waits=True)
        case FaultKind.WEBHOOK_UNSIGNED:
            return replace(delivery, signed="not")
        case FaultKind.WEBHOOK_MISSIGNED:
            return replace(delivery, signed="wrong")
        case _:
            return delivery


def _wants(state: State, delivery: Delivery) -> bool:
    """Whether what asked for the delivery is still there at its moment."""
    webhook = state.account_webhooks.get(delivery.source_id)
    if webhook is not None:
        return webhook.callback_url == delivery.url
    subscription = state.subscriptions.get(delivery.source_id)
    if subscription is None:
        return False
    end = ends_at(state, subscription)
    return end is None or delivery.due_at < end


async def _send(simulator: Simulator, delivery: Delivery) -> int:
    receiver = simulator.receiver or (anywhere if simulator.post_anywhere else over_http)
    headers = {"Content-Type": "application/json", **_signature(simulator.state, delivery)}
    return await receiver(Post(delivery.url, headers, delivery.body.encode()))


def _signature(state: State, delivery: Delivery) -> dict[str, str]:
    """The headers that §11.2 and §11.3 name; the secret is the app's."""
    account = delivery.source_id in state.account_webhooks
    headers = {"Webhook-Schema-Version": "1.0", "X-Tt-Logid": delivery.id} if account else {}
    if delivery.signed == "not":
        return headers
    secret = state.apps[delivery.app_id].secret if delivery.signed == "right" else _WRONG_SECRET
    if account:
        return headers | {ACCOUNT_SIGNATURE: account_signature(secret, delivery.body, delivery.due_at)}
    return headers | {OPEN_SIGNATURE: open_signature(secret, delivery.body)}


def _after(delivery: Delivery, tried: Attempt) -> Delivery:
    """Taken with 200; otherwise due again after twice the last pause, and given up after 72 h."""
    if tried.status == 200:
        return _tried(delivery, tried, standing="delivered")
    pauses = sum(one.status != 200 for one in delivery.attempts)
    again = tried.at + FIRST_PAUSE * 2**pauses
    if again > delivery.happened_at + REPEATED_FOR:
        return _tried(delivery, tried, standing="dropped")
    return replace(_tried(delivery, tried), due_at=again)


def _tried(delivery: Delivery, tried: Attempt, **changes: Any) -> Delivery:
    return replace(delivery, attempts=[*delivery.attempts, tried], **changes)


def _kept(state: State, before: Delivery, after: Delivery) -> Delivery:
    """Saves it, unless the world was made anew while the post was under way."""
    if state.deliveries.get(before.id) is before:
        state.save(after)
    return after


def _forget_old(state: State) -> None:
    ended = list(_ended(state))
    if len(ended) > KEPT:
        state.forget(*ended[: len(ended) - KEPT])


def _ended(state: State) -> Iterator[Delivery]:
    return (one for one in state.deliveries.values() if one.standing != "pending")
