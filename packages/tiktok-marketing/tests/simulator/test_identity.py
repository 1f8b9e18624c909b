"""Identities: made, listed, looked at, deleted, and used in ads."""

import hashlib
from typing import Any

import pytest

from tiktok_marketing.simulator.creative_records import Identity
from tiktok_marketing.simulator.samples import png

CREATE, DELETE, INFO, LIST = "/identity/create/", "/identity/delete/", "/identity/info/", "/identity/get/"


async def identity(desk: Any, **fields: Any) -> str:
    body = {"advertiser_id": desk.usd, "display_name": "Dog & Co", "image_uri": "ad-site/picture", **fields}
    return str((await desk.ok("POST", CREATE, **body))["identity_id"])


async def listed(desk: Any, **query: Any) -> list[str]:
    data = await desk.ok("GET", LIST, advertiser_id=desk.usd, **query)
    return [each["identity_id"] for each in data["identity_list"]]


def account(desk: Any, **fields: Any) -> str:
    usual = {"id": "42", "advertiser_id": desk.usd, "identity_type": "TT_USER", "display_name": "Dog Run"}
    desk.state.save(Identity(**usual | fields, created_at=desk.simulator.now()))
    return "42"


async def test_an_identity_is_what_was_made(desk: Any) -> None:
    identity_id = await identity(desk)

    query = {"advertiser_id": desk.usd, "identity_id": identity_id, "identity_type": "CUSTOMIZED_USER"}
    shown = (await desk.ok("GET", INFO, **query))["identity_info"]

    assert shown.pop("profile_image").startswith("https://")
    assert shown == {
        "identity_id": identity_id,
        "identity_type": "CUSTOMIZED_USER",
        "identity_authorized_bc_id": None,
        "display_name": "Dog & Co",
        "user_name": None,
        "available_status": None,
        "ads_only_mode": None,
        "is_gpppa": False,
        "can_push_video": False,
        "can_pull_video": False,
        "can_use_live_ads": False,
        "can_manage_message": False,
    }
    listed = (await desk.ok("GET", LIST, advertiser_id=desk.usd))["identity_list"]
    assert [each["identity_id"] for each in listed] == [identity_id]


async def test_an_account_says_what_it_can_do(desk: Any) -> None:
    query = {"advertiser_id": desk.usd, "identity_id": account(desk), "identity_type": "TT_USER"}

    shown = (await desk.ok("GET", INFO, **query))["identity_info"]

    assert (shown["user_name"], shown["available_status"], shown["can_push_video"]) == ("dog.run", "AVAILABLE", True)


async def test_the_list_is_newest_first_filtered_and_paged(desk: Any) -> None:
    first = await identity(desk)
    second = await identity(desk, display_name="Cat & Co")
    await identity(desk, advertiser_id=desk.jpy)
    tiktok = account(desk)

    assert await listed(desk) == [tiktok, second, first]
    assert await listed(desk, identity_type="TT_USER") == [tiktok]
    assert await listed(desk, identity_type="CUSTOMIZED_USER", filtering={"keyword": "cat"}) == [second]
    assert await listed(desk, page=2, page_size=2) == [first]
    assert (await desk.ok("GET", LIST, advertiser_id=desk.usd))["page_info"]["page_size"] == 20
    assert (await desk.get(LIST, advertiser_id=desk.usd, identity_type="BC_AUTH_TT"))["code"] == 40002
    bc = {"identity_type": "BC_AUTH_TT", "identity_authorized_bc_id": "5"}
    assert await listed(desk, **bc) == []
    wrong = await desk.get(LIST, advertiser_id=desk.usd, identity_type="ME")
    assert wrong["message"] == "Invalid identity type. Enter a valid identity type"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"display_name": " "}, "display_name: The name cannot be empty."),
        ({"display_name": "x" * 101}, "display_name: Longer than maximum length 100."),
        ({"display_name": "🚀"}, "display_name: Emoji are not supported."),
        ({"image_uri": None}, "image_uri: Missing data for required field."),
    ],
)
async def test_what_cannot_be_made_is_refused(desk: Any, fields: dict[str, Any], message: str) -> None:
    body = {"advertiser_id": desk.usd, "display_name": "Dog & Co", "image_uri": "i", **fields}

    assert await desk.refused(CREATE, **body) == (40002, message)


async def test_a_picture_of_the_library_must_be_square(desk: Any) -> None:
    ids = []
    for data in (png(300, 300), png(300, 400)):
        signature = hashlib.md5(data, usedforsecurity=False).hexdigest()
        fields = {"advertiser_id": desk.usd, "upload_type": "UPLOAD_BY_FILE", "image_signature": signature}
        answer = await desk.upload("/file/image/ad/upload/", "image_file", (signature, data), **fields)
        ids.append(answer["data"]["image_id"])

    await identity(desk, image_uri=ids[0])
    body = {"advertiser_id": desk.usd, "display_name": "Dog & Co", "image_uri": ids[1]}
    assert await desk.refused(CREATE, **body) == (40002, "image_uri: The image must be square.")


async def test_a_deleted_identity_is_gone_for_good(desk: Any) -> None:
    identity_id = await identity(desk)
    named = {"advertiser_id": desk.usd, "identity_id": identity_id, "identity_type": "CUSTOMIZED_USER"}
    adgroup_id = await desk.adgroup(await desk.campaign())
    await desk.ad(adgroup_id, identity_id=identity_id)

    assert await desk.ok("POST", DELETE, **named) == {}

    assert await desk.refused(DELETE, **named) == (40007, f"The identity {identity_id} does not exist.")
    assert (await desk.get(INFO, **named))["code"] == 40007
    assert await listed(desk) == []
    creative = desk.creative(identity_id=identity_id)
    refused = await desk.refused("/ad/create/", advertiser_id=desk.usd, adgroup_id=adgroup_id, creatives=[creative])
    assert refused == (
        40002,
        f"creatives.0.identity_id: The identity {identity_id} does not exist or has been deleted.",
    )


async def test_only_custom_identities_are_deleted_and_only_by_their_owner(desk: Any) -> None:
    identity_id, tiktok = await identity(desk), account(desk)

    body = {"advertiser_id": desk.usd, "identity_id": tiktok, "identity_type": "TT_USER"}
    assert await desk.refused(DELETE, **body) == (40002, "identity_type: Only CUSTOMIZED_USER can be deleted.")
    body = {"advertiser_id": desk.jpy, "identity_id": identity_id, "identity_type": "CUSTOMIZED_USER"}
    assert (await desk.refused(DELETE, **body))[0] == 40007
    assert (await desk.get(INFO, advertiser_id=desk.usd))["message"] == "identity_id: Missing data for required field."
