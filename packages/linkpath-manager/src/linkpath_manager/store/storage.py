"""Whether what is to be kept can be written, by the last try."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from linkpath_manager.errors import StorageUnavailable

_RETRY_SECONDS = 10


class Storage:
    """`trouble` says why nothing can be written; None: it can."""

    def __init__(self, problem: Callable[[Exception], str | None]) -> None:
        """`problem` is why the database cannot be written, if that is what an error says."""
        self._problem = problem
        self.trouble: str | None = None

    @contextmanager
    def tried(self) -> Iterator[None]:
        """Around a transaction.

        Raises:
            StorageUnavailable: nothing of it was written, for there is no room, or nothing may be written.
        """
        try:
            yield
        except Exception as error:
            words = self._problem(error)
            if words is None:
                raise
            self.trouble = words
            raise StorageUnavailable(
                f"LinkPath's database cannot be written: {words}.",
                hint="Nothing was changed. Whoever runs LinkPath has to make room or let it write; GET /readyz says "
                "when it can. Then repeat the request.",
                retry_after=_RETRY_SECONDS,
            ) from error

    def mended(self) -> None:
        """Something was written."""
        self.trouble = None
