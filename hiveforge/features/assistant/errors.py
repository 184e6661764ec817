"""What the assistant refuses."""

from hiveforge.core.errors import Conflict


class StillAnswering(Conflict):
    """The last question has no answer yet."""

    code, message = "still_answering", "The answer to your last question is still being written. Wait, or stop it."
    constraint = "uq_assistant_messages_unfinished"
