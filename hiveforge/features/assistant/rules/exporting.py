"""A conversation as a file that people can read."""

from collections.abc import Iterator, Sequence

from hiveforge.features.assistant.schemas import Author, ConversationRow, MessageRow


def as_markdown(conversation: ConversationRow, messages: Sequence[MessageRow]) -> str:
    """Title, then who said what; an answer says which model gave it and names its sources."""
    return "\n\n".join([f"# {conversation.title}", *(_part(conversation, message) for message in messages)]) + "\n"


def _part(conversation: ConversationRow, message: MessageRow) -> str:
    if message.author is Author.MEMBER:
        return f"## {conversation.member}\n\n{message.text}"
    return "\n\n".join([f"## Assistant ({message.model or 'no model'})", message.text, *_notes(message)])


def _notes(message: MessageRow) -> Iterator[str]:
    if message.error:
        yield f"_{message.error}_"
    if message.sources:
        yield "\n".join(
            f"{source.number}. {source.title}{f' – {source.heading}' if source.heading else ''}"
            for source in message.sources
        )
