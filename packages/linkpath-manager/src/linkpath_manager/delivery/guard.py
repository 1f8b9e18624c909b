"""Which addresses may be connected to when somebody else names them: public ones, looked at once more at the socket."""

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from ssl import SSLContext
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

Network = IPv4Network | IPv6Network

# Sources: the IANA special-purpose address registries for IPv4 and IPv6, and for the last entry Azure's documentation
# (what is at that address answers a machine's own questions). Python's is_global is not used: it differs by version.
_SPECIAL_IPV4: Final[tuple[tuple[IPv4Network, str], ...]] = tuple(
    (IPv4Network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by carriers"),
        ("127.0.0.0/8", "this computer"),
        ("169.254.0.0/16", "link-local, where clouds answer machines"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relays"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved or broadcast"),
        ("168.63.129.16/32", "where Azure answers machines"),
    )
)
_GLOBAL_IPV6: Final = IPv6Network("2000::/3")
"""All that is public is in here: mapped, translated, unique local, link-local and multicast addresses are not."""
_SPECIAL_IPV6: Final[tuple[tuple[IPv6Network, str], ...]] = tuple(
    (IPv6Network(network), what)
    for network, what in (
        ("2001::/23", "protocol assignments, Teredo among them"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "6to4: it holds an IPv4 address"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "for documentation"),
    )
)


class AddressRefused(OSError):
    """Nothing was sent: a name leads, or leads also, to an address that is not public."""


class Guard:
    """Makes connections to public addresses and to those of `allowed` networks, and to no others.

    A name with one answer that is refused is refused whole: names that lead inside are how guards are tricked. What
    the connection is opened to is looked at again when its socket is made, so that no second answer of DNS and no way
    of writing an address comes past. Proxies of the environment are not used: they would connect in our place.
    """

    def __init__(
        self,
        allowed: Iterable[Network] = (),
        *,
        resolver: AbstractResolver | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        """`resolver` turns names into addresses, `tls` proves who answers; left out, the system's."""
        self._allowed = tuple(allowed)
        self._resolver = resolver
        self._tls = tls

    def session(self, seconds: float) -> aiohttp.ClientSession:
        """A session whose every request is guarded and ends within `seconds`. Whoever opens it closes it."""
        connector = aiohttp.TCPConnector(
            resolver=_GuardedResolver(self, self._resolver or aiohttp.ThreadedResolver()),
            socket_factory=self._socket,
            ssl=self._tls or True,
            force_close=True,
            use_dns_cache=False,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=seconds),
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def lasting_session(self, *, connect_seconds: float, total_seconds: float) -> aiohttp.ClientSession:
        """A session that keeps its connections open between requests: each was looked at when it was made."""
        connector = aiohttp.TCPConnector(
            resolver=_GuardedResolver(self, self._resolver or aiohttp.ThreadedResolver()),
            socket_factory=self._socket,
            ssl=self._tls or True,
            limit=0,
            keepalive_timeout=15,
            use_dns_cache=False,
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=total_seconds, sock_connect=connect_seconds),
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def refusal(self, address: str) -> str | None:
        """Why `address` is not connected to; None: it is public, or allowed."""
        try:
            found = ip_address(address)
        except ValueError:
            return "no address"
        if any(found in network for network in self._allowed):
            return None
        return _special_ipv4(found) if isinstance(found, IPv4Address) else _special_ipv6(found)

    def require(self, address: str) -> None:
        """Returns where `address` may be connected to.

        Raises:
            AddressRefused: it may not.
        """
        if why := self.refusal(address):
            raise AddressRefused(f"{address} is not a public address ({why})")

    def _socket(self, told: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = told
        self.require(str(address[0]))
        return socket.socket(family=family, type=kind, proto=protocol)


class _GuardedResolver(AbstractResolver):
    """Passes on what a resolver answers, if the guard refuses none of it."""

    def __init__(self, guard: Guard, inner: AbstractResolver) -> None:
        self._guard = guard
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        answers = await self._inner.resolve(host, port, family)
        for answer in answers:
            self._guard.require(answer["host"])
        return answers

    async def close(self) -> None:
        await self._inner.close()


def _special_ipv4(address: IPv4Address) -> str | None:
    return next((what for network, what in _SPECIAL_IPV4 if address in network), None)


def _special_ipv6(address: IPv6Address) -> str | None:
    if address.scope_id is not None or address not in _GLOBAL_IPV6:
        return "not of the public range 2000::/3"
    return next((what for network, what in _SPECIAL_IPV6 if address in network), None)
