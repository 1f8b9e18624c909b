"""The music that every advertiser of the simulated TikTok finds in the library. All of it is made up."""

from __future__ import annotations

from decimal import Decimal

import msgspec

_FIRST_ID = 7_080_000_000_000_000_001


class Song(msgspec.Struct, frozen=True):
    """`seconds` long; `material_id` is as much an id of it as `music_id`."""

    music_id: str
    material_id: str
    title: str
    author: str
    style: str
    seconds: Decimal


def _song(number: int, title: str, author: str, style: str, seconds: str) -> Song:
    music_id = _FIRST_ID + number * 1000
    return Song(str(music_id), str(music_id + 1), title, author, style, Decimal(seconds))


SONGS: tuple[Song, ...] = (
    _song(0, "Morning Kettle", "Odd Teaspoon", "HAPPY", "31.2"),
    _song(1, "Harbour Lights", "Nine Piers", "CHILL", "58.0"),
    _song(2, "Two Left Sneakers", "Paper Gym", "ELECTRONIC", "24.5"),
    _song(3, "Slow Tram Home", "Linden", "LO_FI", "60.0"),
    _song(4, "Big Day Energy", "The Understudies", "POP", "29.9"),
    _song(5, "Rooftop Radio", "Maya Quill", "FUNK", "45.3"),
    _song(6, "Parcel at the Door", "Odd Teaspoon", "HAPPY", "15.0"),
    _song(7, "Night Bakery", "Linden", "JAZZ", "52.7"),
    _song(8, "Count to Ten", "Paper Gym", "HIP_HOP", "33.3"),
    _song(9, "Fern and Fog", "Nine Piers", "ACOUSTIC", "41.6"),
    _song(10, "Small Victory", "The Understudies", "CINEMATIC", "59.1"),
    _song(11, "Window Seat", "Maya Quill", "CHILL", "37.4"),
)
"""Oldest first."""
