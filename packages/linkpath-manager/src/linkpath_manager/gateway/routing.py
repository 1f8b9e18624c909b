"""Which door a request's method and path lead to."""

import difflib
from collections.abc import Mapping
from typing import Any

from starlette.routing import compile_path

from .exchange import Door, Exchange
from .refusals import MethodNotAllowed, RouteNotFound


class Routing:
    """The doors by path template and method. Paths without parameters are looked up, the others matched in turn."""

    def __init__(self, doors: Mapping[str, Mapping[str, Door]]) -> None:
        self._doors = {path: _with_head(methods) for path, methods in doors.items()}
        self._patterns = [(compile_path(path)[0], path) for path in doors if "{" in path]

    def door(self, exchange: Exchange) -> Door:
        """The door, and the route and its parameters put down in `exchange`.

        Raises:
            RouteNotFound: no route has the path.
            MethodNotAllowed: one has, but not with this method.
        """
        methods = self._doors.get(exchange.path)
        if methods is None or "{" in exchange.path:
            methods = self._doors[self._matched(exchange)]
        else:
            exchange.route = exchange.path
        door = methods.get(exchange.method)
        if door is None:
            raise MethodNotAllowed(exchange.method, ", ".join(sorted(methods)))
        return door

    def _matched(self, exchange: Exchange) -> str:
        found = self._match(exchange.path)
        if found is None:
            raise RouteNotFound(f"There is nothing at {exchange.path[:200]}.", hint=self._hint(exchange.path))
        exchange.route, exchange.path_params = found
        return exchange.route

    def _match(self, path: str) -> tuple[str, dict[str, Any]] | None:
        for pattern, template in self._patterns:
            if found := pattern.match(path):
                return template, found.groupdict()
        return None

    def _hint(self, path: str) -> str:
        bare = path.rstrip("/")
        if bare != path and (bare in self._doors or self._match(bare)):
            return f"Addresses end without a slash: {bare[:200]}"
        if near := difflib.get_close_matches(bare[:200], self._doors, n=1, cutoff=0.8):
            return f"Did you mean {near[0]}?"
        return "The reference at /docs lists every address."


def _with_head(doors: Mapping[str, Door]) -> dict[str, Door]:
    return {**doors, "HEAD": doors["GET"]} if "GET" in doors else dict(doors)
