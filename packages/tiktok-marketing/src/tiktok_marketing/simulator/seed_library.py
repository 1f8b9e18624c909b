"""The libraries that the seeded ads take their videos and images from, and the names they are shown under."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from .agency_records import Advertiser
from .creative_records import Identity, Material
from .record import Record
from .seed_clients import HOOKS, Client
from .songs import SONGS

FEWEST_VIDEOS, MOST_VIDEOS, ADS_A_VIDEO, COVERS_A_VIDEO = 8, 300, 3, 2
IMAGES = 24
_MEASURES = ((720, 1280), (1080, 1920), (1080, 1920), (1280, 720), (640, 640))
_IDS_OF_A_SECOND = 1 << 32  # as in TikTok's ids
_ABOVE_NODES, _MOST_MATERIALS = 1_000_000_000, 10_000


class Shelf(msgspec.Struct, frozen=True):
    """What one advertiser's ads choose from; any number chooses something."""

    videos: tuple[Material, ...]
    covers: tuple[tuple[Material, ...], ...]  # of each video
    images: tuple[Material, ...]

    def video(self, number: int) -> str:
        return self.videos[number % len(self.videos)].media_id

    def cover(self, video: int, number: int) -> str:
        """One of the covers of `video`, which is the number it was chosen by."""
        covers = self.covers[video % len(self.videos)]
        return covers[number % len(covers)].media_id

    def image(self, number: int) -> str:
        return self.images[number % len(self.images)].media_id

    def records(self) -> Iterator[Record]:
        yield from self.videos
        yield from self.images
        for covers in self.covers:
            yield from covers


def song(number: int) -> str:
    """A music_id."""
    return SONGS[number % len(SONGS)].music_id


def stocked(advertiser: Advertiser, client: Client, ads: int, until: datetime) -> Shelf:
    """A library for about so many `ads`, filled between the advertiser's beginning and `until`.

    It has chance of its own: a bigger library changes nothing else of the world.
    """
    stocker = _Stocker(advertiser, client, until, Random(int(advertiser.id)))
    count = max(FEWEST_VIDEOS, min(ads // ADS_A_VIDEO, MOST_VIDEOS))
    videos = tuple(stocker.video(number) for number in range(1, count + 1))
    covers = tuple(tuple(stocker.cover(video, n) for n in range(1, COVERS_A_VIDEO + 1)) for video in videos)
    return Shelf(videos, covers, tuple(stocker.image(number) for number in range(1, IMAGES + 1)))


def identities(advertiser: Advertiser, client: Client, ids: dict[str, str]) -> Iterator[Identity]:
    """The two names that the ads are shown under: one made for ads, and the client's account."""
    for name, kind in (("identity", "CUSTOMIZED_USER"), ("account", "TT_USER")):
        yield Identity(
            id=ids[name],
            advertiser_id=advertiser.id,
            identity_type=kind,
            display_name=client.name,
            created_at=advertiser.created_at,
        )


class _Stocker(msgspec.Struct):
    """Makes one advertiser's materials."""

    advertiser: Advertiser
    client: Client
    until: datetime
    chance: Random
    made: int = 0

    def video(self, number: int) -> Material:
        seconds = Decimal(self.chance.randrange(600, 4500)) / 100
        title = f"{self.chance.choice(HOOKS)} - {self.chance.choice(self.client.products)} - {number:03d}"
        width, height = self.chance.choice(_MEASURES)
        return Material(
            kind="VIDEO",
            media_id=f"v10033g50000c{self.chance.getrandbits(76):019x}",
            file_name=f"{title}.mp4",
            format="mp4",
            size=int(seconds * self.chance.randrange(180_000, 450_000)),
            width=width,
            height=height,
            duration=seconds,
            **self._shared(),
        )

    def cover(self, video: Material, number: int) -> Material:
        """A picture with the measures of `video`."""
        name = f"{video.file_name.removesuffix('.mp4')} - cover {number}.jpeg"
        return self._picture(name, video.width, video.height)

    def image(self, number: int) -> Material:
        """A square picture, as carousels take them."""
        return self._picture(f"{self.chance.choice(self.client.products)} - {number:02d}.jpeg", 1080, 1080)

    def _picture(self, name: str, width: int, height: int) -> Material:
        return Material(
            kind="IMAGE",
            media_id=f"ad-site-i18n-sg/{self.chance.getrandbits(128):032x}",
            file_name=name,
            format="jpeg",
            size=self.chance.randrange(60_000, 900_000),
            width=width,
            height=height,
            duration=None,
            **self._shared(),
        )

    def _shared(self) -> dict[str, Any]:
        """The next material's id, digest and times. An id carries its second and whose it is: none is given twice."""
        self.made += 1
        span = self.until - self.advertiser.created_at
        at = (self.advertiser.created_at + span * self.chance.random()).replace(microsecond=0)
        owner = int(self.advertiser.id) % _IDS_OF_A_SECOND
        return {
            "id": str(int(at.timestamp()) * _IDS_OF_A_SECOND + _ABOVE_NODES + owner * _MOST_MATERIALS + self.made),
            "advertiser_id": self.advertiser.id,
            "signature": f"{self.chance.getrandbits(128):032x}",
            "created_at": at,
            "modified_at": at,
            "usable_at": at,
        }
