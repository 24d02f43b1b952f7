"""What she says, one thing or a page of them: the law of the states, whoever said what before."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.actions.consents import Answer, Said, answer
from app.actions.erasure import is_bare
from app.consent import ALL_SCOPES, CONTACT, effective, may_be_asked
from app.records import Consent, Record, Woman
from app.records.story import Story, story_of
from app.records.writes import Add, Erase, Forget, Write

HER, OTHER = "a" * 32, "b" * 32
DAY = date(2026, 11, 22)
WORDS = st.sampled_from([None, "下午", "只找她本人"])
ANSWERS = st.builds(Answer, scope=st.sampled_from(ALL_SCOPES), agrees=st.booleans(), through=WORDS, hours=WORDS)
PAGES = st.lists(st.lists(ANSWERS, max_size=7, unique_by=lambda a: a.scope), max_size=6)
WITHOUT_CARE_NO = PAGES.map(lambda pages: [[a for a in p if a.scope != "care" or a.agrees] for p in pages])


class Ids:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"{self.made:032x}"


def told(story: Story, writes: list[Write]) -> Story:
    added: list[Record] = [w.record for w in writes if isinstance(w, Add)]
    return story_of(story.woman, [*story.consents, *added], joined=story.joined)


def a_story(joined: bool = False) -> Story:
    other = (Woman(id=OTHER, subject=OTHER, name="王秀兰", merged_into=HER),) if joined else ()
    return story_of(Woman(id=HER, subject=HER, name="王秀兰"), [], joined=other)


@given(WITHOUT_CARE_NO, st.booleans())
def test_after_any_pages_each_scope_is_what_was_said_last(pages: list[list[Answer]], joined: bool) -> None:
    story, ids, expected = a_story(joined), Ids(), dict.fromkeys(ALL_SCOPES, "not_asked")
    for page in pages:
        story = told(story, list(answer(story, page, Said(on=DAY), fresh=ids)))
        for one in page:
            before = expected[one.scope]
            no = "withdrawn" if before in ("given", "withdrawn") else "refused"
            expected[one.scope] = "given" if one.agrees else no
        assert {s: effective(story.consents, s) for s in ALL_SCOPES} == expected
    assert {s for s in ALL_SCOPES if not may_be_asked(story.consents, s)} == {
        s for s, state in expected.items() if state in ("refused", "withdrawn")
    }
    for entry in (HER, OTHER) if joined else (HER,):
        mine = [c for c in story.consents if c.subject == entry]
        assert {s: effective(mine, s) for s in ALL_SCOPES} == expected, "it holds wherever one entry is alone"


@given(WITHOUT_CARE_NO)
def test_saying_the_same_again_writes_nothing(pages: list[list[Answer]]) -> None:
    story, ids = a_story(), Ids()
    for page in pages:
        story = told(story, list(answer(story, page, Said(on=DAY), fresh=ids)))
        again = answer(story, page, Said(on=DAY), fresh=ids)
        assert [w for w in again if isinstance(w, Add)] == []


@given(WITHOUT_CARE_NO)
def test_ways_and_hours_stand_only_beside_a_yes_to_being_contacted(pages: list[list[Answer]]) -> None:
    story, ids = a_story(), Ids()
    for page in pages:
        story = told(story, list(answer(story, page, Said(on=DAY), fresh=ids)))
    for said in story.consents:
        if said.scope not in CONTACT or said.state != "given":
            assert (said.through, said.hours) == (None, None)


@given(PAGES)
def test_a_no_to_the_ledger_erases_every_entry_and_keeps_nothing_else_of_that_page(pages: list[list[Answer]]) -> None:
    ids = Ids()
    for page in pages:
        story = a_story(joined=True)
        writes = answer(story, page, Said(on=DAY, how="oral", witness="护士"), fresh=ids)
        leaves = any(a.scope == "care" and not a.agrees for a in page)
        assert {w.subject for w in writes if isinstance(w, Erase)} == ({HER, OTHER} if leaves else set())
        if leaves:
            (bare,) = (w.record for w in writes if isinstance(w, Add) and isinstance(w.record, Woman))
            (said,) = (w.record for w in writes if isinstance(w, Add) and isinstance(w.record, Consent))
            assert is_bare(bare)
            assert (said.subject, said.scope, said.state, said.witness) == (bare.id, "care", "refused", "护士")


def test_a_no_of_her_husband_forgets_him_in_every_entry() -> None:
    writes = answer(a_story(joined=True), [Answer(scope="spouse", agrees=False)], Said(on=DAY), fresh=Ids())
    gone = [w for w in writes if isinstance(w, Forget)]
    assert [w.id for w in gone] == [HER, OTHER]
    assert all(set(w.values) == {"spouse_name", "spouse_id_number", "spouse_phone"} for w in gone)


def test_a_signature_needs_no_witness_and_none_is_kept() -> None:
    said = Said(on=DAY, how="signed", witness="护士", notice_version="2026-1")
    (write,) = answer(a_story(), [Answer(scope="county", agrees=True)], said, fresh=Ids())
    assert isinstance(write, Add)
    assert isinstance(write.record, Consent)
    assert (write.record.witness, write.record.how, write.record.notice_version) == (None, "signed", "2026-1")
