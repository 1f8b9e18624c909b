from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.spec import catalogue
from tiktok_marketing.spec.catalogue import SURE, Parameter
from tiktok_marketing.spec.validation import Fault, Problem, validate

STATUS_UPDATE = catalogue.endpoint("campaign.status.update")
AD_CREATE = catalogue.endpoint("ad.create")
REPORT = catalogue.endpoint("report.integrated.get")
EVENT_TRACK = catalogue.endpoint("event.track")
GOOD: dict[str, Any] = {"advertiser_id": "1", "campaign_ids": ["2"], "operation_status": "DISABLE"}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def event(**user: Any) -> dict[str, Any]:
    return {
        "event_source": "web",
        "event_source_id": "C1",
        "data": [{"event": "Purchase", "event_time": 1_781_524_800, "user": user}],
    }


def test_good_parameters_have_no_problem() -> None:
    assert validate(STATUS_UPDATE, GOOD) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"advertiser_id": 1}, Problem("advertiser_id", Fault.TYPE, "Is int, must be string.")),
        ({"campaign_ids": "2"}, Problem("campaign_ids", Fault.TYPE, "Is str, must be array<string>.")),
        ({"campaign_ids": ["2", 3]}, Problem("campaign_ids.1", Fault.TYPE, "Is int, must be string.")),
        ({"campaign_ids": []}, Problem("campaign_ids", Fault.RANGE, "At least 1 items.")),
        ({"campaign_ids": ["2"] * 21}, Problem("campaign_ids", Fault.RANGE, "At most 20 items.")),
        (
            {"operation_status": "FROZEN"},
            Problem("operation_status", Fault.ENUM, "Must be one of ENABLE, DISABLE, DELETE."),
        ),
        ({"status": "DISABLE"}, Problem("status", Fault.UNKNOWN, "No such field.")),
    ],
)
def test_what_is_wrong_is_named_with_its_place(change: dict[str, Any], problem: Problem) -> None:
    assert validate(STATUS_UPDATE, GOOD | change) == [problem]


@pytest.mark.parametrize("name", GOOD)
def test_what_tiktok_requires_is_missed(name: str) -> None:
    given_params = {key: value for key, value in GOOD.items() if key != name}

    assert validate(STATUS_UPDATE, given_params) == [Problem(name, Fault.REQUIRED, "Missing.")]


def test_a_problem_deep_inside_is_named_as_tiktok_would() -> None:
    params = {"advertiser_id": "1", "adgroup_id": "2", "creatives": [{"ad_name": "a"}, {"ad_name": 5, "vidoe_id": "v"}]}

    assert [(each.path, each.fault) for each in validate(AD_CREATE, params)] == [
        ("creatives.1.ad_name", Fault.TYPE),
        ("creatives.1.vidoe_id", Fault.UNKNOWN),
    ]


def test_a_text_that_is_too_long_is_refused() -> None:
    params = {"advertiser_id": "1", "adgroup_id": "2", "creatives": [{"ad_name": "a" * 513}]}

    assert validate(AD_CREATE, params) == [Problem("creatives.0.ad_name", Fault.RANGE, "At most 512 characters.")]


@pytest.mark.parametrize(("size", "faults"), [(0, [Fault.RANGE]), (1, []), (1_000, []), (1_001, [Fault.RANGE])])
def test_a_page_is_as_large_as_tiktok_lets_it_be(size: int, faults: list[Fault]) -> None:
    params = {"report_type": "BASIC", "dimensions": ["ad_id"], "page_size": size}

    assert [each.fault for each in validate(REPORT, params)] == faults


def test_a_flag_is_not_a_number() -> None:
    params = {"report_type": "BASIC", "dimensions": ["ad_id"], "page": True}

    assert [each.fault for each in validate(REPORT, params)] == [Fault.TYPE]


@pytest.mark.parametrize("email", ["5f4d", ["5f4d", "8a1c"]])
def test_a_customer_is_named_once_or_several_times(email: Any) -> None:  # behaviour reference §9.2
    assert validate(EVENT_TRACK, event(email=email)) == []


@pytest.mark.parametrize(("email", "path"), [(5, ""), ({}, ""), ([5], ".0")])
def test_what_is_neither_text_nor_a_list_of_it_names_no_customer(email: Any, path: str) -> None:
    kind = "string" if path else "string or array<string>"
    told = f"Is {'dict' if email == {} else 'int'}, must be {kind}."

    assert validate(EVENT_TRACK, event(email=email)) == [Problem(f"data.0.user.email{path}", Fault.TYPE, told)]


def test_more_than_1000_events_are_refused() -> None:  # behaviour reference §9.1
    events = event()["data"] * 1_001

    assert validate(EVENT_TRACK, event() | {"data": events}) == [Problem("data", Fault.RANGE, "At most 1000 items.")]


def test_a_list_of_values_that_is_only_a_guess_refuses_nothing() -> None:
    create = catalogue.endpoint("campaign.create")
    params = {"advertiser_id": "1", "campaign_name": "a", "objective_type": "BRAND_NEW_OBJECTIVE"}

    assert create.params["objective_type"].enum_basis not in SURE
    assert validate(create, params) == []


def test_an_endpoint_of_which_only_the_path_is_known_takes_anything() -> None:
    assert validate(catalogue.endpoint("account.verification.submit"), {"anything": [1]}) == []


def test_every_endpoint_can_be_called_with_what_it_needs_and_with_all_it_takes() -> None:
    for name in catalogue.names():
        params = catalogue.endpoint(name).params
        assert validate(catalogue.endpoint(name), {key: example(each) for key, each in params.items()}) == []
        least = {key: example(each) for key, each in params.items() if each.required is True and each.basis in SURE}
        assert validate(catalogue.endpoint(name), least) == []


@given(name=st.sampled_from(catalogue.names()), params=st.dictionaries(st.text(max_size=5), JSON, max_size=5))
def test_whatever_is_sent_gets_an_answer_and_no_crash(name: str, params: dict[str, Any]) -> None:
    validate(catalogue.endpoint(name), params)


@given(data=st.data(), name=st.sampled_from([name for name in catalogue.names() if catalogue.endpoint(name).params]))
def test_any_value_of_another_type_is_noticed(data: st.DataObject, name: str) -> None:
    entry = catalogue.endpoint(name)
    key = data.draw(st.sampled_from(sorted(entry.params)))
    params = {name: example(field) for name, field in entry.params.items()}
    known = entry.params[key].type.partition("<")[0] in {"string", "integer", "number", "boolean", "object", "array"}

    problems = validate(entry, params | {key: None})

    assert [(each.path, each.fault) for each in problems] == ([(key, Fault.TYPE)] if known else [])


def example(field: Parameter) -> Any:
    """A value that fits `field`, as small as its bounds let it be."""
    if "|" in field.type:
        return example(msgspec.structs.replace(field, type=field.type.partition("|")[0]))
    if field.type == "array<array<object>>":
        return [[]]
    if field.type.startswith("array<"):
        item = msgspec.structs.replace(field, type=field.type[6:-1], min_items=None, min_len=field.item_min_len)
        return [example(item)] * (field.min_items or 1)
    if field.enum_basis in SURE and (field.values or field.enum):
        return (field.values or catalogue.enum(field.enum or ""))[0]
    return {
        "string": "a" * (field.min_len or 1),
        "integer": int(field.min or field.max or 1),
        "number": field.min or field.max or 1,
        "boolean": True,
        "object": {key: example(each) for key, each in (field.fields or {}).items()},
        "map<string,string>": {},
        "file": b"",
    }[field.type]
