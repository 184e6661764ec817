"""What was charged, with the provider's own documents."""

from typing import Any

import reflex as rx

from hiveforge.features.billing.state import BillingPage
from hiveforge.ui.badge import match_badge
from hiveforge.ui.card import card, card_header
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import TEXT_LINK, native_link
from hiveforge.ui.relative_time import day

_STATUS: dict[str, tuple[str, Any]] = {
    "paid": ("Paid", "success"),
    "open": ("Unpaid", "danger"),
    "draft": ("Draft", "neutral"),
    "void": ("Void", "neutral"),
    "uncollectible": ("Written off", "warning"),
}


def invoices_card() -> rx.Component:
    """Not beside an arranged plan, for which no invoice comes here; unless there are some from before."""
    some: Any = BillingPage.invoices
    return rx.cond(~BillingPage.plan.arranged | (some.length() > 0), _card())  # pyright: ignore[reportOperatorIssue]


def _card() -> rx.Component:
    return card(
        card_header("Invoices", "The newest two years. Older ones are in the payment details."),
        data_table(
            "Invoices",
            BillingPage.invoices,
            [
                Column("Date", lambda row: day(row.at)),
                Column("Number", lambda row: row.number, hide_below="sm"),
                Column("Status", lambda row: match_badge(row.status, _STATUS)),
                Column("Total", lambda row: rx.el.span(row.total, class_name="tabular"), align_right=True),
                Column("Document", _documents, align_right=True),
            ],
            row_key=lambda row: row.id,
            loading=BillingPage.loading,
            empty=empty_state("No invoices yet", "They appear here after your first payment.", "receipt"),
        ),
    )


def _documents(row: Any) -> rx.Component:
    return rx.el.span(
        rx.cond(
            (row.status == "open") & (row.page_url != ""),
            native_link("Pay", href=row.page_url, class_name=TEXT_LINK, aria_label="Pay invoice " + row.number),
        ),
        rx.cond(
            row.pdf_url != "",
            native_link("PDF", href=row.pdf_url, class_name=TEXT_LINK, aria_label="PDF of invoice " + row.number),
        ),
        class_name="inline-flex gap-3",
    )
