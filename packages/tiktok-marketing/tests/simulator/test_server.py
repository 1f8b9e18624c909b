"""The simulator on sockets."""

import socket
from typing import Any

import httpx2
import pytest

from tiktok_marketing.simulator import running
from tiktok_marketing.simulator.server import PortInUse, base_url, listen
from tiktok_marketing.spec import API_PREFIX


def test_it_answers_on_a_thread_and_ends_with_the_block(simulator: Any) -> None:
    with running(simulator) as url:
        response = httpx2.get(f"{url}{API_PREFIX}/campaign/get/")
        assert response.json()["code"] == 40104

    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{url}/_sim/")


def test_two_can_run_at_once(simulator: Any) -> None:
    with running(simulator) as first, running(simulator) as second:
        assert first != second
        assert httpx2.get(f"{first}/_sim/").status_code == httpx2.get(f"{second}/_sim/").status_code == 200


def test_a_taken_port_is_said_to_be_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(PortInUse, match=rf"^Cannot listen on 127.0.0.1:{port} \("):
            listen("127.0.0.1", port)


def test_whoever_comes_before_it_answers_waits() -> None:
    with listen("127.0.0.1", 0) as bound, socket.create_connection(bound.getsockname(), timeout=5) as early:
        assert early.getpeername() == bound.getsockname()


def test_an_address_is_written_as_a_url() -> None:
    with listen("127.0.0.1", 0) as bound:
        assert base_url(bound) == f"http://127.0.0.1:{bound.getsockname()[1]}"
