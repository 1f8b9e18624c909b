"""Creative portfolios: cards, stickers and calls to action beside an ad's video."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, Refusal, bad_value, behaviour
from tiktok_marketing.simulator.creative_records import CreativePortfolio
from tiktok_marketing.simulator.fallback import check as check_catalogued
from tiktok_marketing.simulator.rules.text import missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.portfolio import (
    CREATIVE_PORTFOLIO_CREATE,
    CREATIVE_PORTFOLIO_GET,
    CREATIVE_PORTFOLIO_LIST,
    PortfolioCreateParams,
    PortfolioGetParams,
    PortfolioListParams,
)

from .listing import page_of
from .materials import check_ids, shown

PAGE_SIZE, MOST_IDS = 20, 100
_USUAL = "CTA"
# What its page calls required, of the kinds that can be made without a catalogue or a shop.
_NEEDED = {
    "CTA": ("asset_ids", "asset_content"),
    "CARD": ("card_type", "image_id"),
    "GIFTCODE_STICKER": ("sticker_param",),
    "COUNTDOWN_STICKER": ("sticker_param",),
    "PREMIUM_BADGE": ("badge_show_time", "badge_image_info"),
}


@behaviour(CREATIVE_PORTFOLIO_CREATE)
def create(simulator: Simulator, call: Call[PortfolioCreateParams]) -> dict[str, Any]:
    """One portfolio a call."""
    check_catalogued(call.endpoint, call.given, strict=False)
    kind, content = call.given.get("creative_portfolio_type", _USUAL), call.given["portfolio_content"]
    for place, item in enumerate(content):
        for name in _NEEDED.get(kind, ()):
            if not item.get(name):
                raise bad_value(missing(f"portfolio_content.{place}.{name}"))
    portfolio = CreativePortfolio(
        id=simulator.new_id(call.now),
        advertiser_id=call.params.advertiser_id,
        type=kind,
        content=content,
        created_at=call.now,
    )
    simulator.state.save(portfolio)
    return {"creative_portfolio_id": portfolio.id}


@behaviour(CREATIVE_PORTFOLIO_GET)
def get(simulator: Simulator, call: Call[PortfolioGetParams]) -> dict[str, Any]:
    portfolio = simulator.state.creative_portfolios.get(call.params.creative_portfolio_id)
    if portfolio is None or portfolio.advertiser_id != call.params.advertiser_id:
        raise Refusal(40007, f"The portfolio {call.params.creative_portfolio_id} does not exist.")
    return _row(portfolio)


@behaviour(CREATIVE_PORTFOLIO_LIST)
def list_portfolios(simulator: Simulator, call: Call[PortfolioListParams]) -> dict[str, Any]:
    """Newest first. Calls to action cannot be filtered for (TikTok's page): a filter leaves them out."""
    filtering = call.given.get("filtering", {})
    if "creative_portfolio_ids" in filtering:
        check_ids("filtering.creative_portfolio_ids", filtering["creative_portfolio_ids"], MOST_IDS)
    portfolios = shown(call, reversed(simulator.state.creative_portfolios.values()))
    own = [each for each in portfolios if each.advertiser_id == call.params.advertiser_id]
    found = [each for each in own if _is_asked_for(each, filtering)]
    page, page_info = page_of(found, {"page_size": PAGE_SIZE, **call.given})
    return {"creative_portfolios": [_row(each) for each in page], "page_info": page_info}


def _is_asked_for(portfolio: CreativePortfolio, filtering: dict[str, Any]) -> bool:
    if not filtering:
        return True
    ids, kinds = filtering.get("creative_portfolio_ids"), filtering.get("creative_portfolio_types")
    matches = (ids is None or portfolio.id in ids) and (kinds is None or portfolio.type in kinds)
    return matches and portfolio.type != _USUAL


def _row(portfolio: CreativePortfolio) -> dict[str, Any]:
    return {
        "creative_portfolio_id": portfolio.id,
        "creative_portfolio_type": portfolio.type,
        "portfolio_content": portfolio.content,
    }
