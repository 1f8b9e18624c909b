"""Figures: who is told."""

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from linkpath_manager.gateway.metrics import text

from .conftest import Settings, Shelf, Tools, Wire, a_door

TOKEN = "prometheus-reads-with-this"


def told_with(token: str) -> Any:
    settings = Settings(metrics_token=SecretStr(TOKEN))
    line = Wire(a_door(Shelf(), Tools(settings=settings)))
    headers = [(b"authorization", token.encode())] if token else [(b"accept", b"*/*")]
    return line.send("GET", "/metrics", headers=headers, address="10.0.0.7")


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
async def test_without_a_token_programs_on_this_computer_are_told(wire: Any, address: str) -> None:
    answer = await wire().send("GET", "/metrics", address=address)

    assert answer.status == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "::2", "localhost", "", None])
async def test_without_a_token_nobody_else_is_told(wire: Any, address: str | None) -> None:
    answer = await wire().send("GET", "/metrics", address=address)

    assert (answer.status, answer.json["code"]) == (403, "metrics_closed")
    assert b"linkpath_" not in answer.body


async def test_who_has_the_token_is_told_wherever_they_are() -> None:
    answer = await told_with(f"Bearer {TOKEN}")

    assert (answer.status, b"linkpath_http_requests_total" in answer.body) == (200, True)


@pytest.mark.parametrize("token", ["", f"Bearer {TOKEN}x", "Bearer x", f"Basic {TOKEN}", f"bearer  {TOKEN}"])
async def test_who_has_another_token_or_none_is_refused(token: str) -> None:
    answer = await told_with(token)

    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")
    assert TOKEN.encode() not in answer.body


async def test_a_route_cannot_break_the_format() -> None:
    told = {"linkpath_http_requests": {('a"b\\c\nd', "GET", "200"): [1.0]}}

    (found,) = [one for one in text_string_to_metric_families(text(told).decode()) if one.samples]

    assert (found.samples[0].labels["route"], found.samples[0].value) == ('a"b\\c\nd', 1)
