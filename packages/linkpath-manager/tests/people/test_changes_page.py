"""The page of changes, as somebody at a browser without script decides on them."""

from typing import Any

from browsing import Visitor
from one_database import on_sqlite

from linkpath_manager.bootstrap import WORKSPACE_ID
from linkpath_manager.domain.actor import ALL_SCOPES, Actor
from linkpath_manager.operations import OPERATIONS, run, sessions
from linkpath_manager.operations.operation import Context
from linkpath_manager.store import people

pytestmark = on_sqlite

AGENT = Actor("oauth", "grant_1", WORKSPACE_ID, "Claude & Co", ALL_SCOPES)


async def ada(house: Any, visitor: Visitor) -> Visitor:
    await house.person("ada")
    person = await people.by_id(house.db, "usr_ada")
    visitor.client.cookies.set(
        "linkpath_session", await sessions.begin(house.services, person, "test"), domain="linkpath.test"
    )
    return visitor


async def held(house: Any, operation: str, **params: Any) -> str:
    """The id of an agent's change that waits."""
    op = OPERATIONS[operation]
    ctx = Context(AGENT, house.services, "req_1", note="<b>Because</b>")
    return str((await run(ctx, op, op.params.model_validate(params))).result.id)


async def test_what_waits_is_shown_with_before_after_and_money_and_approved(house: Any) -> None:
    campaign = await house.campaign(status="ACTIVE")
    change = await held(house, "campaigns.update", id=campaign["id"], budget={"amount": "120.00"})
    async with house.visitor() as visitor:
        page = await (await ada(house, visitor)).open("/changes")
        done = await visitor.send(page, "/changes", {"do": "approve", "id": change}, note="Go on")

    assert "1 waiting" in page.text
    assert "Budget of campaign “Spring”: 80.00 → 120.00" in page.text
    assert "Up to 40.00 USD more a day." in page.text
    assert "Claude & Co" in page.text
    assert "<b>Because</b>" in page.text  # as text, not as a tag
    assert "Applied." in done.text
    assert "Approved by" in done.text
    assert "“Go on”" in done.text
    assert house.at_tiktok("campaign", campaign["id"]).fields["budget"] == 120


async def test_a_change_can_be_rejected_and_another_taken_back(house: Any) -> None:
    campaign = await house.campaign()
    first = await held(house, "campaigns.update", id=campaign["id"], name="First")
    second = await held(house, "campaigns.update", id=campaign["id"], name="Second")
    async with house.visitor() as visitor:
        page = await (await ada(house, visitor)).open(f"/changes?id={first}")
        rejected = await visitor.send(page, "/changes", {"do": "reject", "id": first})
        page = await visitor.open(f"/changes?id={second}")
        applied = await visitor.send(page, "/changes", {"do": "approve", "id": second})
        undone = await visitor.send(applied, "/changes", {"do": "undo", "id": second})

    assert "Nothing was done." in rejected.text
    assert "Applied." in undone.text
    assert house.at_tiktok("campaign", campaign["id"]).fields["campaign_name"] == "Spring"


async def test_what_is_stale_is_said_to_be_and_not_done(house: Any) -> None:
    campaign = await house.campaign()
    change = await held(house, "campaigns.update", id=campaign["id"], name="Mine")
    async with house.visitor() as visitor:
        page = await (await ada(house, visitor)).open(f"/changes?id={change}")
        await house.ok("PATCH", f"/v1/campaigns/{campaign['id']}", {"name": "Theirs"})
        told = await visitor.send(page, "/changes", {"do": "approve", "id": change})

    assert "Not applied: it is no longer as it was shown." in told.text
    assert house.at_tiktok("campaign", campaign["id"]).fields["campaign_name"] == "Theirs"


async def test_with_nothing_waiting_the_page_says_so(house: Any) -> None:
    async with house.visitor() as visitor:
        page = await (await ada(house, visitor)).open("/changes")

    assert "Nothing waits for a decision." in page.text
