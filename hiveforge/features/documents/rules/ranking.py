"""What is shown first when words and meaning are searched."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from hiveforge.features.documents.schemas import FoundPassage

MOST_OF_ONE_DOCUMENT = 3
_SMOOTHING = 60
T = TypeVar("T")


def fused(*lists: Sequence[T]) -> dict[T, float]:
    """Reciprocal rank fusion: what stands high in several lists comes first. By item, the best first."""
    scores: Counter[T] = Counter()
    for found in lists:
        for rank, item in enumerate(found, start=1):
            scores[item] += 1 / (_SMOOTHING + rank)  # pyright: ignore[reportArgumentType]  counters take any number
    return dict(scores.most_common())


def hybrid(
    by_words: Iterable[UUID], by_meaning: Iterable[UUID], passages: Mapping[UUID, FoundPassage]
) -> list[FoundPassage]:
    """The best of both searches, at most three passages of each document. A passage that is gone meanwhile is left out."""
    found: list[FoundPassage] = []
    seen: Counter[UUID] = Counter()
    for chunk, score in fused(list(by_words), list(by_meaning)).items():
        passage = passages.get(chunk)
        if passage and seen[passage.document_id] < MOST_OF_ONE_DOCUMENT:
            seen[passage.document_id] += 1
            found.append(replace(passage, score=round(score, 4)))
    return found
