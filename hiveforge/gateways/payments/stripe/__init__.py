"""Payments through Stripe's own SDK: one class for the real Stripe and for the stand-in, which differ in where they listen."""

from .client import API_VERSION, StripeAccount
from .payments import StripePayments

__all__ = ["API_VERSION", "StripeAccount", "StripePayments"]
