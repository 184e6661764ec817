"""What the pages of documents show and do, a state for each page."""

from .document import DocumentState
from .documents import DocumentsState

__all__ = ["DocumentState", "DocumentsState"]
