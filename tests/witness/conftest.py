"""A simulated TikTok on a real socket, and TikTok's own SDK pointed at it: one world a file of tests."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import business_api_client as sdk
import pytest
from agency_files import lay_out, md5, served
from third_witness import CALLBACK, LEVELS, Witness

from tiktok_marketing.simulator import Plan, Simulator, State, VirtualClock, plant, running

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def witness() -> Iterator[Witness]:
    clock = VirtualClock()
    clock.set(NOON, speed=0)
    state = State()
    simulator = Simulator(state, clock, limited=False)
    way_in = plant(simulator, Plan(ads=240, days=40), redirect_uris=[CALLBACK])
    configuration = sdk.Configuration()
    with running(simulator) as url:
        configuration.host = url
        client = sdk.ApiClient(configuration)
        yield Witness(simulator, url, way_in, client, way_in.access_token)
        client.rest_client.pool_manager.clear()
    state.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is on the agency's disk this morning."""
    folder = tmp_path_factory.mktemp("agency")
    lay_out(folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Where that folder can be fetched from."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def agency(witness: Witness) -> Witness:
    """With the token of this morning's consent, for all three accounts."""
    code = witness.consent(*witness.way_in.advertiser_ids)
    body = sdk.Oauth2AccessTokenBody(auth_code=code, **witness.app)
    return witness.holding(witness.authentication.oauth2_access_token(body=body)["data"]["access_token"])


@pytest.fixture(scope="module")
def film(agency: Witness, folder: Path) -> dict[str, Any]:
    """The uploaded film, ready to be used."""
    answer = agency.files.ad_video_upload(
        agency.token,
        advertiser_id=agency.advertiser_id,
        upload_type="UPLOAD_BY_FILE",
        video_file=str(folder / "film.mp4"),
        video_signature=md5(folder / "film.mp4"),
        file_name="film.mp4",
        flaw_detect=True,
    )
    return agency.ready_video(answer)


@pytest.fixture(scope="module")
def cover(agency: Witness, folder: Path) -> dict[str, Any]:
    return dict(
        agency.files.ad_image_upload(
            agency.token,
            advertiser_id=agency.advertiser_id,
            upload_type="UPLOAD_BY_FILE",
            image_file=str(folder / "cover.png"),
            image_signature=md5(folder / "cover.png"),
            file_name="cover.png",
        )["data"]
    )


@pytest.fixture(scope="module")
def launched(agency: Witness, film: dict[str, Any], cover: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The new campaign, its ad group and its ad, as they were read back."""
    identities = sdk.IdentityApi(agency.client).identity_get(
        agency.advertiser_id, agency.token, identity_type="CUSTOMIZED_USER"
    )["data"]["identity_list"]
    campaign = agency.new_campaign(operation_status="DISABLE")
    adgroup = agency.new_adgroup(
        campaign["campaign_id"],
        schedule_type="SCHEDULE_FROM_NOW",
        schedule_start_time=f"{NOON:%Y-%m-%d} 00:00:00",
        schedule_end_time=None,
    )
    (ad,) = agency.new_ads(
        adgroup["adgroup_id"],
        "The film",
        identity_id=identities[0]["identity_id"],
        display_name=identities[0]["display_name"],
        video_id=film["video_id"],
        image_ids=[cover["image_id"]],
    )
    agency.switch("campaign", "ENABLE", campaign["campaign_id"])
    return {"campaign": campaign, "adgroup": adgroup, "ad": ad}


@pytest.fixture(scope="module")
def reviewed(agency: Witness, launched: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """How campaign, ad group and ad stand before and after the review."""

    def statuses() -> dict[str, str]:
        return {level: agency.one(level, launched[level][f"{level}_id"])["secondary_status"] for level in LEVELS}

    before = statuses()
    agency.passes(hours=24)
    return before, statuses()


@pytest.fixture(scope="module")
def customers(agency: Witness, folder: Path) -> str:
    """Id of the audience made of the file of customers, still being computed."""
    uploaded = agency.audiences.dmp_custom_audience_file_upload(
        agency.token,
        advertiser_id=agency.advertiser_id,
        calculate_type="EMAIL_SHA256",
        file=str(folder / "customers.csv"),
        file_name="customers.csv",
        file_signature=md5(folder / "customers.csv"),
    )["data"]
    body = sdk.CustomAudienceCreateBody(
        advertiser_id=agency.advertiser_id,
        custom_audience_name="Customers",
        calculate_type="EMAIL_SHA256",
        file_paths=[uploaded["file_path"]],
    )
    return str(agency.audiences.dmp_custom_audience_create(agency.token, body=body)["data"]["custom_audience_id"])
