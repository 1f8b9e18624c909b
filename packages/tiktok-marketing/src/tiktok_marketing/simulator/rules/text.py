"""Rules about names, texts, choices and moments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime

from tiktok_marketing.simulator.behaviour import bad_value
from tiktok_marketing.spec.timestamps import parse_utc

# Behaviour reference §4.2 (sure): at most 512, CJK counts double, emoji refused.
NAME_UNITS = 512
_EMOJI = re.compile("[\u200d\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff]")
_CONTROL = re.compile("[\x00-\x1f\x7f]")


def units(text: str) -> int:
    """Length as TikTok counts it: a wide character (CJK) is 2."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def check_name(path: str, name: str) -> None:
    """A name of a campaign, ad group or ad."""
    if not name.strip():
        raise bad_value(f"{path}: The name cannot be empty.")
    check_text(path, name, NAME_UNITS)


def check_text(path: str, text: str, most: int) -> None:
    """At most `most` units long, no emoji, no control characters."""
    if units(text) > most:
        raise bad_value(f"{path}: Longer than maximum length {most}.")
    if _EMOJI.search(text):
        raise bad_value(f"{path}: Emoji are not supported.")
    if _CONTROL.search(text):
        raise bad_value(f"{path}: Control characters are not supported.")


def check_choice(path: str, value: object, choices: Collection[str]) -> None:
    """One of `choices`."""
    if value not in choices:
        raise bad_value(f"{path}: Invalid value '{value}'. Must be one of: {', '.join(sorted(choices))}.")


def check_web_address(path: str, value: str) -> None:
    """An http or https address with a host and no blanks."""
    if not re.fullmatch(r"https?://[^\s/?#]+\S*", value):
        raise bad_value(f"{path}: Not a valid URL.")


def read_moment(value: str) -> datetime:
    """A UTC moment as TikTok writes it."""
    try:
        return parse_utc(value)
    except ValueError as error:
        raise bad_value("Time format should be %Y-%m-%d %H:%M:%S. Please try again.") from error


def missing(path: str) -> str:
    """The message for a field that has to be there and is not."""
    return f"{path}: Missing data for required field."


def check_given(given: Mapping[str, object], *names: str) -> None:
    """What TikTok surely wants, and the table, for want of a sure source, leaves open."""
    for name in names:
        if given.get(name) is None:
            raise bad_value(missing(name))
