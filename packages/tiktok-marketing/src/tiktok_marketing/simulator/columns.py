"""The figures of one campaign day by day: kept where they are settled, worked out for each reading where not."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from .attribution import ARRIVING, MILLION, arrivals
from .chance import bits, rest
from .conditions import Conditions
from .day_book import DayBook
from .freshness import ALWAYS, Reading, corrected_at, missing
from .funnel import Funnel
from .local_days import LocalDay
from .real_time import ARRIVING_DAYS, Source, happened
from .stages import ATTRIBUTED, EVENTUAL, LATE, REAL_TIME
from .strip import SETTLED_SECONDS, Shared, Strip, age
from .timeline import Timeline

_READINGS_KEPT = 4


class Tail(msgspec.Struct):
    """Figures on some days that may still change, and what they are made of."""

    values: dict[tuple[str, str], list[int]] = msgspec.field(default_factory=dict)
    shared: dict[tuple[str, int], Shared] = msgspec.field(default_factory=dict)
    strips: dict[tuple[str, int], Strip] = msgspec.field(default_factory=dict)


class Known(msgspec.Struct):
    """What one reading knows of the days, counted like the book's.

    Those before `corrected` are as they will stay, but for what arrives late; those before `settled` altogether. `open`
    is the day that is not over. `past` are the days between, the same for all readings to which they look so.
    """

    reading: Reading
    open: int
    corrected: int
    settled: int
    past: Tail
    today: Tail = msgspec.field(default_factory=Tail)

    def sure(self, name: str) -> int:
        """The first day on which the figure may still change."""
        return self.settled if name in LATE else self.corrected


class Columns:
    """Days from the book's `base` on; made anew when the campaign changes, or the book begins elsewhere."""

    def __init__(self, timeline: Timeline, book: DayBook) -> None:
        self._timeline, self._book, self.base = timeline, book, book.base
        self.conditions = Conditions(timeline, book)
        ads = [(ad, group) for group in timeline.groups for ad in group.ads]
        self.keys = {ad.id: ad.key for ad, _ in ads}
        self.funnels = {
            ad.id: Funnel(ad.key, timeline.family, group.offers[0].goal, timeline.advertiser) for ad, group in ads
        }
        self._kept: dict[tuple[str, str], array[int]] = {}
        self._known: dict[Reading, Known] = {}
        self._pasts: dict[tuple[int, ...], Tail] = {}

    def known(self, reading: Reading) -> Known:
        found = self._known.get(reading)
        if found is None:
            if len(self._known) >= _READINGS_KEPT:
                self._known.clear()
            found = self._known[reading] = self._look(reading)
        return found

    def values(self, node_id: str, name: str, begin: int, stop: int, known: Known) -> list[int]:
        """The figure on the days from `begin` up to `stop`, at most the open one; the book knows them already."""
        sure = known.sure(name)
        values: list[int] = []
        if begin < sure:
            until = min(stop, sure)
            values = self._keep(node_id, name, until)[begin - self.base : until - self.base].tolist()
        if sure < stop and begin < known.open:
            values += self._past(node_id, name, known)[max(begin - sure, 0) : stop - sure]
        if stop > known.open:
            values += self._today(node_id, name, known)
        return values

    def sources(self, ad_id: str, event: str, begin: int, stop: int, known: Known | None) -> list[Source]:
        """Where the ad's conversions of that kind come from that happen on the days from `begin` up to `stop`."""
        begin = max(begin - ARRIVING_DAYS, self.base)
        eventual = self._part(ad_id, event + EVENTUAL, begin, stop, known)
        return [self._source(ad_id, begin + place, amount) for place, amount in enumerate(eventual) if amount]

    def happened_within(
        self, ad_id: str, event: str, index: int, own: Sequence[tuple[int, int]], reading: Reading
    ) -> list[int]:
        """What happened since that day began up to each moment in it.

        `own` are (what follows of the day's own impressions up to the moment, moment).
        """
        day = self._book.day(index)
        before = self.sources(ad_id, event, index, index, self.known(reading)) if index > self.base else []
        of_day = self._source(ad_id, index, 0)
        return [
            happened(before, day.start, moment) + replace(of_day, eventual=eventual).by(moment)
            for eventual, moment in own
        ]

    def counted(self, ad_id: str, day: LocalDay, reading: Reading) -> int:
        """Millionths of what the ad spent on that day that the reading knows of."""
        return MILLION - (missing(self.keys[ad_id], day) if corrected_at(day) > reading.asked else 0)

    def _source(self, ad_id: str, index: int, eventual: int) -> Source:
        day = self._book.day(index)
        windows = self.conditions.terms(ad_id, day).windows
        chance = bits(self.keys[ad_id], day.date.toordinal())
        table = arrivals(*windows, self.funnels[ad_id].by_click)
        return Source(day.start, eventual, table, rest(chance, ARRIVING))

    def _look(self, reading: Reading) -> Known:
        open_ = corrected = self._book.open_index(reading.until)
        while corrected > 0 and corrected_at(self._book.day(corrected - 1)) > reading.asked:
            corrected -= 1
        settled = corrected
        while settled > 0 and self._book.day(settled - 1).start + SETTLED_SECONDS > reading.arrived:
            settled -= 1
        ages = (age(self._book.day(index).start, reading.arrived) for index in range(settled, open_))
        return Known(reading, open_, corrected, settled, self._past_of((open_, corrected, *ages)))

    def _past_of(self, look: tuple[int, ...]) -> Tail:
        """What is known of days to which every reading of that look is the same."""
        if look not in self._pasts and len(self._pasts) >= _READINGS_KEPT:
            self._pasts.clear()
        return self._pasts.setdefault(look, Tail())

    def _keep(self, node_id: str, name: str, stop: int) -> array[int]:
        """The figure on all days up to `stop`, for good."""
        column = self._kept.setdefault((node_id, name), array("q"))
        begin = self.base + len(column)
        if begin < stop:
            column.extend(self._worked_out(node_id, name, begin, stop, None))
        return column

    def _past(self, node_id: str, name: str, known: Known) -> list[int]:
        """The figure on the days that are over and may still change."""
        if (node_id, name) not in known.past.values:
            begin = max(known.sure(name), self.base)
            known.past.values[node_id, name] = self._worked_out(node_id, name, begin, known.open, known)
        return known.past.values[node_id, name]

    def _today(self, node_id: str, name: str, known: Known) -> list[int]:
        """The figure on the open day."""
        if (node_id, name) not in known.today.values:
            known.today.values[node_id, name] = self._worked_out(node_id, name, known.open, known.open + 1, known)
        return known.today.values[node_id, name]

    def _worked_out(self, node_id: str, name: str, begin: int, stop: int, known: Known | None) -> list[int]:
        """As known, or without `known`, all there is to know."""
        members = self._book.members.get(node_id)
        if members is not None:
            columns = [self._part(member, name, begin, stop, known) for member in members]
            return [sum(values) for values in zip(*columns, strict=True)] if columns else [0] * (stop - begin)
        if name in {"spend", "volume"}:
            return self._spent(node_id, name, begin, stop, known)
        if name in REAL_TIME:
            return self._real_time(node_id, REAL_TIME[name], begin, stop, known)
        if not any(self._part(node_id, "volume", begin, stop, known)):
            return [0] * (stop - begin)
        strip = self._strip(node_id, begin, stop, known)
        of = lambda parent: self._part(node_id, parent, begin, stop, known)  # noqa: E731 - names what follows
        return list(self.funnels[node_id].figure(name, strip, of))

    def _part(self, node_id: str, name: str, begin: int, stop: int, known: Known | None) -> list[int]:
        if known is not None:
            return self.values(node_id, name, begin, stop, known)
        return self._keep(node_id, name, stop)[begin - self.base : stop - self.base].tolist()

    def _strip(self, ad_id: str, begin: int, stop: int, known: Known | None) -> Strip:
        if known is None:
            return self.conditions.over(ad_id, begin, stop, None, {})
        tail, arrived = known.today if begin == known.open else known.past, known.reading.arrived
        if (ad_id, begin) not in tail.strips:
            tail.strips[ad_id, begin] = self.conditions.over(ad_id, begin, stop, arrived, tail.shared)
        return tail.strips[ad_id, begin]

    def _spent(self, ad_id: str, name: str, begin: int, stop: int, known: Known | None) -> list[int]:
        column = self._book.spends[ad_id] if name == "spend" else self._book.volumes[ad_id]
        values = column[begin - self.base : stop - self.base].tolist()
        if known is None:
            return values
        if stop > known.open:
            values[known.open - begin :] = [self._so_far(ad_id, name, known)]
        for index in range(max(begin, known.corrected), stop):
            values[index - begin] *= self.counted(ad_id, self._book.day(index), known.reading)
            values[index - begin] //= MILLION
        return values

    def _so_far(self, ad_id: str, name: str, known: Known) -> int:
        day = self._book.day(known.open)
        ad_day, flow = self._book.plan(day).get(ad_id), day.flow(known.reading.until)
        if ad_day is None:
            return 0
        return ad_day.spend(flow) if name == "spend" else ad_day.volume(flow)

    def _real_time(self, ad_id: str, figure: str, begin: int, stop: int, known: Known | None) -> list[int]:
        event = self.funnels[ad_id].dated_by(figure)
        if event not in ATTRIBUTED:
            return self._part(ad_id, event, begin, stop, known) if event else [0] * (stop - begin)
        # The days right after `base` lack those before it, which is why nobody asks for them: see `Ledger`.
        sources = self.sources(ad_id, event, begin, stop, known)
        until = known.reading.until if known else ALWAYS
        days = map(self._book.day, range(begin, stop))
        return [happened(sources, day.start, min(day.end, until)) for day in days]
