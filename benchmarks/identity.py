"""How often linking is right: a made-up register, made-up rows of departments, precision and recall by tier and by noise.

    python -m benchmarks.identity [--subjects 20000] [--rows 5000] [--seed 1] [--name-only] [--pack paper]

The names are invented, and so is the noise: the figures rank methods and policies against each other and forecast nothing. Who
has rows with known answers of their own should measure with those.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from opencc import OpenCC

from xinzhi.catalogue import load
from xinzhi.core.identity.blocking import KeyIndex, keys_for_party
from xinzhi.core.identity.credit_codes import USCC_ALPHABET, uscc
from xinzhi.core.identity.matching import MatchPolicy, match
from xinzhi.core.identity.readings import Valid
from xinzhi.core.subjects import Identifier, Party, Subject, SubjectKind


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


REGIONS = {
    "150902": "集宁区", "150921": "卓资县", "150922": "化德县", "150923": "商都县", "150924": "兴和县", "150925": "凉城县",
    "150926": "察哈尔右翼前旗", "150981": "丰镇市",
}  # fmt: skip
ROADS = [
    a + b
    for a in _words(
        "解放 民建 恩和 新体 桥西 察哈尔 怀远 工农 人民 团结 迎宾 长顺 希望 建设 岱海 府前 新丰 和平 隆庄 光明"
    )
    for b in ("路", "大街")
]
SYLLABLES = "聚福鑫源恒泰顺达宏盛隆昌瑞丰金宝天和兴旺永信嘉利美佳康安德诚万通祥华东升北方草原雪鹿阳光德昌汇海润腾飞"
COMPANY_TRADES = _words(
    "商贸 餐饮服务 建筑工程 物流 食品 农牧业开发 化工 皮草服装 装饰 医药连锁 汽车销售 信息科技 物业管理 劳务"
)
SHOP_TRADES = _words(
    "超市 烧烤店 饭馆 理发店 五金店 修理部 服装店 药店 面馆 便利店 奶茶店 水果店 火锅店 早餐店 干洗店 洗车行"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文晓东海燕春生永福瑞雪丹阳宇轩"
OCR = dict(zip("王未土日己千大天末白治酒祥福原源盛鑫达", "玉末士曰已干太夫未自冶洒样辐愿原威金迖", strict=True))
NOISES = ("clean", "no_place", "form", "traditional", "width", "ocr", "dropped", "typed", "sign")
TO_TRADITIONAL = OpenCC("s2t")


@dataclass(frozen=True)
class Row:
    party: Party
    truth: int | None
    noise: str
    broken: bool


def register(random: Random, count: int) -> list[Subject]:
    """Businesses; one in twelve has a namesake in another county, one in twenty an owner with a second shop, one in twenty an
    address that another business left."""
    out: list[Subject] = []
    for number in range(count):
        company = random.random() < 0.45
        region = random.choices(list(REGIONS), (45, 8, 7, 9, 9, 9, 7, 12))[0]
        owner = person(random)
        brand = "".join(random.choice(SYLLABLES) for _ in range(random.choice((2, 2, 3))))
        if not company and random.random() < 0.3:
            brand = random.choice((owner, "老" + owner[0], owner[0] + "记", owner[-2:]))
        trade = random.choice(COMPANY_TRADES if company else SHOP_TRADES)
        address = f"{REGIONS[region]}{random.choice(ROADS)}{random.randrange(1, 300)}号"
        phone = f"1{random.choice('3578')}{random.randrange(10**9):09d}"
        chance = random.random()
        if out and chance < 0.08:
            model = random.choice(out)
            name = model.name.removeprefix(REGIONS[model.region_code])
            region = random.choice([r for r in REGIONS if r != model.region_code])
            company = model.kind is SubjectKind.LEGAL_PERSON
            address = f"{REGIONS[region]}{random.choice(ROADS)}{random.randrange(1, 300)}号"
        else:
            name = brand + trade + (random.choice(("有限公司", "有限责任公司")) if company else "")
            if out and chance < 0.13:
                model = random.choice(out)
                owner, phone = model.representative, model.phone
            elif out and chance < 0.18:
                model = random.choice(out)
                address, region = model.address, model.region_code
        name = REGIONS[region] + name if random.random() < 0.85 else name
        kind = SubjectKind.LEGAL_PERSON if company else SubjectKind.SOLE_PROPRIETOR
        out.append(
            Subject(
                number,
                kind,
                name,
                (Identifier("uscc", code(region, number, company=company)),),
                region,
                "",
                address,
                phone,
                owner,
            )
        )
    return out


def person(random: Random) -> str:
    return random.choice(SURNAMES) + "".join(random.choice(GIVEN) for _ in range(random.choice((1, 2, 2))))


def code(region: str, number: int, *, company: bool) -> str:
    body = (
        ("91" if company else "92")
        + region
        + "MA"
        + "".join(USCC_ALPHABET[number // 31**i % 31] for i in range(6))
        + "0"
    )
    return next(body + c for c in USCC_ALPHABET if isinstance(uscc(body + c), Valid))


def rows(random: Random, subjects: Sequence[Subject], strangers: Sequence[Subject], count: int) -> list[Row]:
    """Rows as departments write them. One in eight is about somebody whom the register does not know."""
    out = []
    for _ in range(count):
        known = random.random() >= 0.12
        subject = random.choice(subjects if known else strangers)
        noise = random.choices(NOISES, (20, 20, 8, 8, 8, 10, 8, 6, 12))[0]
        numbers, broken = (), False
        if random.random() < 0.30:
            broken = random.random() < 0.06
            found = uscc(damaged(random, subject.identifiers[0].value) if broken else subject.identifiers[0].value)
            numbers = (Identifier("uscc", found.value),) if isinstance(found, Valid) else ()
        party = Party(
            name=written(random, subject, noise),
            identifiers=numbers,
            address=address(random, subject) if random.random() < 0.75 else "",
            phone=(subject.phone if random.random() < 0.9 else f"13{random.randrange(10**9):09d}")
            if random.random() < 0.40
            else "",
            representative=(subject.representative if random.random() < 0.93 else person(random))
            if random.random() < 0.55
            else "",
            region_code=subject.region_code if random.random() < 0.6 else "",
        )
        out.append(Row(party, subject.id if known else None, noise, broken))
    return out


def address(random: Random, subject: Subject) -> str:
    """One in five is written without its county, one in eight is another one, where the register is out of date."""
    chance = random.random()
    if chance < 0.12:
        return f"{REGIONS[subject.region_code]}{random.choice(ROADS)}{random.randrange(1, 300)}号"
    text = subject.address
    if chance < 0.32:
        text = text.removeprefix(REGIONS[subject.region_code])
    if random.random() < 0.1:
        text += random.choice(("附1号", "一楼", "商铺", "东侧"))
    return "乌兰察布市" + text if random.random() < 0.1 and text.startswith(REGIONS[subject.region_code]) else text


def written(random: Random, subject: Subject, noise: str) -> str:
    name, place = subject.name, REGIONS[subject.region_code]
    bare = name.removeprefix(place)
    if noise == "no_place":
        return bare
    if noise == "form":
        return name.replace("有限责任公司", "有限公司") if "责任" in name else name.replace("有限公司", "有限责任公司")
    if noise == "traditional":
        return TO_TRADITIONAL.convert(name)
    if noise == "width":
        return " ".join((name[:3], name[3:])) + random.choice(("", "（个体工商户）", "　"))
    if noise == "ocr":
        return "".join(OCR.get(c, c) if random.random() < 0.7 else c for c in name)
    if noise == "dropped":
        at = random.randrange(len(place) if name != bare else 0, len(name))
        return name[:at] + name[at + 1 :]
    if noise == "typed":
        at = random.randrange(len(name) - len(bare), len(name))
        return name[:at] + random.choice(SYLLABLES) + name[at + 1 :]
    if noise == "sign":
        return sign(random, subject, bare)
    return name


def sign(random: Random, subject: Subject, bare: str) -> str:
    """What stands above the door: the owner's short name and the trade, or only the brand."""
    for trade in (*COMPANY_TRADES, *SHOP_TRADES):
        if trade in bare:
            stem = trade.rstrip("店馆部行")
            chance = random.random()
            if chance < 0.5:
                return (
                    random.choice(("老" + subject.representative[0], subject.representative[0] + "记", bare[:2])) + stem
                )
            return bare[: bare.index(trade)] + random.choice((stem, "", stem + "店"))
    return bare


def damaged(random: Random, text: str) -> str:
    at = random.randrange(18)
    return text[:at] + random.choice([c for c in USCC_ALPHABET if c != text[at]]) + text[at + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision and recall of linking on made-up data")
    parser.add_argument("--subjects", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", default="paper")
    parser.add_argument("--name-only", action="store_true", help="rows without code, address, person and telephone")
    parser.add_argument("--misses", type=int, default=0, help="show so many wrong links")
    options = parser.parse_args()
    policy = load(options.pack).matching
    random = Random(options.seed)
    everybody = register(random, options.subjects + options.subjects // 10)
    random.shuffle(everybody)
    subjects, strangers = everybody[: options.subjects], everybody[options.subjects :]
    ledger = rows(random, subjects, strangers, options.rows)
    if options.name_only:
        ledger = [replace(row, party=Party(row.party.name)) for row in ledger]
    started = time.perf_counter()
    index = KeyIndex(subjects)
    built = time.perf_counter() - started
    measure(subjects, ledger, index, policy, built, options.misses)


def measure(
    subjects: Sequence[Subject], ledger: Sequence[Row], index: KeyIndex, policy: MatchPolicy, built: float, misses: int
) -> None:
    by_id = {s.id: s for s in subjects}
    holders = {i: s for s in subjects for i in s.identifiers}
    tiers: Counter[tuple[str, bool]] = Counter()
    noises: Counter[tuple[str, str]] = Counter()
    whys: Counter[str] = Counter()
    compared = shown = reviewed = 0
    started = time.perf_counter()
    for row in ledger:
        holder = next((holders[i] for i in row.party.identifiers if i in holders), None)
        found_by = (holder,) if holder else index.candidates({0: keys_for_party(row.party)})[0]
        if row.party.identifiers and holder is None:
            noises[row.noise, "new"] += 1
            tiers["new by code", row.truth is None] += 1
            continue
        found = match(row.party, found_by, policy)
        compared += len(found_by)
        known = row.truth is not None
        if found.decision == "link" and found.best is not None:
            right = found.best.subject_id == row.truth
            tiers[found.tier, right] += 1
            noises[row.noise, "right" if right else "wrong"] += 1
            if not right and misses > 0:
                misses -= 1
                print("wrong:", found.tier, row, by_id[found.best.subject_id], found.best, sep="\n    ")
        else:
            noises[row.noise, "waits" if known else "stranger waits"] += 1
            whys[f"{found.decision} {found.why}"] += 1
            reviewed += known
            shown += known and row.truth in [c.subject_id for c in found.candidates]
    spent = time.perf_counter() - started
    known_rows = sum(row.truth is not None for row in ledger)
    print(f"{len(subjects):,} subjects, {len(ledger):,} rows, {known_rows:,} of them about somebody in the register")
    print(
        f"index {built:.1f} s; {spent / len(ledger) * 1e3:.2f} ms and {compared / len(ledger):.1f} candidates per row\n"
    )
    print(f"{'tier':<14}{'links':>8}{'right':>8}{'precision':>11}{'of all':>9}")
    links = rights = 0
    for tier in ("uscc", "exact_name", "core_name", "likeness"):
        right, wrong = tiers[tier, True], tiers[tier, False]
        links, rights = links + right + wrong, rights + right
        print(f"{tier:<14}{right + wrong:>8}{right:>8}{right / max(right + wrong, 1):>11.4f}{right / known_rows:>9.3f}")
    print(f"{'all':<14}{links:>8}{rights:>8}{rights / max(links, 1):>11.4f}{rights / known_rows:>9.3f}")
    print(f"\n{reviewed:,} known rows wait; {shown:,} of them show the right subject ({shown / max(reviewed, 1):.3f})")
    print("why they wait:", ", ".join(f"{why} {n}" for why, n in whys.most_common()), "\n")
    print(f"{'noise':<14}{'linked':>8}{'wrong':>8}{'waits':>8}{'recall':>9}")
    for noise in NOISES:
        right, wrong, waits = noises[noise, "right"], noises[noise, "wrong"], noises[noise, "waits"]
        print(f"{noise:<14}{right:>8}{wrong:>8}{waits:>8}{right / max(right + wrong + waits, 1):>9.3f}")


if __name__ == "__main__":
    main()
