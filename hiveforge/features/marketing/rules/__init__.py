"""The plans in the words of the public pages. States no number of its own: each is read from `features/plans`."""

from .answering import questions
from .comparing import extras, limits, prices
from .including import EVERY_PLAN
from .pricing import description, most_saved_percent, price, terms, trial, yearly_terms

__all__ = [
    "EVERY_PLAN",
    "description",
    "extras",
    "limits",
    "most_saved_percent",
    "price",
    "prices",
    "questions",
    "terms",
    "trial",
    "yearly_terms",
]
