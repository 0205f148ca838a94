"""The reference of the scheme language, rendered from its examples: `python -m tests.spec.render`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.spec.specs import AS_OF, Row, Spec, topics
from xinzhi.core.base.text import Text

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"zh": DOCS / "zh" / "scheme-reference.md", "en": DOCS / "scheme-reference.md"}
HEAD = Text(
    "# 方案语言参考\n\n"
    "本页由 `tests/spec/specs/` 里的例子生成，每次测试都在两个引擎上计算一遍。先读[评价方案](schemes.md)。\n\n"
    "例子里省略了相同的部分：评价日 {as_of}；一个维度 conduct，100 分起，0 至 100；90 分以上 A，75 分以上 B，60 分以上 C，"
    "其余 D；每条规则的 title、basis 和 dimension。age 是满了几个整月，points 是当时剩下的分值。",
    "# Reference of the scheme language\n\n"
    "This page is made from the examples in `tests/spec/specs/`, which every test run computes on both engines. Read"
    " [Schemes](schemes.md) first.\n\n"
    "What is the same everywhere is left out: the day of the evaluation, {as_of}; one dimension, conduct, from 100 points and"
    " within 0 to 100; A from 90, B from 75, C from 60, else D; title, basis and dimension of each rule. `age` is in whole months,"
    " `points` are what is left of them.",
)
RECORDS, ANSWER = Text("记录：", "Records:"), Text("计分：", "What counts:")
ASIDE, CAPS = Text("没有计分的记录：", "Records that count nothing:"), Text("封顶：", "Caps:")
MEASURES = Text("度量：", "Measures:")
OTHERS = Text("其他方案的结果：", "What other schemes came to:")
RESULT, ON, ABOUT = Text("结果：", "Result:"), Text("评价日：", "Day of the evaluation:"), Text("主体：", "Subject:")


def page(language: str) -> str:
    blocks = [HEAD.say(language).format(as_of=AS_OF)]
    for topic in topics():
        blocks.append(f"## {topic.title.say(language)}")
        for spec in topic.specs:
            blocks.extend(_example(spec, language))
    return "\n\n".join(blocks) + "\n"


def _example(spec: Spec, language: str) -> Iterator[str]:
    yield f"### {spec.title.say(language)}"
    yield spec.says.say(language)
    yield f"```yaml\n{spec.scheme.strip()}\n```"
    if spec.as_of.isoformat() != AS_OF:
        yield f"{ON.say(language)} {spec.as_of}"
    said = [f"{name} {value}" for name, value in spec.subject.items() if value and (name, value) != ("kind", "legal_person")]
    if said:
        yield f"{ABOUT.say(language)} {', '.join(said)}"
    if spec.others:
        yield f"{OTHERS.say(language)} {', '.join(f'{name} {found.grade}' for name, found in spec.others.items())}"
    for title, rows in (
        (RECORDS, spec.records), (MEASURES, spec.measures), (ANSWER, spec.answer), (CAPS, spec.caps), (ASIDE, spec.aside),
    ):  # fmt: skip
        if rows:
            yield f"{title.say(language)}\n\n{_table(rows)}"
    shown = ", ".join(f"{name} **{value}**" for name, value in spec.result.items())
    yield f"{RESULT.say(language)} {shown}"


def _table(rows: Sequence[Row]) -> str:
    return "\n".join([_line(rows[0]), _line(["---"] * len(rows[0])), *(_line(row.values()) for row in rows)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for language, path in PAGES.items():
        path.write_text(page(language), "utf-8")
