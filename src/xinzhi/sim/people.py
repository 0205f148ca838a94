"""Names, places and numbers of a city that does not exist, the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

REGIONS = {
    "150902": ("集宁区", ["解放路", "民建路", "恩和路", "新体路", "桥西街", "察哈尔大街", "怀远南路", "工农大街"], 46),
    "150921": ("卓资县", ["人民路", "团结街", "兴卓街", "迎宾路"], 8),
    "150922": ("化德县", ["长顺大街", "政府路", "希望街"], 7),
    "150923": ("商都县", ["七台大街", "水漩路", "建设街"], 9),
    "150924": ("兴和县", ["兴和大街", "二青路", "民主街"], 9),
    "150925": ("凉城县", ["岱海大街", "鸿茅路", "府前街"], 9),
    "150981": ("丰镇市", ["新丰大街", "工业路", "和平路", "隆庄街"], 12),
}
_BRANDS = ["聚", "福", "鑫", "源", "恒", "泰", "顺", "达", "宏", "盛", "隆", "昌", "瑞", "丰", "金", "宝", "天", "和", "兴", "旺", "永", "信", "嘉", "利", "美", "佳", "康", "安", "德", "诚", "万", "通", "祥", "华", "东", "升", "北", "方", "草", "原", "雪", "鹿", "阳", "光"]
_TRADES = (
    # (words, industry, legal form, weight): companies, then individual businesses
    ("商贸", "F5299", "有限公司", 10), ("餐饮服务", "H6210", "有限公司", 9), ("建筑工程", "E4720", "有限公司", 7),
    ("物流", "G5430", "有限公司", 6), ("食品", "C1499", "有限责任公司", 6), ("农牧业开发", "A0190", "有限公司", 6),
    ("化工", "C2614", "有限公司", 3), ("皮草服装", "C1830", "有限责任公司", 4), ("装饰", "E5010", "有限公司", 5),
    ("医药连锁", "F5251", "有限公司", 3), ("汽车销售", "F5261", "有限公司", 3), ("信息科技", "I6510", "有限公司", 5),
    ("超市", "F5212", "", 12), ("烧烤店", "H6210", "", 12), ("饭馆", "H6210", "", 11), ("理发店", "O8040", "", 8),
    ("五金店", "F5274", "", 8), ("修理部", "O8111", "", 7), ("服装店", "F5232", "", 9), ("药店", "F5251", "", 4),
    ("面馆", "H6210", "", 8), ("便利店", "F5213", "", 9), ("奶茶店", "H6232", "", 6),
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文晓东海燕春生永福瑞雪丹阳宇轩子涵浩然欣怡"
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLATE = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Business:
    """One business: what the register says, and a character that its life follows (0 careful … 3 careless)."""

    number: int
    name: str
    uscc: str
    kind: str
    region: str
    address: str
    phone: str
    person: str
    industry: str
    registered_on: date
    character: int


def businesses(random: Random, count: int, start: date) -> list[Business]:
    """`count` businesses, registered over ten years before `start` and during the three years after it."""
    weights = [t[3] for t in _TRADES]
    regions = list(REGIONS)
    shares = [REGIONS[r][2] for r in regions]
    taken: set[str] = set()
    out: list[Business] = []
    for number in range(count):
        trade, industry, form, _ = random.choices(_TRADES, weights)[0]
        region = random.choices(regions, shares)[0]
        town, streets, _ = REGIONS[region]
        name = _name(random, town, trade, form, taken)
        age = int(random.random() ** 0.7 * 3650)
        registered = start - timedelta(days=age) if random.random() < 0.88 else start + timedelta(days=random.randrange(1000))
        out.append(
            Business(
                number,
                name,
                code(region, number, individual=not form),
                "legal_person" if form else "sole_proprietor",
                region,
                f"{town}{random.choice(streets)}{random.randrange(1, 300)}号",
                f"1{random.choice('3578')}{random.randrange(10**9):09d}",
                person(random),
                industry,
                registered,
                random.choices((0, 1, 2, 3), (62, 25, 10, 3))[0],
            )
        )
    return out


def _name(random: Random, town: str, trade: str, form: str, taken: set[str]) -> str:
    length = 2
    for attempt in range(1000):
        brand = "".join(random.choice(_BRANDS) for _ in range(length + attempt // 40))
        name = f"{town}{brand}{trade}{form}"
        if name not in taken:
            taken.add(name)
            return name
    raise RuntimeError("the city has run out of names")


def person(random: Random) -> str:
    return random.choice(_SURNAMES) + "".join(random.choice(_GIVEN) for _ in range(random.choice((1, 2, 2))))


def code(region: str, number: int, *, individual: bool) -> str:
    """A valid unified social credit code for business `number`."""
    body = ("92" if individual else "91") + region + "MA" + _base(number, 6)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    inner = 11 - sum(int(c, 36) * w for c, w in zip(body[8:16], weights, strict=True)) % 11
    body += "0123456789X0"[inner]
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + _ALPHABET[-total % 31]


def _base(number: int, width: int) -> str:
    out = ""
    for _ in range(width):
        number, rest = divmod(number, 31)
        out = _ALPHABET[rest] + out
    return out


def plate(random: Random) -> str:
    return "蒙J" + "".join(random.choice(_PLATE.replace("I", "").replace("O", "")) for _ in range(5))
