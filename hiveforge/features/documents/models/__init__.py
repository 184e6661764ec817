"""Documents, the passages they consist of, what they mean, and the words in them."""

from .chunk import DocumentChunk
from .document import Document
from .embedding import DocumentEmbedding
from .word import DocumentWord

__all__ = ["Document", "DocumentChunk", "DocumentEmbedding", "DocumentWord"]
