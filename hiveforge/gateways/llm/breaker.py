"""Leaves a vendor alone that keeps failing, so that people do not wait for an answer that will not come."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class CircuitBreaker:
    """Closed, it lets calls through. `limit` failures in a row open it for `seconds`; then one call at a time tries."""

    clock: Callable[[], float]
    limit: int = 5
    seconds: float = 30
    _failures: int = 0
    _opened_at: float = 0
    _trying: bool = False

    def admits(self) -> bool:
        """Whether to call now. Each call that was let in says `succeeded`, `failed` or `left`."""
        if self._failures < self.limit:
            return True
        if self._trying or self.seconds_left() > 0:
            return False
        self._trying = True
        return True

    def seconds_left(self) -> float:
        """Until a call may try again; 0 while it is closed."""
        if self._failures < self.limit:
            return 0
        return max(0.0, self._opened_at + self.seconds - self.clock())

    def succeeded(self) -> None:
        self._failures, self._trying = 0, False

    def failed(self) -> None:
        self._failures, self._trying, self._opened_at = self._failures + 1, False, self.clock()

    def left(self) -> None:
        """The call ended without telling anything about the vendor."""
        self._trying = False
