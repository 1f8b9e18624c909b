"""TikTok's way of writing a moment: `YYYY-MM-DD HH:MM:SS`, in UTC, with no zone beside it."""

from datetime import UTC, datetime

_FORMAT = "%Y-%m-%d %H:%M:%S"


def parse_utc(text: str) -> datetime:
    """The moment of an entity's create, modify or schedule time; days of reports are not in UTC and do not belong here.

    Raises:
        ValueError: `text` has another shape.
    """
    return datetime.strptime(text, _FORMAT).replace(tzinfo=UTC)


def format_utc(moment: datetime) -> str:
    """`moment`, which must be aware, as TikTok writes it; fractions of a second are cut off.

    Raises:
        ValueError: `moment` has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone")
    return moment.astimezone(UTC).strftime(_FORMAT)
