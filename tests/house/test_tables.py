"""The two tables: nothing in them without a behaviour, a source and a line in the reference."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from running_demo import REPOSITORY, finished

from linkpath_manager.config import Settings
from linkpath_manager.domain.measures import FAMILIES
from linkpath_manager.domain.metrics import METRICS
from linkpath_manager.errors import KINDS
from linkpath_manager.gateway.routes import ROUTES
from linkpath_manager.operations import OPERATIONS
from tiktok_marketing.simulator.behaviours import behaviour_of
from tiktok_marketing.spec import TYPED, catalogue
from tiktok_marketing.spec.codes import CODES
from tiktok_marketing.spec.endpoint import Endpoint

REFERENCE = REPOSITORY / "docs" / "reference"


@pytest.mark.parametrize("row", TYPED.values(), ids=TYPED)
def test_a_typed_row_has_a_simulated_behaviour_and_a_source(row: Endpoint[Any, Any]) -> None:
    assert behaviour_of(row) is not None
    told = r"business-api\.tiktok\.com/portal/docs\?id=\d{10,}|behaviour reference §\d|no documentation id known"
    assert re.search(told, row.source)


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("operations.md", OPERATIONS),
        ("errors.md", {kind.code for kind in KINDS.values()}),
        ("settings.md", {f"LINKPATH_{name.upper()}" for name in Settings.model_fields}),
        ("metrics.md", METRICS),
        ("logs.md", {"http.request", "upstream.error", "job.failed", "runs.orphaned"}),
        ("prometheus.md", {family.samples[0] for family in FAMILIES}),
        ("rest.md", {f"{route.method} {route.path}" for route in ROUTES}),
        ("tiktok.md", {*TYPED, *catalogue.names()}),
    ],
)
def test_whatever_a_table_holds_is_in_the_reference(page: str, names: set[str]) -> None:
    told = set(re.findall(r"`([^`]+)`", (REFERENCE / page).read_text()))

    assert set(names) - told == set()


def test_every_return_code_is_in_the_reference() -> None:
    told = set(re.findall(r"^\| (\d+) \|", (REFERENCE / "tiktok.md").read_text(), re.MULTILINE))

    assert {str(code) for code in CODES} - told == set()


def test_every_setting_says_what_it_sets() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_reference_is_what_the_tables_say() -> None:
    checked = finished([sys.executable, str(REPOSITORY / "scripts" / "make-reference"), "--check"])

    assert (checked.status, checked.output) == (0, "")


def test_no_page_of_the_reference_is_written_by_hand() -> None:
    pages: list[Path] = sorted(REFERENCE.glob("*.md"))

    assert pages
    for page in pages:
        assert page.read_text().startswith("<!-- Made by scripts/make-reference.")


def test_a_door_opens_an_operation_that_there_is() -> None:
    assert {route.operation for route in ROUTES} - OPERATIONS.keys() == set()
