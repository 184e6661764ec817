"""The assistant's page without a browser."""

from tabs import Tab

from hiveforge.features.assistant.state import AssistantState


async def test_an_address_loaded_twice_leaves_open_what_is_being_edited(acme, answered):
    asked, _ = await answered(acme.member)
    tab = Tab(acme.member, f"/o/acme/assistant?c={asked.conversation}")
    await tab.send(AssistantState.load)
    state = await tab.state(AssistantState)
    question = state.messages[0].id
    await tab.send(AssistantState.edit, question)
    await tab.send(AssistantState.load)
    assert state.editing == question
    tab.go("/o/acme/assistant")
    await tab.send(AssistantState.load)
    assert (state.editing, state.opened.id, state.messages) == ("", "", [])
