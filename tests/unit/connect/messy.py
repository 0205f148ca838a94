"""Files as real clerks and bad people make them, built by code: nothing binary is kept in the repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

HEADINGS = ("决定书文号", "当事人", "信用代码", "处罚类别", "罚款金额（元）", "决定日期")
KNOWN = frozenset(
    ("决定书文号", "当事人", "信用代码", "处罚类别", "罚款金额元", "罚款金额", "决定日期", "行政相对人名称")
)
ROWS = (
    ("罚〔2024〕1号", "聚福餐饮公司", "914403001922038216", "罚款", "5000", "2024年3月5日"),
    ("罚〔2024〕2号", "鑫源超市", "", "警告、罚款", "1.5万元", "2024.3.6"),
    ("罚〔2024〕3号", "老王烧烤店", "", "警告", "", "45356"),
)


def csv_text(rows: Sequence[Sequence[str]] = ROWS, headings: Sequence[str] = HEADINGS, mark: str = ",") -> str:
    return "\n".join(mark.join(row) for row in (headings, *rows)) + "\n"


def put(folder: Path, name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return path


def workbook(folder: Path, fill: Callable[[Any, Any], None] | None = None, name: str = "台账.xlsx") -> Path:
    """A plain table in an .xlsx, then whatever `fill(book, sheet)` does to it."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (HEADINGS, *ROWS):
        sheet.append(list(row))
    if fill is not None:
        fill(book, sheet)
    path = folder / name
    book.save(path)
    return path


def repack(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same workbook with its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def bomb(size: int) -> bytes:
    """An .xlsx whose sheet unpacks to `size` bytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(size // 2**20):
                part.write(b"\x20" * 2**20)
    return out.getvalue()
