"""One ad's figures in parts: of every figure the parts add up to the whole, and in each part none exceeds its whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from .chance import between, key_of
from .funnel import Funnel
from .stages import ATTRIBUTED, EVENTUAL, ORDER, REAL_TIME, SAME, SHARES, SPLITS, SUMS, VALUES

Rows = list[list[int]]
"""For each part, the figure at each moment."""
Cell = tuple[str, ...]

_RARE = 500_000  # millionths: figures that are a smaller share of another differ from part to part
_TILT = (750, 1250)


class Split:
    """The parts of one ad at several moments; `whole` gives a figure of the ad at all of them."""

    def __init__(self, funnel: Funnel, parts: dict[Cell, int], whole: Callable[[str], Sequence[int]]) -> None:
        self._funnel, self._whole = funnel, whole
        self._cells = list(parts)
        self._bounds = [0, *accumulate(parts.values())]
        self._known: dict[str, Rows] = {}

    def of(self, name: str) -> Rows:
        """The figure in each part, in their order."""
        if name not in self._known:
            one = len(self._cells) == 1
            self._known[name] = [list(self._whole(name))] if one else self._made_of(name)
        return self._known[name]

    def _made_of(self, name: str) -> Rows:
        if name in SAME:
            return self.of(SAME[name])
        if name in VALUES:
            return [[count * self._funnel.order_value for count in row] for row in self.of(VALUES[name])]
        if name in SUMS:
            parts = [[[value * sign for value in row] for row in self.of(part)] for part, sign in SUMS[name]]
            return [[sum(values) for values in zip(*rows, strict=True)] for rows in zip(*parts, strict=True)]
        if name in {"conversion", "result"}:
            event = self._funnel.dated_by(name)
            return self.of(event) if event else self._in_proportion(name)
        if name in SPLITS:
            return self._by_attribution(*SPLITS[name])
        parent = _parent(name)
        return self._in_proportion(name) if parent is None else self._of_parent(name, self.of(parent))

    def _in_proportion(self, name: str) -> Rows:
        whole, all_ = self._whole(name), self._bounds[-1]
        sums = [[value * bound // all_ for value in whole] for bound in self._bounds]
        return [[after - before for before, after in zip(*pair, strict=True)] for pair in pairwise(sums)]

    def _of_parent(self, name: str, rows: Rows) -> Rows:
        """Each part gets as much of the whole as it has of the parent, more or less, and never more than that is."""
        tilts = [self._tilt(name, cell) for cell in self._cells]
        tilted = [[value * tilt for value in row] for row, tilt in zip(rows, tilts, strict=True)]
        weights = [sum(values) for values in zip(*tilted, strict=True)]
        left, ahead = list(self._whole(name)), [sum(values) for values in zip(*rows, strict=True)]
        whole, reached, given = list(left), [0] * len(left), [0] * len(left)
        parts: Rows = []
        for row, lean in zip(rows, tilted, strict=True):
            reached = [so_far + more for so_far, more in zip(reached, lean, strict=True)]
            ahead = [rest - own for rest, own in zip(ahead, row, strict=True)]
            part = [
                min(own, max(total * so_far // weight - done if weight else 0, total - done - rest))
                for own, total, so_far, weight, done, rest in zip(
                    row, whole, reached, weights, given, ahead, strict=True
                )
            ]
            given = [done + more for done, more in zip(given, part, strict=True)]
            parts.append(part)
        return parts

    def _by_attribution(self, whole: str, kind: str) -> Rows:
        """After a click, after an engaged view, after a view: the last is what the others leave."""
        clicked, engaged = (
            next(n for n, split in SPLITS.items() if split == (whole, one)) for one in ("click", "engaged")
        )
        rows = self.of(whole)
        by_click = self._of_parent(clicked, rows)
        others = [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(rows, by_click, strict=True)]
        if kind == "click":
            return by_click
        by_engaged = self._of_parent(engaged, others)
        if kind == "engaged":
            return by_engaged
        return [[a - b for a, b in zip(*pair, strict=True)] for pair in zip(others, by_engaged, strict=True)]

    def _tilt(self, name: str, cell: Cell) -> int:
        """How much likelier than usual it is in that part, in thousandths."""
        share = SHARES.get(name + EVENTUAL) or SHARES.get("valid_clicks" if name == "clicks" else name)
        if share is None or share.high > _RARE:
            return 1000
        return between(*_TILT, key_of(0, " ".join(cell)), ORDER.get(name + EVENTUAL, ORDER.get(name, 0)))


def _parent(name: str) -> str | None:
    """Which figure it is a part of, as far as figures are told; None for those that come first."""
    if name == "clicks":
        return "impressions"
    share = SHARES.get(name + EVENTUAL if name in ATTRIBUTED else name)
    if share is None or name in REAL_TIME:
        return None
    parent = share.parent.removesuffix(EVENTUAL)
    return "clicks" if parent == "valid_clicks" else parent
