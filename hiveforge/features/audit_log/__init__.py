"""The audit log: what was done in an organization, by whom, on what.

page = await audit_log.list_entries(actor, audit_log.AuditQuery(action="organizations.invite"), limit=5)
lines = [audit_log.in_words(row) for row in page.items]
"""

from .rules import in_words
from .schemas import AuditLine, AuditQuery, AuditRow
from .service import list_entries

__all__ = ["AuditLine", "AuditQuery", "AuditRow", "in_words", "list_entries"]
