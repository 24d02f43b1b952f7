"""Made-up villages as deltas: what 2,000 women and their visits look like on the way to the county."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from app.delta import CellVersion, Delta, Reach, Rows
from app.records import KINDS
from app.versions import Dot, Header

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "秀英桂兰玉梅春花芳丽娟敏静霞红燕艳玲莉萍慧颖洁雪云莲凤琴月香"
_ADVICE = ("继续观察", "按时复查", "建议到乡镇服务站检查环位", "注意休息，补充叶酸", "两周后再访")
_EFFECTS = (None, None, None, None, "经量增多", "腰酸", "点滴出血", "头晕")
_FIRST_MS = 1_700_000_000_000


def _id(rng: random.Random, at_ms: int) -> str:
    return f"{at_ms << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62):032x}"


def _phone(rng: random.Random) -> str:
    return f"13{rng.randrange(10**9):09d}"


def _woman(rng: random.Random) -> dict[str, Any]:
    birth = date(1968, 1, 1) + timedelta(rng.randrange(38 * 365))
    married = rng.random() < 0.8
    home = f"{rng.choice(('东庄', '西庄', '南坡', '北沟'))}{rng.randint(1, 12)}组{rng.randint(1, 220)}号"
    return {
        "name": rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2)))),
        "id_type": "01",
        "id_number": f"43098{rng.randint(1, 3)}{birth:%Y%m%d}{rng.randrange(1000):03d}{rng.choice('0123456789X')}",
        "birth_date": birth.isoformat(),
        "ethnicity": rng.choice(("01",) * 17 + ("03", "11")),
        "education": rng.choice(("60", "70", "80", "20")),
        "marital": "21" if married else "10",
        "marital_since": (birth + timedelta(365 * 22 + rng.randrange(4000))).isoformat() if married else None,
        "current_address": home,
        "door": home,
        "phone": _phone(rng),
        "children_stated": rng.choice((0, 1, 2, 2, 3)),
        "status": "open",
    }


def _visit(rng: random.Random, day: date) -> dict[str, Any]:
    return {
        "visit_kind": rng.choice(("iud_followup", "pill_followup", "antenatal", "general")),
        "date": day.isoformat(),
        "place": rng.choice(("home", "clinic", "phone")),
        "systolic": rng.randint(95, 150),
        "diastolic": rng.randint(58, 98),
        "weight_g": rng.randint(42_000, 88_000),
        "pain": rng.choice((None, "none", "some")),
        "side_effects": rng.choice(_EFFECTS),
        "advice": rng.choice(_ADVICE),
        "next_date": (day + timedelta(90)).isoformat(),
        "signed": rng.randint(0, 1),
    }


def _rows(kind: str, ids: list[str], subjects: list[str], made: list[int], lines: list[dict[str, Any]]) -> Rows:
    fields = KINDS[kind].county_fields
    return Rows(kind, fields, ids, subjects, made, [[line.get(field) for line in lines] for field in fields])


def village(*, women: int, visits: int, seed: int = 7) -> Delta:
    """A first bundle: the women by one import, each visit by a change of its own; everybody consents."""
    rng = random.Random(seed)
    replica, author = f"{rng.getrandbits(128):032x}", _id(rng, _FIRST_MS)
    subjects = [_id(rng, _FIRST_MS + n // 5) for n in range(women)]
    headers = [Header(Dot(replica, 1), author, _FIRST_MS + 9000)]
    times = sorted(_FIRST_MS + rng.randrange(3600 * 86_400_000) for _ in range(visits))
    start = date(2016, 1, 1)
    ids, lines = [], []
    for n, at in enumerate(times):
        ids.append(_id(rng, at))
        headers.append(Header(Dot(replica, n + 2), author, at + rng.randint(1, 30)))
        lines.append(_visit(rng, start + timedelta(milliseconds=at - _FIRST_MS)))
    consents = [_id(rng, _FIRST_MS + 20) for _ in subjects]
    said = {"scope": "county", "state": "given", "date": "2023-11-15", "how": "signed"}
    return Delta(
        after={},
        upto={replica: Reach(len(headers), rng.randbytes(32))},
        headers=headers,
        rows=[
            _rows("woman", subjects, subjects, [0] * women, [_woman(rng) for _ in subjects]),
            _rows("consent", consents, subjects, [0] * women, [said] * women),
            _rows("visit", ids, [rng.choice(subjects) for _ in ids], list(range(1, visits + 1)), lines),
        ],
        snapshots=tuple(sorted(subjects)),
    )


def month_of(before: Delta, *, edits: int, visits: int, seed: int = 8) -> Delta:
    """The next bundle of that village."""
    rng = random.Random(seed)
    ((replica, base),) = before.upto.items()
    subjects = list(before.rows[0].ids)
    at = before.headers[-1].at_ms
    headers, cells, ids, lines = [], [], [], []
    for n in range(edits + visits):
        at += rng.randint(10_000, 3_000_000)
        headers.append(Header(Dot(replica, base.seq + 1 + n), before.headers[0].author, at))
        if n < edits:
            field = rng.choice(("phone", "current_address", "occupation"))
            value = _phone(rng) if field == "phone" else f"新村{rng.randint(1, 220)}号 {rng.getrandbits(24):06x}"
            one = rng.choice(subjects)
            cells.append(CellVersion("woman", one, one, field, value, n))
        else:
            ids.append(_id(rng, at - 5))
            lines.append(_visit(rng, date(2026, 11, 1) + timedelta(rng.randrange(30))))
    made = list(range(edits, edits + visits))
    return Delta(
        after=dict(before.upto),
        upto={replica: Reach(base.seq + len(headers), rng.randbytes(32))},
        headers=headers,
        rows=[_rows("visit", ids, [rng.choice(subjects) for _ in ids], made, lines)],
        cells=cells,
    )
