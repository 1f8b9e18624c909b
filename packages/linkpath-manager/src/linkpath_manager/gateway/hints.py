"""Where TikTok posts what it tells an app that subscribed. The address and the signature prove that it is TikTok."""

from typing import TYPE_CHECKING, Final

import msgspec

from linkpath_manager.errors import LinkPathError
from linkpath_manager.operations.hint_address import PATH
from linkpath_manager.operations.hints import Post, take_hint

from .body import parsed_body, read_body
from .exchange import Door, Exchange, Header
from .strangers import Strangers

if TYPE_CHECKING:
    from linkpath_manager.operations.services import Services

_HEADERS: Final[tuple[Header, ...]] = ((b"content-type", b"application/json"), (b"cache-control", b"no-store"))
_MAX_BYTES: Final = 262_144


def hint_doors(services: "Services") -> dict[str, dict[str, Door]]:
    """The door by path and method."""
    strangers = Strangers(services)

    async def _door(exchange: Exchange) -> None:
        strangers.refuse(exchange.network_address)
        try:
            challenge = await take_hint(services, await _post(exchange))
        except LinkPathError as error:
            if error.status < 500:
                strangers.note(exchange.network_address)
            raise
        told = {} if challenge is None else {"challenge": challenge}
        await exchange.answer(200, _HEADERS, msgspec.json.encode(told))

    return {PATH: {"POST": _door}}


async def _post(exchange: Exchange) -> Post:
    raw = await read_body(exchange.receive, exchange.headers, max_bytes=_MAX_BYTES)
    return Post(
        app=exchange.path_params["app"],
        key=exchange.path_params["key"],
        raw=raw,
        body=parsed_body(raw, exchange.headers.get(b"content-type")),
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in exchange.headers.items()},
    )
