"""Seeded chance without state: the same question always has the same answer, in any order, in any process."""

from hashlib import blake2b

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


def key_of(seed: int, name: str) -> int:
    """64 bits that stand for `name` in the world of `seed`."""
    return int.from_bytes(blake2b(f"{seed}:{name}".encode(), digest_size=8).digest())


def bits(key: int, index: int) -> int:
    """The `index`-th 64 random bits of `key` (the mixing function of SplitMix64, by Sebastiano Vigna)."""
    mixed = (key + _STEP * (index + 1)) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return mixed ^ (mixed >> 31)


def rest(chance: int, place: int) -> int:
    """Some millionths of one, from the random bits `chance`: what is added before a share is rounded down.

    So a share of little is not always nothing, and shares of a growing whole still grow, and never exceed it.
    """
    return (chance >> place % 44) % 1_000_000


def between(low: int, high: int, key: int, index: int) -> int:
    """A whole number from `low` up to but not including `high`."""
    return low + bits(key, index) % (high - low)
