"""The script that makes the catalogue, driven as a person drives it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tiktok_marketing.spec.catalogue import _Catalogue

SCRIPT = Path(__file__).parents[4] / "scripts/make-catalogue"
FIELD = {"required": False, "required_basis": "unknown", "src": ["go"]}
ENDPOINT: dict[str, Any] = {
    "group": "b",
    "name": "b_get",
    "method": "GET",
    "path": "/b/get/",
    "auth": "access_token",
    "status": "active",
    "content_type": None,
    "query": [
        {**FIELD, "name": "all", "type": "string", "enum": ["A", "B"], "enum_ref": "letters", "enum_basis": "official"},
        {**FIELD, "name": "few", "type": "string", "enum": ["A"], "enum_ref": "letters", "enum_basis": "docs"},
        {**FIELD, "name": "guess", "type": "string", "enum": ["A"], "enum_ref": "letters", "enum_basis": "type"},
    ],
    "body": [],
    "response_data": [
        {
            "name": "list",
            "type": "array<object>",
            "fields": [{"name": "id", "type": "string", "src": ["go"]}],
            "src": [],
        }
    ],
    "paginated": True,
    "pagination": "page",
    "list_key": "list",
    "sources": ["go-sdk"],
    "sdk": [{"class": "AdApi", "method": "ad_get"}],
    "confidence": "low",
}
NAMED = {"name": "id", "type": "string"}
REPORTING = {
    "dimensions": [
        {
            "name": "d",
            "kind": "id",
            "value_type": "string",
            "report_types": ["BASIC"],
            "confidence": "high",
            "enum": ["X"],
        }
    ],
    "metrics": [
        {
            "name": "m",
            "group": "core",
            "value_type": "money",
            "report_types": {},
            "confidence": "high",
            "additive": None,
        }
    ],
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    (tmp_path / "endpoints.json").write_text(json.dumps([ENDPOINT, ENDPOINT | {"path": "/a/get/"}]))
    (tmp_path / "enums.json").write_text(json.dumps({"letters": ["A", "B"], "unused": ["C"]}))
    (tmp_path / "reporting.json").write_text(json.dumps(REPORTING))
    return tmp_path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, SCRIPT, *arguments], check=False, capture_output=True, text=True)


def test_facts_become_a_catalogue_that_can_be_read(facts: Path) -> None:
    made = run(facts, "--output", facts / "made.json")

    assert made.returncode == 0, made.stderr
    read = msgspec.json.decode((facts / "made.json").read_bytes(), type=_Catalogue)
    assert [entry.name for entry in read.endpoints] == ["a.get", "b.get"]
    assert (read.endpoints[0].sources, read.endpoints[0].page) == (("go-sdk",), "1735735588640770")
    assert read.endpoints[0].response == {"list[]": {"id": "string"}}
    assert read.enums == {"letters": ("A", "B")}
    assert read.dimensions[0].values == ("X",)


def test_values_are_kept_only_where_they_say_more_than_the_enum(facts: Path) -> None:
    run(facts, "--output", facts / "made.json")

    params = msgspec.json.decode((facts / "made.json").read_bytes(), type=_Catalogue).endpoints[0].params

    assert {name: (each.enum, each.values) for name, each in params.items()} == {
        "all": ("letters", None),
        "few": ("letters", ("A",)),
        "guess": ("letters", None),
    }


def test_what_the_facts_text_knows_beyond_their_lists_is_added(facts: Path) -> None:
    user = {**FIELD, "name": "user", "type": "object", "fields": [{**FIELD, "name": "email", "type": "array<string>"}]}
    inside = [user, *({**FIELD, "name": each, "type": "object", "fields": []} for each in ("properties", "ad"))]
    inside[1]["fields"] = [{**FIELD, "name": "contents", "type": "array<object>", "fields": [{**FIELD, **NAMED}]}]
    inside[2]["fields"] = [{**FIELD, **NAMED}]
    events = {**FIELD, "name": "data", "type": "array<object>", "fields": inside}
    (facts / "endpoints.json").write_text(json.dumps([ENDPOINT | {"path": "/event/track/", "query": [events]}]))

    run(facts, "--output", facts / "made.json")

    read = msgspec.json.decode((facts / "made.json").read_bytes(), type=_Catalogue)
    fields = read.endpoints[0].params["data"].fields or {}
    assert {name: each.type for name, each in (fields["user"].fields or {}).items()} == dict.fromkeys(
        ("email", "phone", "external_id", "first_name", "last_name", "country"), "string|array<string>"
    )


def test_the_same_facts_give_the_same_bytes(facts: Path) -> None:
    for name in ("one.json", "two.json"):
        run(facts, "--output", facts / name)

    assert (facts / "one.json").read_bytes() == (facts / "two.json").read_bytes()


def test_facts_that_are_not_there_are_a_clear_problem(tmp_path: Path) -> None:
    failed = run(tmp_path)

    assert failed.returncode == 1
    assert "endpoints.json: [Errno 2] No such file" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_the_script_says_what_it_does() -> None:
    assert "catalogue.json" in run("--help").stdout
