"""What documents refuse, and what to do instead."""

from hiveforge.core.errors import Conflict


class StillReading(Conflict):
    code, message = "still_reading", "This document is being read. Wait until that is done."


class NothingToRetry(Conflict):
    code, message = "nothing_to_retry", "This document has been read. There is nothing to try again."
