"""The typed rows against the catalogue, which was made from the same facts by other means."""

from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from tiktok_marketing import spec
from tiktok_marketing.spec import (
    TYPED,
    Auth,
    Effect,
    Endpoint,
    Level,
    PageInfo,
    Params,
    Quota,
    Result,
    catalogue,
    quotas,
)
from tiktok_marketing.spec.ad import AD_CREATE, AD_UPDATE, AdCreateParams
from tiktok_marketing.spec.bc_asset_group import BC_ASSET_GROUP_GET, BC_ASSET_GROUP_LIST
from tiktok_marketing.spec.campaign import CampaignCreateParams, CampaignFiltering, CampaignGetParams
from tiktok_marketing.spec.catalogue import SURE, Parameter
from tiktok_marketing.spec.creative import AdCreative
from tiktok_marketing.spec.creative_insight import REPORT_AD_BENCHMARK_GET, REPORT_VIDEO_PERFORMANCE_GET
from tiktok_marketing.spec.event import EVENT_TRACK
from tiktok_marketing.spec.oauth import OAUTH2_ACCESS_TOKEN, AccessToken, OAuth2AccessTokenParams
from tiktok_marketing.spec.portfolio import CREATIVE_PORTFOLIO_CREATE
from tiktok_marketing.spec.video import FILE_VIDEO_AD_UPLOAD

MONEY = {"budget", "bid_price", "conversion_bid_price", "deep_cpa_bid", "roas_bid", "keyword_bid", "cpm", "balance"}
MONEY |= {"scheduled_budget", "discount_amount", "pre_discount_budget", "pre_discount_cpm", "rf_estimated_cpr"}
# A flag, and three ids that TikTok types as integers.
NO_TEXT = {"return_advertiser_ids", "page_id", "tracking_pixel_id", "child_bc_id"}
# A task of a report is nothing of the advertiser's; the other says what a token may do.
READING_POSTS = {"report.task.create", "report.task.cancel", "tt_user.token_info.get"}
READING_POSTS |= {"tool.targeting.search", "tool.targeting.info", "tool.bid.recommend", "ad.audience_size.estimate"}

every_row = pytest.mark.parametrize("row", TYPED.values(), ids=TYPED.keys())


def test_no_file_of_rows_is_left_out() -> None:
    files = [import_module(f"{spec.__name__}.{file.stem}") for file in Path(spec.__path__[0]).glob("[a-z]*.py")]
    rows = {row.name for file in files for row in vars(file).values() if isinstance(row, Endpoint)}

    assert rows == TYPED.keys()


@every_row
def test_a_typed_row_agrees_with_the_catalogue(row: Endpoint[Any, Any]) -> None:
    entry = catalogue.endpoint(row.name)

    # The catalogue goes by its group; behaviour reference §11.2 is sure that the app's secret is enough.
    auth = Auth.APP if row.name.startswith("business.webhook.") else entry.auth
    assert (row.method, row.path, row.auth) == (entry.method, entry.path, auth)
    assert (row.max_page_size is not None) == (row.method == "GET" and entry.pagination == "page")


@every_row
def test_a_typed_row_has_every_parameter_of_the_catalogue_and_no_other(row: Endpoint[Any, Any]) -> None:
    entry = catalogue.endpoint(row.name)

    # What TikTok's Go SDK calls so is `lifetime` on the endpoint's page.
    expected = {name.replace("filtering.life_time", "filtering.lifetime") for name in catalogued_names(entry.params)}
    assert set(typed_names(row.params)) == expected - {row.upload}


@every_row
def test_what_tiktok_surely_requires_cannot_be_left_out_and_all_else_can(row: Endpoint[Any, Any]) -> None:
    entry = catalogue.endpoint(row.name)

    required = {field.encode_name for field in msgspec.structs.fields(row.params) if field.required}

    sure = {name for name, each in entry.params.items() if each.required is True and each.basis in SURE}
    assert required == sure - {row.upload, f"{row.upload}_signature"}  # the client computes it from the file


@every_row
def test_a_result_has_no_field_that_the_catalogue_lacks(row: Endpoint[Any, Any]) -> None:
    response = catalogue.endpoint(row.name).response
    if row in (
        AD_CREATE,
        AD_UPDATE,
    ):  # the catalogue mixes up the answers of these two; the behaviour reference does not
        response = {"ad_ids": "array<string>", "creatives[]": catalogue.endpoint("ad.get").response["list[]"]}

    if row is EVENT_TRACK:  # no page says what 20001 brings; the behaviour reference takes the older endpoints' shape
        response = {"failed_events[]": {"order_in_request": "integer", "fail_reason": "string"}}

    if row is CREATIVE_PORTFOLIO_CREATE:  # the catalogue knows no answer; the endpoint's page does
        response = {"creative_portfolio_id": "string"}
    if row in (REPORT_AD_BENCHMARK_GET, REPORT_VIDEO_PERFORMANCE_GET):  # `info` on their pages, not the SDK's name
        rows = dict(response["list[]"])
        response = response | {"list[]": rows | {"info": rows.pop("dimensions{}")}}
    if row is FILE_VIDEO_AD_UPLOAD:  # an array of one, whose place in the struct has a name
        response = {"video{}": response}

    unlisted = set(typed_names(row.result)) - set(shaped_names(response))
    # The two lists of asset groups come in pages, of whose parts the catalogue says nothing.
    if row in (BC_ASSET_GROUP_LIST, BC_ASSET_GROUP_GET):
        unlisted -= {f"page_info.{name}" for name in PageInfo.__struct_fields__}
    assert unlisted == set()


@pytest.mark.parametrize("row", [row for row in TYPED.values() if row.max_page_size], ids=lambda row: row.name)
def test_a_page_holds_rows_and_says_how_many_there_are(row: Endpoint[Any, Any]) -> None:
    page = msgspec.json.decode(b'{"list": [], "page_info": {"total_number": 0, "total_page": 0}}', type=row.result)

    assert page.rows == []
    assert page.page_info.total_number == 0
    assert catalogue.endpoint(row.name).params["page_size"].max in (row.max_page_size, None)


@every_row
def test_a_row_names_its_source_and_its_effect(row: Endpoint[Any, Any]) -> None:
    assert row.source.startswith(("https://business-api.tiktok.com/portal/docs?id=", "the "))
    assert (row.effect is Effect.READ) == (row.method == "GET" or row.name in READING_POSTS)
    assert row.path == f"/{row.name.replace('.', '/')}/"


@every_row
def test_a_repeat_is_recognised_by_a_field_that_can_be_sent(row: Endpoint[Any, Any]) -> None:
    assert row.dedup is None or row.dedup in {field.encode_name for field in msgspec.structs.fields(row.params)}


@every_row
def test_ids_are_text_and_money_is_decimal(row: Endpoint[Any, Any]) -> None:
    for struct in structs_in(row.params) | structs_in(row.result):
        for field in msgspec.structs.fields(struct):
            kinds = leaf_kinds(inspect.type_info(field.type))
            is_switch = kinds == {inspect.BoolType}  # whether a pixel matches by external_id
            if field.name.endswith(("_id", "_ids")) and field.name not in NO_TEXT and not is_switch:
                assert kinds == {inspect.StrType}, f"{struct.__name__}.{field.name}"
            if field.encode_name in MONEY and not kinds & {inspect.StructType}:
                assert kinds == {inspect.DecimalType}, f"{struct.__name__}.{field.name}"


def test_the_table_has_the_rows_of_the_first_slice() -> None:
    assert set(TYPED) >= {
        "ad.create",
        "ad.get",
        "ad.status.update",
        "ad.update",
        "adgroup.budget.update",
        "adgroup.create",
        "adgroup.get",
        "adgroup.status.update",
        "adgroup.update",
        "advertiser.info",
        "bc.get",
        "campaign.create",
        "campaign.get",
        "campaign.status.update",
        "campaign.update",
        "oauth2.access_token",
        "oauth2.advertiser.get",
        "oauth2.revoke_token",
        "report.integrated.get",
    }


def test_only_creates_that_take_a_request_id_are_deduplicated() -> None:
    taking = {
        name
        for name, row in TYPED.items()
        if row.method == "POST" and "request_id" in {field.encode_name for field in msgspec.structs.fields(row.params)}
    }

    # At its usual level a transfer is not recognised by its request_id: it must never be sent twice.
    assert {name for name, row in TYPED.items() if row.dedup == "request_id"} == taking - {"bc.transfer"}
    assert taking >= {"campaign.create", "adgroup.create"}


def test_what_can_raise_what_is_paid_is_marked_so() -> None:
    writing = {name for name, row in TYPED.items() if row.effect is Effect.WRITE}

    assert writing >= {"oauth2.access_token", "oauth2.revoke_token"}
    assert not writing & {f"{level}.{verb}" for level in ("campaign", "adgroup", "ad") for verb in ("create", "update")}


def test_a_row_that_takes_a_file_names_the_catalogues_field_for_it() -> None:
    for row in TYPED.values():
        files = [name for name, each in catalogue.endpoint(row.name).params.items() if each.type == "file"]
        assert files == ([row.upload] if row.upload else [])


def test_making_ads_has_limits_of_its_own() -> None:
    assert AD_CREATE.quota is not None
    assert AD_CREATE.quota[Level.BASIC] == Quota(qps=5, qpm=150, qpd=86_400)
    assert AD_CREATE.quota.keys() == set(Level)


def test_events_have_the_same_wide_limits_at_every_level() -> None:
    assert EVENT_TRACK.quota == dict.fromkeys(Level, Quota(qps=1_000, qpm=600_000, qpd=86_400_000))


def test_params_refuse_a_field_that_tiktok_would_drop_without_a_word() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `filters`"):
        msgspec.json.decode(b'{"advertiser_id": "1", "filters": {}}', type=CampaignGetParams)
    with pytest.raises(msgspec.ValidationError, match=r"unknown field `vidoe_id` - at `\$.creatives\[0\]`"):
        msgspec.json.decode(
            b'{"advertiser_id": "1", "adgroup_id": "2", "creatives": [{"vidoe_id": "v"}]}', type=AdCreateParams
        )


def test_params_that_are_not_given_are_not_sent() -> None:
    params = CampaignGetParams(advertiser_id="1", filtering=CampaignFiltering(campaign_ids=["2"]))

    assert msgspec.to_builtins(params) == {"advertiser_id": "1", "filtering": {"campaign_ids": ["2"]}}


def test_money_is_sent_as_the_number_it_was_given_as() -> None:
    params = CampaignCreateParams(
        advertiser_id="1", campaign_name="Spring", objective_type="TRAFFIC", budget=Decimal("50.10")
    )

    assert b'"budget":50.10' in msgspec.json.Encoder(decimal_format="number").encode(params)


def test_params_are_given_by_name() -> None:
    with pytest.raises(TypeError):
        AdCreative("SINGLE_VIDEO")  # type: ignore[call-arg]  # the claim


@pytest.mark.parametrize(
    "secretive",
    [
        OAuth2AccessTokenParams(app_id="1", secret="hunter2", auth_code="hunter2"),
        OAUTH2_ACCESS_TOKEN.result(access_token="hunter2"),
        AccessToken(access_token="hunter2"),
    ],
)
def test_a_secret_is_not_in_the_repr_of_what_holds_it(secretive: Params | Result) -> None:
    assert repr(secretive) == f"{type(secretive).__name__}(…)"


def test_an_endpoint_proves_who_calls_as_tiktok_asks() -> None:
    assert {row.auth for row in TYPED.values()} == {Auth.TOKEN, Auth.APP, Auth.APP_AND_TOKEN}


def typed_names(struct: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    """Every field's dotted name, those of nested structs included."""
    for field in msgspec.structs.fields(struct):
        yield prefix + field.encode_name
        for inner in structs_of(inspect.type_info(field.type)):
            yield from typed_names(inner, f"{prefix}{field.encode_name}.")


def catalogued_names(params: dict[str, Parameter], prefix: str = "") -> Iterator[str]:
    for name, each in params.items():
        yield prefix + name
        yield from catalogued_names(each.fields or {}, f"{prefix}{name}.")


def shaped_names(response: dict[str, Any], prefix: str = "") -> Iterator[str]:
    for key, inner in response.items():
        name = prefix + key.rstrip("[]{}")
        yield name
        if isinstance(inner, dict):
            yield from shaped_names(inner, f"{name}.")


def structs_in(struct: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    found = {struct}
    for field in msgspec.structs.fields(struct):
        for inner in structs_of(inspect.type_info(field.type)):
            found |= structs_in(inner)
    return found


def structs_of(kind: inspect.Type) -> list[type[msgspec.Struct]]:
    match kind:
        case inspect.StructType(cls=cls):
            return [cls]
        case inspect.ListType(item_type=inner) | inspect.VarTupleType(item_type=inner):
            return structs_of(inner)
        case inspect.UnionType(types=types):
            return [struct for each in types for struct in structs_of(each)]
        case _:
            return []


def leaf_kinds(kind: inspect.Type) -> set[type[inspect.Type]]:
    match kind:
        case inspect.ListType(item_type=inner) | inspect.VarTupleType(item_type=inner):
            return leaf_kinds(inner)
        case inspect.UnionType(types=types):
            return set().union(*map(leaf_kinds, types))
        case inspect.NoneType():
            return set()
        case _:
            return {type(kind)}


def test_a_row_has_its_own_limits_itself() -> None:
    # An endpoint that gets a typed row would lose those that it had by its name alone.
    assert quotas.BY_NAME.keys() & TYPED.keys() == set()
    assert quotas.BY_NAME.keys() >= quotas.BESIDE_THE_APP
