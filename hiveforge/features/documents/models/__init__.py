"""Documents, the passages they consist of, and the words in them."""

from .chunk import DocumentChunk
from .document import Document
from .word import DocumentWord

__all__ = ["Document", "DocumentChunk", "DocumentWord"]
