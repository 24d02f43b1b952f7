"""A woman is found by how her name begins, is said or abbreviated, by three digits in a row, by her group."""

from hypothesis import given
from hypothesis import strategies as st

from app.values.names import search_keys, sort_key, tidy_name
from storage.search import Findable, Search

NAMES = ["王秀兰", "王新", "李月琴", "欧阳娜娜", "单雪", "曾吕绿", "阿依古丽·买买提", "张王丽", "王", "Anna Li"]
PHONES = [None, "13800000000", "13912345678", "0737-1234567"]
IDS = [None, "43098119890307124X", "430981200101010021"]

WOMEN = st.lists(
    st.builds(
        Findable,
        id=st.uuids(version=4).map(lambda u: u.hex),
        name=st.sampled_from(NAMES),
        other_names=st.sampled_from([None, "秀秀", "小月、阿琴"]),
        id_number=st.sampled_from(IDS),
        phone=st.sampled_from(PHONES),
        group=st.sampled_from([None, 1, 2, 11]),
        open=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda who: who.id,
)
_WORDS = """
    王 王秀 秀 王xl 王xiul 王x 王zz 欧阳n 阿y 阿琴 单x 曾l w wa wxl wangx ouyang shan dan lv lü lu zhangwang xx xiuxiu xy a anna
    1 13 138 0307 124x 124X １３８ 000 1组 十一组 ２组"""
WORDS = st.sampled_from(_WORDS.split())


def has(who: Findable, word: str) -> bool:
    """By the definition, one woman and one word at a time."""
    word = word.translate({0xFF01 + n: 0x21 + n for n in range(94)}).lower()
    if word.endswith("组"):
        return who.group == {"1": 1, "2": 2, "十一": 11}[word[:-1]]
    if len(word) >= 3 and word.rstrip("x").isdigit():
        return any(word in (digits or "").lower() for digits in (who.id_number, who.phone))
    names = [tidy_name(name).lower() for name in [who.name, *(who.other_names or "").split("、")] if name]
    written = "".join(c for c in word if not c.isascii() and c != "ü")
    if not written:
        return any(
            key.startswith(word) for name in names for key in [*search_keys(name).full, *search_keys(name).initials]
        )
    said = word[len(written) :]
    for name in names:
        if name.startswith(written):
            rest = name[len(written) :]
            keys = [*search_keys(rest).full, *search_keys(rest).initials] if rest else []
            if not said or any(key.startswith(said) for key in keys):
                return True
    return False


def found(women: list[Findable], words: list[str], most: int, closed: bool) -> list[str]:
    ordered = sorted(women, key=lambda who: sort_key(who.name))
    return [w.id for w in ordered if words and (closed or w.open) and all(has(w, word) for word in words)][:most]


@given(WOMEN, st.lists(WORDS, max_size=3), st.sampled_from([1, 3, 200]), st.booleans())
def test_found_are_those_who_have_every_word(women: list[Findable], words: list[str], most: int, closed: bool) -> None:
    by_order = sorted(women, key=lambda who: sort_key(who.name))
    assert Search(by_order).find(" ".join(words), most=most, closed=closed) == found(by_order, words, most, closed)


@given(WOMEN, WOMEN, st.lists(st.booleans(), max_size=12), st.lists(WORDS, min_size=1, max_size=2))
def test_changes_are_found_at_once_and_the_forgotten_never(
    women: list[Findable], later: list[Findable], gone: list[bool], words: list[str]
) -> None:
    index = Search(women)
    index.find("w")
    now = {who.id: who for who in women}
    for who, other in zip(women, later, strict=False):
        changed = Findable(who.id, other.name, None, other.id_number, None, other.group, other.open)
        index.put(changed)
        now[who.id] = changed
    for who in later:
        index.put(who)
        now[who.id] = who
    for who, go in zip([*women, *later], gone, strict=False):
        if go:
            index.remove(who.id)
            now.pop(who.id, None)
    assert set(index.find(" ".join(words))) == set(found(list(now.values()), words, 200, closed=True))
    assert set(index.everyone(closed=True)) == set(now)
    assert len(index) == len(now)


def test_many_changes_are_taken_into_the_large_index() -> None:
    index = Search(())
    women = [
        Findable(f"{n:032x}", NAMES[n % len(NAMES)], None, None, f"138{n:08d}", n % 7, open=True) for n in range(1_300)
    ]
    for who in women:
        index.put(who)
        assert len(index.find(who.phone or "")) == 1
    assert len(index.find("王", most=2_000)) == sum(who.name.startswith("王") for who in women)
