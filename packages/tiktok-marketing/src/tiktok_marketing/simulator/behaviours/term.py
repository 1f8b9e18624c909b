"""Terms of features: read, agreed to once for an advertiser."""

from __future__ import annotations

from typing import Any

from tiktok_marketing.simulator.behaviour import Call, behaviour
from tiktok_marketing.simulator.business_records import ConfirmedTerm
from tiktok_marketing.simulator.rules.text import check_choice
from tiktok_marketing.simulator.simulator import Simulator
from tiktok_marketing.spec.term import (
    TERM_CHECK,
    TERM_CONFIRM,
    TERM_GET,
    TermCheckParams,
    TermConfirmParams,
    TermGetParams,
)

TYPES = ("InstantPage", "LeadAds", "Pixel", "ReachFrequency")
_LANGUAGES = ("EN", "JA", "ZH")


@behaviour(TERM_GET)
def get(_: Simulator, call: Call[TermGetParams]) -> dict[str, Any]:
    """The words are made up, and English in every language."""
    check_choice("term_type", call.params.term_type, TYPES)
    check_choice("lang", call.given.get("lang", "EN"), _LANGUAGES)
    return {"terms": [f"By using {call.params.term_type}, you agree to TikTok's terms for {call.params.term_type}."]}


@behaviour(TERM_CHECK)
def check(simulator: Simulator, call: Call[TermCheckParams]) -> dict[str, Any]:
    check_choice("term_type", call.params.term_type, TYPES)
    return {"confirmed": _id(call) in simulator.state.confirmed_terms}


@behaviour(TERM_CONFIRM)
def confirm(simulator: Simulator, call: Call[TermConfirmParams]) -> dict[str, Any]:
    """Once for all: what was agreed to stays so."""
    check_choice("term_type", call.params.term_type, TYPES)
    if _id(call) not in simulator.state.confirmed_terms:
        simulator.state.save(ConfirmedTerm(id=_id(call), confirmed_at=call.now))
    return {}


def _id(call: Call[Any]) -> str:
    return f"{call.params.advertiser_id}:{call.params.term_type}"
