"""What the pages of billing show and do."""

from .banner import BannerState
from .billing import BillingPage
from .choosing import CancelingState, ChoosingState
from .returning import ReturnState

__all__ = ["BannerState", "BillingPage", "CancelingState", "ChoosingState", "ReturnState"]
