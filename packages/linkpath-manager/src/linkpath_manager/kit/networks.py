"""Who is one caller, as far as an address tells."""

import ipaddress
from typing import Final

_IPV6_NETWORK_BITS: Final = 64  # what one household or one machine is given


def is_loopback(address: str) -> bool:
    """Whether it is this computer, spoken to by itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback


def network_of(address: str) -> str:
    """The address, or of IPv6 the network: one machine has 2^64 addresses there. What is no address stays as it is."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.IPv6Network((int(found), _IPV6_NETWORK_BITS), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
