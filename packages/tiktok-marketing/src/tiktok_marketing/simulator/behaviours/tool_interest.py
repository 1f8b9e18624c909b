"""What people care for: categories of interest and action, keywords, hashtags; and what a result may cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from tiktok_marketing.simulator import currencies, world
from tiktok_marketing.simulator.behaviour import Call, bad_value, behaviour
from tiktok_marketing.simulator.rules.text import check_choice, missing
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.simulator.world import Category
from tiktok_marketing.spec.tool_interest import (
    TOOL_ACTION_CATEGORY,
    TOOL_BID_RECOMMEND,
    TOOL_HASHTAG_GET,
    TOOL_HASHTAG_RECOMMEND,
    TOOL_INTEREST_CATEGORY,
    TOOL_INTEREST_KEYWORD_GET,
    TOOL_INTEREST_KEYWORD_RECOMMEND,
    ToolActionCategoryParams,
    ToolBidRecommendParams,
    ToolHashtagGetParams,
    ToolHashtagRecommendParams,
    ToolInterestCategoryParams,
    ToolInterestKeywordGetParams,
    ToolInterestKeywordRecommendParams,
)

MOST_RECOMMENDED, MOST_INPUTS, MOST_ASKED = 50, 10, 50
# Dollars for a result, by objective (ours); others cost what a click does.
_BIDS = {
    "REACH": "3.20",
    "VIDEO_VIEWS": "0.02",
    "TRAFFIC": "0.45",
    "ENGAGEMENT": "0.60",
    "LEAD_GENERATION": "9.50",
    "APP_PROMOTION": "2.80",
    "WEB_CONVERSIONS": "14.00",
    "PRODUCT_SALES": "11.00",
}


@behaviour(TOOL_INTEREST_CATEGORY)
def interest_categories(_: Simulator, call: Call[ToolInterestCategoryParams]) -> dict[str, Any]:
    """Two levels; names are English in every language. Special industries leave only the upper level."""
    found = _for_industries(world.interests(), call.given)
    return {"interest_categories": [interest_row(one, found) for one in found]}


@behaviour(TOOL_ACTION_CATEGORY)
def action_categories(_: Simulator, call: Call[ToolActionCategoryParams]) -> dict[str, Any]:
    found = _for_industries(world.actions(), call.given)
    return {"action_categories": [action_row(one, found) for one in found]}


@behaviour(TOOL_INTEREST_KEYWORD_RECOMMEND)
def recommend_keywords(_: Simulator, call: Call[ToolInterestKeywordRecommendParams]) -> dict[str, Any]:
    """Keywords that hold the word, or with SEMANTIC_RECOMMEND all of its subject."""
    given = call.given
    mode, limit = given.get("mode", "FUZZ_MATCH"), given.get("limit", MOST_RECOMMENDED)
    check_choice("mode", mode, {"FUZZ_MATCH", "SEMANTIC_RECOMMEND"})
    if not 1 <= limit <= MOST_RECOMMENDED:
        raise bad_value(f"limit: Must be between 1 and {MOST_RECOMMENDED}.")
    words = _inputs([given["keyword"], *given.get("keywords", [])])
    match = _holds if mode == "FUZZ_MATCH" else _is_of_subject
    found = [(word, each) for word in words for each in _matching(word, match)]
    rows = [_keyword(keyword_id) | {"input_keyword": word} for word, keyword_id in found]
    return {"recommended_keywords": rows[:limit]}


@behaviour(TOOL_INTEREST_KEYWORD_GET)
def get_keywords(_: Simulator, call: Call[ToolInterestKeywordGetParams]) -> dict[str, Any]:
    if not call.given.get("keyword_query"):
        raise bad_value(missing("keyword_query"))
    return {"keywords": _known([query["keyword_id"] for query in call.given["keyword_query"]], "keyword_query")}


@behaviour(TOOL_HASHTAG_RECOMMEND)
def recommend_hashtags(_: Simulator, call: Call[ToolHashtagRecommendParams]) -> dict[str, Any]:
    """Hashtags that hold a keyword: with AND, the default, all of them; with OR any."""
    operator = call.given.get("operator", "AND")
    check_choice("operator", operator, {"AND", "OR"})
    words = _inputs(call.params.keywords)
    matches = [set(_matching(word, _holds)) for word in words]
    chosen = set.intersection(*matches) if operator == "AND" else set.union(*matches)
    found = [each for each in world.keywords() if each in chosen]
    return {"recommended_keywords": [_hashtag(each) | {"input_keyword": words[0]} for each in found]}


@behaviour(TOOL_HASHTAG_GET)
def get_hashtags(_: Simulator, call: Call[ToolHashtagGetParams]) -> dict[str, Any]:
    rows = _known(call.params.keyword_ids, "keyword_ids")
    return {"keywords_status": [row | {"keyword": _tagged(row["keyword"])} for row in rows]}


@behaviour(TOOL_BID_RECOMMEND)
def recommend_bid(simulator: Simulator, call: Call[ToolBidRecommendParams]) -> dict[str, Any]:
    """In the advertiser's currency; by objective alone, and dearer where many live in one of the places (ours)."""
    for place_id in call.params.location_ids:
        if place_id not in world.places():
            raise bad_value(f"location_ids: There is no location {place_id}.")
    if not call.params.location_ids:
        raise bad_value("location_ids: Must not be empty.")
    currency = simulator.state.advertisers[call.params.advertiser_id].currency
    most = max(world.places()[place_id].users for place_id in call.params.location_ids)
    dollars = Decimal(_BIDS.get(call.params.objective_type, _BIDS["TRAFFIC"]))
    dearer = 1 + Decimal(most // 10_000_000) / 50
    step = Decimal(1).scaleb(-currencies.digits(currency))
    return {"bid": max((dollars * dearer * currencies.ratio(currency)).quantize(step), step)}


def interest_row(category: Category, found: list[Category]) -> dict[str, Any]:
    """A category of interest as TikTok answers it; what lies below it is looked for in `found`."""
    return {
        "interest_category_id": category.id,
        "interest_category_name": category.name,
        "level": 2 if category.parent_id else 1,
        "sub_category_ids": _below(category, found),
        "special_industries": _industries(category),
        "placements": ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE"],
    }


def action_row(category: Category, found: list[Category]) -> dict[str, Any]:
    """A category of action in the same way."""
    return {
        "action_category_id": category.id,
        "name": category.name,
        "description": f"People who lately had to do with {category.name}",
        "level": 2 if category.parent_id else 1,
        "sub_category_ids": _below(category, found),
        "special_industries": _industries(category),
        "action_scene": category.scene,
    }


def _for_industries(found: list[Category], given: dict[str, Any]) -> list[Category]:
    """Behaviour reference §5.1 (sure): special industries restrict interests; which ones is ours."""
    if not given.get("special_industries"):
        return found
    return [one for one in found if _industries(one)]


def _industries(category: Category) -> list[str]:
    return [] if category.parent_id else ["HOUSING", "EMPLOYMENT", "CREDIT"]


def _below(category: Category, found: list[Category]) -> list[str]:
    return [one.id for one in found if one.parent_id == category.id]


def _inputs(words: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(word.strip().lstrip("#").casefold() for word in words if word.strip()))
    if not 1 <= len(chosen) <= MOST_INPUTS:
        raise bad_value(f"keywords: Length must be between 1 and {MOST_INPUTS}.")
    return chosen


def _matching(word: str, match: Callable[[str, str], bool]) -> Iterator[str]:
    yield from (each for each in world.keywords() if match(word, each))


def _holds(word: str, keyword_id: str) -> bool:
    return word in world.keywords()[keyword_id][0]


def _is_of_subject(word: str, keyword_id: str) -> bool:
    subject = world.keywords()[keyword_id][1]
    return any(subject == theme and word in known for known, theme in world.keywords().values())


def _known(keyword_ids: list[str], name: str) -> list[dict[str, Any]]:
    """An id that is no keyword's is left out."""
    if len(keyword_ids) > MOST_ASKED:
        raise bad_value(f"{name}: Longer than maximum length {MOST_ASKED}.")
    return [_keyword(each) for each in dict.fromkeys(keyword_ids) if each in world.keywords()]


def _keyword(keyword_id: str) -> dict[str, Any]:
    return {
        "keyword": world.keywords()[keyword_id][0],
        "keyword_id": keyword_id,
        "language": "en",
        "status": "EFFECTIVE",
        "keyword_status": "ONLINE",
    }


def _hashtag(keyword_id: str) -> dict[str, Any]:
    row = _keyword(keyword_id)
    return row | {"keyword": _tagged(row["keyword"])}


def _tagged(keyword: str) -> str:
    return keyword.replace(" ", "")
