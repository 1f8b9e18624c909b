"""`listen` as a person runs it: beside a LinkPath that works, until Ctrl-C."""

import hashlib
import hmac
import json
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from running_demo import PROGRAMS, Demo, environment

WAIT_SECONDS = 15


@dataclass
class Hook:
    """A program that takes webhooks: its address, and what came, the bytes and the headers."""

    url: str
    posts: "queue.SimpleQueue[tuple[bytes, dict[str, str]]]" = field(default_factory=queue.SimpleQueue)


@contextmanager
def hook() -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken.posts.put((body, {name.lower(): value for name, value in self.headers.items()}))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Not to the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        taken = Hook(f"http://127.0.0.1:{server.server_port}/hook")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield taken
        server.shutdown()


@contextmanager
def listening(demo: Demo, forward: str, types: str) -> Iterator[subprocess.Popen[str]]:
    options = ["--url", demo.facts["manager"], "--forward", forward, "--types", types]
    process = subprocess.Popen(
        [str(PROGRAMS / "linkpath-manager"), "listen", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment(), "LINKPATH_TOKEN": demo.facts["token"]},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def endpoints(demo: Demo) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = demo.api.get("/v1/webhook-endpoints").raise_for_status().json()["data"]
    return listed


def switch(demo: Demo, campaign: str, status: str) -> None:
    asked = {
        "advertiser_id": demo.facts["advertiser_ids"][0],
        "campaign_ids": [campaign],
        "operation_status": status,
    }
    answer = demo.tiktok.post("/open_api/v1.3/campaign/status/update/", json=asked).json()
    assert answer["code"] == 0, answer


def test_a_pause_at_tiktok_reaches_the_program_signed_and_ctrl_c_leaves_nothing_behind(demo: Demo) -> None:
    before = [one["id"] for one in endpoints(demo)]
    campaign = demo.at_tiktok("campaign/get", {"primary_status": "STATUS_DELIVERY_OK"})[-1]["campaign_id"]
    with hook() as program, listening(demo, program.url, "campaign.*") as process:
        assert process.stderr
        assert process.stdout
        where, signed = process.stderr.readline(), process.stderr.readline()
        switch(demo, campaign, "DISABLE")
        body, headers = program.posts.get(timeout=WAIT_SECONDS)
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WAIT_SECONDS)
    switch(demo, campaign, "ENABLE")

    event = json.loads(body)
    assert (event["type"], event["data"]["object"]["id"]) == ("campaign.status_changed", campaign)
    assert event == demo.api.get(f"/v1/events/{event['id']}").raise_for_status().json()
    assert where == f"campaign.* of {demo.facts['manager']} go to {program.url} as they happen. Ctrl-C ends it.\n"
    secret = re.fullmatch(r"They are signed with (whsec_\S+)\n", signed)
    assert secret
    stamp, _, signature = headers["x-linkpath-signature"].removeprefix("t=").partition(",v1=")
    assert signature == hmac.new(secret[1].encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    told = f"  answered 204  Campaign “{event['data']['object']['name']}”: ACTIVE → PAUSED\n"
    assert line == f"{event['created_at'][:19]}Z  campaign.status_changed   {event['id']}{told}"
    assert (process.returncode, out, err) == (0, "", "Stopped. Posted and taken: 1; not taken: 0.\n")
    assert [one["id"] for one in endpoints(demo)] == before
