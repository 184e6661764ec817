"""The stand-in's pages, under `/_sandbox/stripe`: checkout, portal, invoices, and the console."""

from fastapi import APIRouter, Depends

from hiveforge.sandbox import refuse_production

from . import checkout, console, invoices, portal


def pages_router() -> APIRouter:
    """To be mounted into the web application; every page raises UnsafeSettings in production."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(_refuse)])
    for page in (checkout, portal, invoices, console):
        router.include_router(page.router)
    return router


def _refuse() -> None:
    refuse_production("The stand-in for Stripe")
