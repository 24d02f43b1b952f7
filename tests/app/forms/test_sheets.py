"""The recovery sheet, the import report and the exchange manifest."""

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from app.forms.import_report import ImportReportContent, ImportReportTexts, import_report
from app.forms.manifest import KindSent, ManifestContent, manifest
from app.forms.recovery_sheet import RecoverySheetContent, recovery_sheet
from app.records import Unit

TODAY = date(2026, 11, 22)
Read = Callable[[bytes], Any]
Clean = Callable[[Any], None]

TEXTS = ImportReportTexts(
    title="导入花名册报告", period="2026年11月22日", about="文件：花名册.xlsx，共 5 行。", counts="每一行的结果",
    count_columns=("结果", "行数"), left_out="没有读入的栏目", left_out_columns=("栏目", "为什么"), look="请看一看",
    look_columns=("行", "姓名", "原因"), nothing="没有。",
)  # fmt: skip


def test_a_report_can_be_the_first_form_of_a_program() -> None:
    """Fonts are made known by whichever form comes first."""
    wanted = "from app.forms.report import Section, flowables; from app.forms.page import Paper;"
    wanted += "assert list(flowables([Section(head='每一行的结果', empty='没有。')], Paper()))"
    subprocess.run([sys.executable, "-c", wanted], check=True)


def test_the_recovery_sheet_shows_the_code_in_order_on_one_page(unit: Unit, read: Read, clean: Clean) -> None:
    code = tuple(f"K{i:02d}X-9{i:02d}Q" for i in range(1, 14))
    printed = read(recovery_sheet(RecoverySheetContent(unit=unit, day=TODAY, code=code)))
    groups = sorted((w for w in printed.words if w.text in code), key=lambda w: (round(w.top), w.left))
    assert tuple(w.text for w in groups) == code
    assert len(printed.pages) == 1
    assert all(word in printed.squeezed for word in ("怎样保管", "封口处签名", "县里和软件的作者都没有"))
    clean(printed)


def test_the_recovery_sheet_takes_long_words(unit: Unit, read: Read, clean: Clean) -> None:
    printed = read(
        recovery_sheet(RecoverySheetContent(unit=unit, day=TODAY, code=("ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2,) * 3))
    )
    assert printed.squeezed.count("ABCDE") == 6
    clean(printed)


def test_the_import_report_names_every_outcome_left_out_column_and_row_to_look_at(
    unit: Unit, read: Read, clean: Clean
) -> None:
    look = tuple((str(i), f"欧阳{i:03d}", "证件号第 18 位与前 17 位对不上，已照原样记下。" * 3) for i in range(2, 202))
    content = ImportReportContent(
        unit=unit, texts=TEXTS, counts=(("新增", 280), ("没有变化", 0)), left_out=(("政治面貌", "用不着。"),), look=look
    )
    printed = read(import_report(content))
    assert all(name in printed.text for _, name, _ in look)
    assert all(word in printed.squeezed for word in ("新增280", "没有变化0", "政治面貌用不着。"))
    assert "单位负责人" not in printed.text
    clean(printed)


def test_an_import_with_nothing_to_look_at_says_so(unit: Unit, read: Read) -> None:
    content = ImportReportContent(unit=unit, texts=TEXTS, counts=(("新增", 5),), left_out=(), look=())
    assert read(import_report(content)).text.count("没有。") == 2


def test_the_manifest_says_what_left_for_whom_on_which_ground(unit: Unit, read: Read, clean: Clean) -> None:
    content = ManifestContent(
        unit=unit, day=TODAY, recipient="沅江市妇幼保健院", purpose="接续随访", file="430981203205-00007.suifang", number=7,
        fingerprint="8F2A 91C4 77D0 3E5B", women=213,
        kinds=(KindSent(kind="妇女", new=3, changed=12, withdrawn=1, fields=("姓名", "出生日期") * 20),),
        grounds=(("她本人同意", 213),), stays=(("还没有问过她", 88),),
    )  # fmt: skip
    printed = read(manifest(content))
    for fact in ("沅江市妇幼保健院", "430981203205-00007.suifang", "8F2A 91C4 77D0 3E5B", "213", "88", "接收人"):
        assert fact in printed.text
    fields = "".join(w.text for w in printed.words if w.left > 280)
    assert fields.count("出生日期") == 20
    clean(printed)
