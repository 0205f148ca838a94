"""The page of rights, written from the table: `python tools/rights.py` writes docs/rights.md and docs/zh/rights.md."""

from __future__ import annotations

import sys
from pathlib import Path

from xinzhi.catalogue.rights import rights
from xinzhi.core.rights import Act, Reach, Rights

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"zh": DOCS / "zh" / "rights.md", "en": DOCS / "rights.md"}
REACHES = {
    "zh": {Reach.OWN: "本人", Reach.DEPARTMENT: "本部门", Reach.REGION: "本辖区", Reach.ANY: "全部"},
    "en": {Reach.OWN: "own", Reach.DEPARTMENT: "own department", Reach.REGION: "own region", Reach.ANY: "any"},
}
TEXTS = {
    "zh": {
        "title": "# 谁可以做什么",
        "lead": "本页由权限表 `src/xinzhi/catalogue/rights.yaml` 生成，程序和测试用的是同一张表。格子里写的是可以办理的范围，"
        "“—”是不可以。一个人可以有几个角色，范围取最大的。要用自己的表，把 `XINZHI_RIGHTS` 设为同样格式的文件。",
        "roles": "## 角色",
        "marks": "②：须由另一位同样有权的人同意。✎：须写明事由，并留痕。",
        "act": "动作",
        "why": "理由",
        "when": "仅当",
    },
    "en": {
        "title": "# Who may do what",
        "lead": "This page is written from the table of rights, `src/xinzhi/catalogue/rights.yaml`; the program and the tests use the same"
        " table. A cell says how far a right reaches, “—” that there is none. Somebody with several roles has the widest of their rights."
        " For a table of your own, set `XINZHI_RIGHTS` to a file of the same form.",
        "roles": "## Roles",
        "marks": "②: another person who holds the same right must agree. ✎: the purpose is stated and kept.",
        "act": "Act",
        "why": "Why",
        "when": "only when",
    },
}


def page(language: str, table: Rights) -> str:
    """The page in one language, as Markdown."""
    texts = TEXTS[language]
    lines = [texts["title"], "", texts["lead"], "", texts["roles"], ""]
    lines += [f"- **{role.title.say(language)}** (`{role.id}`): {role.duty.say(language)}" for role in table.roles.values()]
    lines += ["", texts["marks"]]
    for group, title in table.groups.items():
        roles = list(table.roles.values())
        lines += ["", f"## {title.say(language)}", ""]
        lines.append("| " + " | ".join([texts["act"], *(role.title.say(language) for role in roles), texts["why"]]) + " |")
        lines.append("|---" * (len(roles) + 2) + "|")
        lines += [_line(act, table, language) for act in table.acts.values() if act.group == group]
    return "\n".join(lines) + "\n"


def _line(act: Act, table: Rights, language: str) -> str:
    marks = (" ②" if act.second else "") + (" ✎" if act.purpose else "")
    states = "; ".join(table.states[state].say(language) for state in act.states)
    when = f"<br>{TEXTS[language]['when']} {states}" if states else ""
    cells = [REACHES[language][act.who[role]] if role in act.who else "—" for role in table.roles]
    return "| " + " | ".join([f"{act.title.say(language)}{marks}<br>`{act.id}`{when}", *cells, act.why.say(language)]) + " |"


def main() -> int:
    for language, path in PAGES.items():
        path.write_text(page(language, rights()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
