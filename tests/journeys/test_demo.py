"""What a newcomer does: one command, the lines that it prints, and a few requests of their own."""

import json
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
from running_demo import REPOSITORY, Demo, finished, started

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
FOREIGN = re.compile(r"""(?:https?:)?//(?!127\.0\.0\.1[:/])[\w-]+\.[\w.-]+""")
LOADED = re.compile(r"""(?:src|href|action|srcset|poster)\s*=\s*["']([^"']+)|url\(([^)]+)\)|@import\s+([^;]+)""")


def bash(line: str) -> Any:
    """The JSON that a pasted line answers with."""
    done = subprocess.run(["/bin/bash", "-c", line], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_ready_line_says_where_everything_is_and_what_opens_it(demo: Demo) -> None:
    facts = demo.facts

    assert list(facts) == [
        *(
            "ready",
            "manager",
            "simulator",
            "inbox",
            "token",
            "advertiser_ids",
            "tiktok_access_token",
            "tiktok_app",
            "sign_in",
        )
    ]
    assert facts["ready"] is True
    assert ADDRESS.fullmatch(facts["manager"])
    assert ADDRESS.fullmatch(facts["simulator"])
    assert facts["manager"] != facts["simulator"]
    assert re.fullmatch(r"lp_test_[0-9A-Za-z]{43,}", facts["token"])
    assert len(facts["advertiser_ids"]) == len(set(facts["advertiser_ids"])) == 3
    assert all(re.fullmatch(r"\d{19}", each) for each in facts["advertiser_ids"])
    assert re.fullmatch(r"[0-9a-f]{40}", facts["tiktok_access_token"])
    assert facts["tiktok_app"].keys() == {"app_id", "secret"}
    assert facts["sign_in"].keys() == {"url", "email", "password"}


def test_the_person_of_the_ready_line_signs_in_and_asks_by_browser(demo: Demo) -> None:
    url, email, password = demo.facts["sign_in"].values()
    with httpx2.Client(base_url=demo.facts["manager"], follow_redirects=True, timeout=30) as browser:
        page = browser.get(url)
        headers = {"Origin": demo.facts["manager"]}
        account = browser.post(url, data={"email": email, "password": password}, headers=headers)
        session = browser.get("/v1/session").json()
        path = f"/v1/advertisers/{demo.facts['advertiser_ids'][0]}/select"
        chosen = browser.post(path, headers={"X-CSRF-Token": session["csrf_token"]})

    assert (page.status_code, account.url.path, chosen.status_code) == (200, "/account", 200)
    assert (session["person"]["email"], session["workspaces"][0]["role"]) == (email, "owner")


def test_what_the_ready_line_gives_opens_both_doors(demo: Demo) -> None:
    app = {"app_id": demo.facts["tiktok_app"]["app_id"], "secret": demo.facts["tiktok_app"]["secret"]}

    connected = demo.api.get("/v1/advertisers").json()["data"]
    granted = demo.tiktok.get("/open_api/v1.3/oauth2/advertiser/get/", params=app).json()["data"]["list"]

    assert [each["id"] for each in connected] == demo.facts["advertiser_ids"]
    assert [each["advertiser_id"] for each in granted] == demo.facts["advertiser_ids"]
    assert [each["currency"] for each in connected] == ["USD", "EUR", "JPY"]
    assert len({each["time_zone"] for each in connected}) == 3


def test_the_agency_has_the_size_that_the_contract_promises(demo: Demo) -> None:
    def count(level: str, advertiser_id: str) -> int:
        asked = {"advertiser_id": advertiser_id, "status": "ACTIVE,PAUSED,DELETED", "limit": "1"}
        return int(demo.api.get(f"/v1/{level}", params=asked).json()["total_count"])

    sizes = {
        level: sum(count(level, each) for each in demo.facts["advertiser_ids"])
        for level in ("campaigns", "adgroups", "ads")
    }

    assert sizes["ads"] == 600
    assert 30 <= sizes["campaigns"] <= 50
    assert 120 <= sizes["adgroups"] <= 180


def test_the_printed_curl_lines_work_as_they_stand(tmp_path: Path) -> None:
    demo = Demo(tmp_path / "data")
    try:
        printed = demo.wait_until(lambda line: line.startswith("Ctrl-C ends it."))
        listing, report, create, pause, clock = [line for line in printed if line.lstrip().startswith("curl ")]
        shown = httpx2.get(next(line.split()[-1] for line in printed if "Start page" in line)).text

        listed = bash(listing)
        reported = bash(report)
        created, again = bash(create), bash(create)
        paused = bash(pause)
        moved = bash(clock)
        ended = demo.interrupt()
    finally:
        demo.close()

    assert [each["object"] for each in listed["data"]] == ["campaign"] * 3
    assert reported["object"] == "report"
    assert 0 < len(reported["rows"]) <= 5
    assert reported["complete"] is True
    assert created["name"] == "Spring sale"
    assert created["status"] == "PAUSED"
    assert created["budget"] == {"mode": "DAILY", "amount": "80.00", "currency": "USD"}
    assert again == created
    assert paused["object"] == "campaign"
    assert paused["status"] == "PAUSED"
    assert moved["speed"] == 1.0
    assert shown.count("<figcaption>") == 5
    assert ended.status == 0
    assert "Traceback" not in ended.output + ended.errors


def test_a_campaign_is_listed_created_paused_reported_on_and_deleted(demo: Demo) -> None:
    body = {
        "name": "A newcomer's campaign",
        "objective": "TRAFFIC",
        "status": "ACTIVE",
        "budget": {"mode": "DAILY", "amount": "75.50"},
    }

    created = demo.api.post("/v1/campaigns", json=body, headers={"Idempotency-Key": "newcomer-1"})
    campaign = created.json()
    address = f"/v1/campaigns/{campaign['id']}"
    found = demo.api.get("/v1/campaigns", params={"q": body["name"]}).json()
    paused = demo.api.patch(address, json={"status": "PAUSED"})
    (at_tiktok,) = demo.at_tiktok("campaign/get", {"campaign_ids": [campaign["id"]]})
    asked = {"date_preset": "today", "filter[campaign_id]": campaign["id"], "metrics": "spend"}
    report = demo.api.get("/v1/reporting", params=asked)
    deleted = demo.api.delete(address)
    left = demo.api.get("/v1/campaigns", params={"q": body["name"]}).json()

    assert created.status_code == 201
    assert created.headers["Location"] == address
    assert campaign["status"] == "ACTIVE"
    assert [each["id"] for each in found["data"]] == [campaign["id"]]
    assert (paused.status_code, paused.json()["status"]) == (200, "PAUSED")
    assert at_tiktok["campaign_name"] == body["name"]
    assert at_tiktok["operation_status"] == "DISABLE"
    assert at_tiktok["budget"] == 75.5
    assert (report.status_code, report.json()["totals"]["spend"]) == (200, None)
    assert (deleted.status_code, deleted.json()["status"]) == (200, "DELETED")
    assert left["data"] == []


def test_the_description_of_the_api_is_openapi_3_1(demo: Demo) -> None:
    described = demo.api.get("/openapi.json")
    document = described.json()

    assert described.headers["Content-Type"].startswith("application/json")
    assert document["openapi"].startswith("3.1.")
    assert [server["url"] for server in document["servers"]] == ["/"]
    assert {"get", "post"} <= document["paths"]["/v1/campaigns"].keys()
    assert {"get", "patch", "delete"} <= document["paths"]["/v1/campaigns/{id}"].keys()
    assert "get" in document["paths"]["/v1/reporting"]


@pytest.mark.parametrize("page", ["/", "/docs", "/docs/errors"])
def test_a_page_is_whole_without_any_other_host(demo: Demo, page: str) -> None:
    answer = httpx2.get(demo.facts["manager"] + page)
    wanted = {next(filter(None, found)).strip("\"' ") for found in LOADED.findall(answer.text)}
    elsewhere = {each for each in wanted if FOREIGN.match(each)}
    assets = {each for each in wanted if each.startswith("/static/")}

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert elsewhere == set()
    assert assets
    for asset in assets:
        loaded = httpx2.get(demo.facts["manager"] + asset)
        assert loaded.status_code == 200
        assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", loaded.text)


def test_whoever_watches_sees_that_it_is_alive_ready_and_busy(demo: Demo) -> None:
    alive, ready, metrics = (httpx2.get(demo.facts["manager"] + path) for path in ("/healthz", "/readyz", "/metrics"))

    assert alive.json() == {"status": "ok"}
    states = {part: check["state"] for part, check in ready.json()["checks"].items()}
    assert ready.json()["status"] == "ok"
    assert states == dict.fromkeys(("database", "migrations", "keys", "worker", "limits"), "ok")
    assert metrics.headers["Content-Type"].startswith("text/plain")
    assert re.search(r"^# TYPE \w+ (counter|histogram)$", metrics.text, re.MULTILINE)


def test_a_warm_start_goes_on_from_the_run_before_and_fresh_forgets_it(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    body = {"name": "Kept between runs", "objective": "REACH"}

    with started(data_dir, "--ads", "60") as first:
        campaign = first.api.post("/v1/campaigns", json=body).json()
        interrupted = first.interrupt(signal.SIGINT)
    with started(data_dir) as second:
        kept = second.api.get(f"/v1/campaigns/{campaign['id']}").json()
        terminated = second.interrupt(signal.SIGTERM)
    with started(data_dir, "--ads", "60", "--fresh") as third:
        forgotten = third.api.get(f"/v1/campaigns/{campaign['id']}")
        former = httpx2.get(f"{third.facts['manager']}/v1/me", headers={"Authorization": f"Bearer {token(first)}"})

    for ended in (interrupted, terminated):
        assert ended.status == 0
        assert ended.errors.splitlines()[-1] == "Stopped. The data is kept; the next start goes on from here."
        assert "Traceback" not in ended.output + ended.errors
    lasting = ("token", "advertiser_ids", "tiktok_access_token", "tiktok_app")
    assert {name: second.facts[name] for name in lasting} == {name: first.facts[name] for name in lasting}
    assert {**kept, "synced_at": None} == {**campaign, "synced_at": None}
    assert forgotten.status_code == 404
    assert former.status_code == 401
    assert token(third) != token(first)


def test_ctrl_c_ends_a_demo_that_a_shell_began_in_its_background(tmp_path: Path) -> None:
    background = ("sh", "-c", """trap '' INT; exec "$@" """, "sh")  # so a shell without jobs begins what ends in &

    with started(tmp_path / "data", "--ads", "60", begin_with=background) as demo:
        ended = demo.interrupt(signal.SIGINT)

    assert ended.status == 0
    assert ended.errors.splitlines()[-1] == "Stopped. The data is kept; the next start goes on from here."


def token(demo: Demo) -> str:
    return str(demo.facts["token"])


def test_each_command_of_linkpath_manager_says_what_it_does() -> None:
    program = str(REPOSITORY / ".venv" / "bin" / "linkpath-manager")

    helped = finished([program, "--help"])

    assert helped.status == 0
    for name in ("demo", "serve", "migrate", "simulate", "audit", "api-keys"):
        assert re.search(rf"\b{name}\b", helped.output)
