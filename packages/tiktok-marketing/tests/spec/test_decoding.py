from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiktok_marketing.spec import decode
from tiktok_marketing.spec.ad import AdPage
from tiktok_marketing.spec.adgroup import AdGroup
from tiktok_marketing.spec.campaign import Campaign, CampaignPage
from tiktok_marketing.spec.report import ReportPage, ReportRow

MONEY = st.decimals(min_value=0, max_value=Decimal("1e12"), places=2)


def test_an_id_sent_as_a_number_is_text() -> None:
    page = decode(CampaignPage, b'{"list": [{"campaign_id": 7106541027904733185, "advertiser_id": "7"}]}')

    assert page.rows == [Campaign(campaign_id="7106541027904733185", advertiser_id="7")]


def test_ids_in_a_list_sent_as_numbers_are_text() -> None:
    assert decode(AdGroup, b'{"adgroup_id": "1", "audience_ids": [2, "3"]}').audience_ids == ["2", "3"]


def test_a_number_sent_as_text_is_a_number() -> None:
    adgroup = decode(AdGroup, b'{"adgroup_id": "1", "budget": "20.10", "frequency": "3"}')

    assert (adgroup.budget, adgroup.frequency) == (Decimal("20.10"), 3)


def test_an_id_that_tiktok_documents_as_a_number_is_read_from_both() -> None:
    page = decode(AdPage, b'{"list": [{"ad_id": "1", "page_id": 7106541027904733185}, {"ad_id": "2", "page_id": "9"}]}')

    assert [ad.page_id for ad in page.rows] == [7106541027904733185, 9]


def test_a_field_that_the_table_does_not_know_is_passed_over() -> None:
    assert decode(Campaign, b'{"campaign_id": "1", "brand_new": {"deep": [1]}}') == Campaign(campaign_id="1")


def test_a_figure_sent_as_a_number_is_the_text_of_that_number() -> None:
    page = decode(ReportPage, b'{"list": [{"dimensions": {"ad_id": 12}, "metrics": {"spend": 1.10, "ctr": "-"}}]}')

    assert page.rows == [ReportRow(dimensions={"ad_id": "12"}, metrics={"spend": "1.10", "ctr": "-"})]


def test_an_object_that_is_passed_through_reads_the_same_whichever_way_its_ids_came() -> None:
    rest = b'"audience_rule": {"retention_days": 7, "share": 0.5, "filters": [{"value": 1.5}]}}'

    as_text = decode(AdGroup, b'{"adgroup_id": "1", ' + rest)
    as_number = decode(AdGroup, b'{"adgroup_id": 1, ' + rest)

    assert as_number == as_text


@given(number=st.integers(min_value=0, max_value=2**80))
def test_no_id_is_rounded(number: int) -> None:
    assert decode(Campaign, b'{"campaign_id": %d}' % number).campaign_id == str(number)


@given(budget=MONEY, as_number=st.booleans())
def test_no_cent_is_lost_between_tiktok_and_us(budget: Decimal, *, as_number: bool) -> None:
    campaign_id = b"1" if as_number else b'"1"'  # either way of reading, the fast and the slow

    data = b'{"campaign_id": %s, "budget": %s}' % (campaign_id, str(budget).encode())

    assert decode(Campaign, data) == Campaign(campaign_id="1", budget=budget)


@given(budget=MONEY)
def test_a_result_survives_being_written_and_read(budget: Decimal) -> None:
    campaign = Campaign(campaign_id="1", budget=budget, special_industries=["HOUSING"], budget_optimize_on=False)

    assert decode(Campaign, msgspec.json.encode(campaign)) == campaign


@pytest.mark.parametrize("data", [b'{"list": 5}', b'{"list": [{"campaign_id": {}}]}', b'{"list": [{}]}', b"[]"])
def test_an_answer_of_another_shape_is_said_to_be_one(data: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(CampaignPage, data)


@pytest.mark.parametrize("data", [b"", b'{"list":', b"404 page not found", b'{"list": [NaN]}'])
def test_an_answer_that_is_not_json_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(CampaignPage, data)


def test_a_flag_is_not_taken_for_text() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode(Campaign, b'{"campaign_id": true}')
