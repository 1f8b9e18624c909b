import json
import subprocess
import sys
from importlib import resources

import pytest

from tiktok_marketing.spec import Auth, catalogue
from tiktok_marketing.spec.catalogue import Parameter

RAW = resources.files("tiktok_marketing.spec").joinpath("catalogue.json").read_bytes()


def test_importing_the_table_reads_no_catalogue() -> None:
    program = (
        "import tiktok_marketing.spec\n"
        "from tiktok_marketing.spec import catalogue\n"
        "assert catalogue._load.cache_info().currsize == 0\n"
        "catalogue.names()\n"
        "assert catalogue._load.cache_info().currsize == 1\n"
    )

    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_catalogue_covers_the_surface_and_stays_small() -> None:
    assert len(catalogue.names()) == 540
    assert len(RAW) < 1_500_000


def test_each_thing_has_a_line_so_that_a_diff_can_be_read() -> None:
    lines = [line.rstrip(",") for line in RAW.decode().splitlines()]

    endpoints = [json.loads(line)["name"] for line in lines if line.startswith('{"name"') and '"method"' in line]

    assert tuple(endpoints) == catalogue.names()
    assert endpoints == sorted(endpoints)


def test_an_endpoint_is_found_by_its_path_with_dots() -> None:
    entry = catalogue.endpoint("campaign.status.update")

    assert (entry.method, entry.path, entry.auth) == ("POST", "/campaign/status/update/", Auth.TOKEN)
    assert entry.params["campaign_ids"] == Parameter(
        type="array<string>", required=True, basis="docs", min_items=1, max_items=20
    )
    assert entry.params["operation_status"].values == ("ENABLE", "DISABLE", "DELETE")
    assert entry.response["campaign_list[]"]["campaign_id"] == "string"


def test_an_endpoint_says_where_it_was_seen_and_which_page_is_on_it() -> None:
    entry = catalogue.endpoint("campaign.get")

    assert entry.page == "1739315828649986"
    assert "official-python-sdk" in entry.sources
    assert [name for name in catalogue.names() if not catalogue.endpoint(name).sources] == []


def test_an_endpoint_writes_unless_it_surely_reads() -> None:
    told = {name: catalogue.endpoint(name).effect.value for name in ("app.list", "tool.targeting.search", "app.create")}

    assert told == {"app.list": "read", "tool.targeting.search": "read", "app.create": "write"}


def test_an_endpoint_that_does_not_exist_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        catalogue.endpoint("campaign.explode")


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("GET", "/campaign/get/", True),
        ("POST", "/campaign/get/", False),
        ("GET", "/campaign/get", False),
        ("GET", "/campaign.get/", False),
        ("GET", "/campaign/explode/", False),
        ("GET", "/", False),
    ],
)
def test_method_path_and_slashes_must_all_be_right(method: str, path: str, *, known: bool) -> None:
    assert catalogue.has(method, path) is known


def test_every_endpoint_is_whole() -> None:
    for name in catalogue.names():
        entry = catalogue.endpoint(name)
        assert entry.path == f"/{name.replace('.', '/')}/"
        assert all(catalogue.enum(field.enum) for field in fields_of(entry.params) if field.enum)
        assert entry.confidence != "path-only" or not entry.params, name


def test_no_enum_is_kept_that_nothing_uses() -> None:
    kept = json.loads(RAW)["enums"]
    used = {each.enum for name in catalogue.names() for each in fields_of(catalogue.endpoint(name).params)}

    assert set(kept) == {name for name in used if name} | {
        dimension.enum for dimension in catalogue.dimensions().values() if dimension.enum
    }


def test_a_metric_says_whether_it_may_be_summed() -> None:
    figures = catalogue.metrics()

    assert figures["spend"].additive == "yes"
    assert figures["reach"].additive == "no"
    assert (figures["ctr"].additive, figures["ctr"].formula) == ("recompute", "clicks/impressions*100")
    assert figures["spend"].value_type == "money"
    assert len(figures) > 1_000


def test_a_formula_speaks_of_known_metrics_only() -> None:
    figures = catalogue.metrics()

    for metric in figures.values():
        words = (metric.formula or "").replace("/", " ").replace("*", " ").replace("+", " ").split()
        assert not [word for word in words if not word.strip("()").isdigit() and word.strip("()") not in figures]


def test_a_dimension_says_its_kind_and_its_levels() -> None:
    cuts = catalogue.dimensions()

    assert (cuts["campaign_id"].kind, cuts["campaign_id"].data_levels) == ("id", ("AUCTION_CAMPAIGN",))
    assert cuts["stat_time_day"].kind == "time"
    assert cuts["image_id"].requires == ("ad_id",)


def fields_of(params: dict[str, Parameter]) -> list[Parameter]:
    return [each for field in params.values() for each in (field, *fields_of(field.fields or {}))]
