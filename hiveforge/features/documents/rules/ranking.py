"""What is shown first, when several searches or several passages of one document compete."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from hiveforge.features.documents.schemas import FoundPassage

MOST_OF_ONE_DOCUMENT = 3
_SMOOTHING = 60
T = TypeVar("T")


def varied(found: Iterable[FoundPassage]) -> Iterator[FoundPassage]:
    """The same order with at most three passages of each document, so that a long one does not hide the others."""
    seen: Counter[UUID] = Counter()
    for passage in found:
        seen[passage.document_id] += 1
        if seen[passage.document_id] <= MOST_OF_ONE_DOCUMENT:
            yield passage


def fused(*lists: Sequence[T]) -> dict[T, float]:
    """Reciprocal rank fusion: what stands high in several lists comes first. By item, the best first."""
    scores: Counter[T] = Counter()
    for found in lists:
        for rank, item in enumerate(found, start=1):
            scores[item] += 1 / (_SMOOTHING + rank)  # pyright: ignore[reportArgumentType]  counters take any number
    return dict(scores.most_common())
