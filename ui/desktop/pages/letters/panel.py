"""A proposal as a form: filled in with what the county says, hers to change before it is taken over."""

from __future__ import annotations

from app.actions.proposals import Changes
from app.proposals import OF_A_CHILD, OF_THE_DELIVERY, Birth, Correction
from ui.desktop.page import Page
from ui.desktop.pages.form_panel import FormPanel, Part
from ui.letters import Letter
from ui.text import tr


def form_for(page: Page, letter: Letter) -> FormPanel | None:
    """The form of a birth or a correction; None for what has nothing to fill in."""
    told = letter.waiting.told
    if isinstance(told, Birth):
        parts = [Part("delivery", "delivery", OF_THE_DELIVERY, told.delivery)]
        for number, child in enumerate(told.children):
            title = tr("letters.child.title", n=number + 1)
            parts.append(
                Part(f"child{number}", "child", OF_A_CHILD, {f: child.get(f) for f in OF_A_CHILD}, title=title)
            )
    elif isinstance(told, Correction) and letter.record is not None:
        parts = [Part("main", told.kind, tuple(told.values), told.values)]
    else:
        return None
    title = tr("letters.accept.title", name=letter.waiting.woman.name, sort=letter.sort)
    return FormPanel(page, title, parts, draft=f"letter.{letter.id}", save=tr("letters.accept"))


def changes_in(panel: FormPanel, letter: Letter) -> Changes | None:
    """What the worker wrote otherwise than the county; None where nothing."""
    if not panel.dirty():
        return None
    told = letter.waiting.told
    if isinstance(told, Birth):
        children = [panel.values(f"child{number}") for number in range(len(told.children))]
        return Changes(panel.values("delivery"), children)
    return Changes(panel.values())
