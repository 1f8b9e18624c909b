"""The seeded agency's ads show what its libraries hold, in names that exist."""

from datetime import UTC, datetime

import pytest

from tiktok_marketing.simulator.behaviours.creative_assets import check_assets
from tiktok_marketing.simulator.clock import VirtualClock
from tiktok_marketing.simulator.seed import seed_agency
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.songs import SONGS
from tiktok_marketing.simulator.state import State

NOW = datetime(2026, 11, 22, 15, 33, tzinfo=UTC)


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    seed_agency(state, NOW)
    return state


def test_a_strict_simulator_takes_every_seeded_ad(state: State) -> None:
    clock = VirtualClock()
    clock.set(NOW, speed=0)
    simulator = Simulator(state, clock, strict=True)

    for ad in state.ads.values():
        check_assets(simulator, "creatives.0", ad.fields, state.adgroups[ad.adgroup_id])


def test_carousels_play_music_that_exists(state: State) -> None:
    played = {ad.fields["music_id"] for ad in state.ads.values() if "music_id" in ad.fields}

    assert played
    assert played <= {song.music_id for song in SONGS}


def test_everything_in_a_library_is_older_than_the_first_campaign(state: State) -> None:
    oldest = {owner: min(state.campaigns[i].created_at for i in ids) for owner, ids in state.campaigns_of.items()}

    assert all(material.created_at < oldest[material.advertiser_id] for material in state.materials.values())
    assert all(identity.created_at < oldest[identity.advertiser_id] for identity in state.identities.values())


def test_ids_and_names_are_given_once(state: State) -> None:
    materials = list(state.materials.values())

    assert len({material.media_id for material in materials}) == len(materials) == 666
    assert len({(m.advertiser_id, m.kind, m.file_name) for m in materials}) == len(materials)
    assert {len(material.id) for material in materials} == {19}
    assert not {*state.materials} & {*state.campaigns, *state.adgroups, *state.ads, *state.identities}


def test_a_library_grows_with_the_ads_and_stays_small() -> None:
    state = State()
    seed_agency(state, NOW, accounts=1, ads=3000, days=10)

    videos = [material for material in state.materials.values() if material.kind == "VIDEO"]
    shown = {ad.fields["video_id"] for ad in state.ads.values() if "video_id" in ad.fields}

    assert len(videos) == 300
    assert len(shown) > 290
    assert shown <= {video.media_id for video in videos}


def test_each_advertiser_is_shown_under_two_names(state: State) -> None:
    for advertiser in state.advertisers.values():
        own = [each for each in state.identities.values() if each.advertiser_id == advertiser.id]
        assert [(each.identity_type, each.display_name) for each in own] == [
            ("CUSTOMIZED_USER", advertiser.name),
            ("TT_USER", advertiser.name),
        ]
