"""Parts of the assistant page."""

from .conversation import conversation
from .history import history

__all__ = ["conversation", "history"]
