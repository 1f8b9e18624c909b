"""Key rotation: everything that is sealed is sealed anew with the current key, while LinkPath goes on working."""

from dataclasses import dataclass, field

import structlog

from linkpath_manager.kit.clock import from_micros, to_micros
from linkpath_manager.kit.key_file import KeyFile
from linkpath_manager.kit.sealing import SealBroken, prefix_of
from linkpath_manager.store import EVERYWHERE, Database, processes, sealed
from linkpath_manager.store.sealed import SEALED, SealedColumn

from .services import Services
from .upkeep import LOST_AFTER_SECONDS

log = structlog.get_logger()

BATCH = 100
PASSES = 5
GRACE_SECONDS = 600
"""So long a replaced key is kept at least: what was being sealed with it while it was replaced is written by then."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One key of the file. `retired_at`: when another took its place, in UTC microseconds; None: it is not retired."""

    id: str
    state: str
    """CURRENT, WAITING: added and not yet current, RETIRED."""
    retired_at: int | None
    sealed: int
    """How many secrets are sealed with it."""


@dataclass
class Resealed:
    """What a rotation did. `broken`: the places whose text does not open; it is left as it was."""

    count: int = 0
    broken: set[str] = field(default_factory=set)


async def rotate(services: Services) -> tuple[str, Resealed]:
    """Makes a new key the current one, and seals everything with it; returns its id. Can be cut off at any point."""
    key_id = services.sealer.rotate(to_micros(services.clock.now()))
    log.info("keys.rotated", current_key_id=key_id)
    return key_id, await reseal(services)


async def reseal(services: Services) -> Resealed:
    """Seals with the current key whatever is sealed with another. Nothing to do is fine: it ends what was cut off."""
    done = Resealed()
    for column in SEALED:
        for _ in range(PASSES):  # others write meanwhile, and a text that was sealed a moment ago may come late
            count = await _pass(services, column, done)
            done.count += count
            if not count:
                break
    log.info("keys.resealed", count=done.count, broken=len(done.broken))
    return done


async def uses(services: Services) -> list[KeyUse]:
    """Every key of the file, the current one first, then the newest."""
    keys = services.sealer.keys
    counts = {key_id: await _sealed_with(services.db, key_id) for key_id in keys.keys}
    found = [
        KeyUse(key_id, _state(services.sealer, key_id), keys.retired.get(key_id), counts[key_id])
        for key_id in reversed(list(keys.keys))
    ]
    return sorted(found, key=lambda use: use.state != "CURRENT")


async def lost(services: Services) -> int:
    """How many secrets are sealed with keys that the file does not have."""
    everything = sum([await sealed.count(services.db, column) for column in SEALED])
    return everything - sum(use.sealed for use in await uses(services))


async def drop_unused(services: Services) -> tuple[list[str], dict[str, str]]:
    """Takes retired keys out of the file; returns their ids, and of those that are kept the reason, by id."""
    now = to_micros(services.clock.now())
    sealing = await processes.sealing_keys(services.db, now - LOST_AFTER_SECONDS * 1_000_000)
    dropped, kept = [], {}
    for use in await uses(services):
        if use.state != "RETIRED":
            continue
        if reason := _reason_to_keep(use, sealing, now):
            kept[use.id] = reason
        else:
            services.sealer.drop(use.id)
            dropped.append(use.id)
    log.info("keys.dropped", ids=dropped, kept=sorted(kept))
    return dropped, kept


async def _pass(services: Services, column: SealedColumn, done: Resealed) -> int:
    """Goes through the rows by their ids, a transaction a batch; returns how many were sealed anew."""
    prefix = prefix_of(services.sealer.keys.current)
    count, after = 0, ""
    while batch := await sealed.not_begun_with(services.db, column, prefix, after, BATCH):
        after = batch[-1][0]
        anew = {row_id: _anew(services.sealer, column.place(row_id), former) for row_id, former in batch}
        async with services.db.transaction(EVERYWHERE) as tx:
            for row_id, former in batch:
                if text := anew[row_id]:
                    count += await sealed.replace(tx, column, row_id, former, text)
        done.broken |= {column.place(row_id) for row_id, text in anew.items() if text is None}
    return count


def _anew(key_file: KeyFile, place: str, former: str) -> str | None:
    """None: it does not open."""
    try:
        plain = key_file.open(former, bound_to=place)
    except SealBroken as error:
        log.warning("keys.does_not_open", place=place, error=str(error))
        return None
    return key_file.seal(plain.reveal(), bound_to=place)


async def _sealed_with(db: Database, key_id: str) -> int:
    return sum([await sealed.count(db, column, prefix_of(key_id)) for column in SEALED])


def _state(key_file: KeyFile, key_id: str) -> str:
    keys = key_file.keys
    return "CURRENT" if key_id == keys.current else "RETIRED" if key_id in keys.retired else "WAITING"


def _reason_to_keep(use: KeyUse, sealing: dict[str, int], now: int) -> str | None:
    if use.sealed:
        return f"{use.sealed} secrets are sealed with it: run `keys reseal`"
    until = (use.retired_at or 0) + GRACE_SECONDS * 1_000_000
    if now < until:
        return f"it was replaced a moment ago: try again after {from_micros(until):%H:%M:%S} UTC"
    if use.id in sealing:
        return f"{sealing[use.id]} running processes still seal with it: their key file is an older one"
    return None
