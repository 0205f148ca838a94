"""The page of all settings, from `wiring/settings.py`.

    python tools/settings_page.py          write docs/settings.md
    python tools/settings_page.py --check  say whether it is stale, and exit 1
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "settings.md"
sys.path.insert(0, str(ROOT / "src"))

HEAD = """# 设置 · Settings

每项设置是一个环境变量，启动时读一次，改后须重启。`xinzhi doctor` 会指出写错的名字和取值。
Each setting is an environment variable, read once at the start; a change wants a restart. `xinzhi doctor` names what is misspelt.

| 变量 · variable | 默认 · default | 含义 | meaning |
| --- | --- | --- | --- |
"""


def page() -> str:
    """The text of the page: one line for each setting."""
    from xinzhi.wiring.settings import SETTINGS

    lines = [
        f"| `{one.name}` | {one.shown or (f'`{one.default}`' if one.default else '—')} | {one.zh} | {one.en} |" for one in SETTINGS
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text("utf-8") != page():
            print("docs/settings.md is stale: python tools/settings_page.py")
            sys.exit(1)
    else:
        PAGE.write_text(page(), "utf-8")
