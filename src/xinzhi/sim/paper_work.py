"""How the clerks of each department write things down: headings, dates, amounts, and slips of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from xinzhi.sim.life import Event
from xinzhi.sim.people import Business

Columns = tuple[str, ...]
Writer = Callable[[Random, Event, int], list[str]]
_ORGANS = {
    "market_supervision": ("集宁区市场监督管理局", "市监"), "urban_management": ("集宁区城市管理综合执法局", "城管"),
    "emergency_management": ("乌兰察布市应急管理局", "应急"), "ecology_environment": ("乌兰察布市生态环境局", "环"),
    "transport": ("乌兰察布市交通运输局", "交"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """The list that a department keeps of one kind of thing."""

    columns: Columns
    row: Writer


def _iso(day: date) -> str:
    return day.isoformat()


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _dotted(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def _slashed(day: date) -> str:
    return f"{day.year}/{day.month}/{day.day}"


def _compact(day: date) -> str:
    return day.strftime("%Y%m%d")


_DAYS = {
    "market_supervision": _iso, "urban_management": _slashed, "emergency_management": _chinese,
    "ecology_environment": _dotted, "transport": _compact,
}  # fmt: skip


def _whose(random: Random, b: Business, *, slips: float = 0.0) -> tuple[str, str]:
    """Name and code as written: now and then without the code, without the place, or with a wrong last character."""
    name, code = b.name, b.uscc
    chance = random.random()
    if chance < slips * 0.7:
        code = ""
        if random.random() < 0.5:
            name = name[3:] if name[2] in "区县市" else name
    elif chance < slips * 0.8:
        code = code[:-1] + ("0" if code[-1] != "0" else "1")
    elif chance < slips:
        name = name.replace("有限公司", "有限责任公司")
    return name, code


def _full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)


def _penalty(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    organ, short = _ORGANS[e.department]
    name, code = _whose(random, b, slips=0.02 if e.department == "market_supervision" else 0.08)
    cents = e.values["fine_cents"]
    document = e.values.get("number") or f"乌{short}罚〔{e.on.year}〕{number}号"
    kind = "罚款" if cents else "警告"
    match e.department:
        case "market_supervision":
            fine = f"{cents / 1_000_000:.6f}" if cents else ""
        case "emergency_management":
            fine = f"{cents / 1_000_000:g}万元" if cents else "—"
        case "urban_management":
            fine = _full_width(str(cents // 100)) if cents else ""
        case _:
            fine = f"{cents // 100:,}" if cents else "0"
    return [document, name, code, b.person, b.address, e.values["violation"], kind, fine, _DAYS[e.department](e.on), organ, e.values["gravity"]]


def _registration(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [e.values["event"], _iso(e.on), b.name, b.uscc, "个体工商户" if b.kind == "sole_proprietor" else "企业", b.person, b.address, b.phone, b.region, b.industry, _iso(b.registered_on)]


def _report(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [str(e.values["year"]), b.name, b.uscc, _iso(e.on)]


def _inspection(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    name, code = _whose(random, b, slips=0.01)
    return [f"JC{e.on:%Y%m%d}-{number:06d}", name, code, b.address, _DAYS[e.department](e.on), e.values["result"], str(e.values["problems"])]


def _complaint(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    name, _ = _whose(random, b, slips=0.1)
    code = b.uscc if random.random() < 0.9 else ""
    return [f"TS{e.on:%Y%m%d}{number:06d}", name, code, b.address, _iso(e.on), random.choice(("卫生", "价格", "服务", "产品质量")), e.values["state"]]


def _commitment(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [e.values["number"], b.name, b.uscc, "审批替代型", _iso(e.on), _iso(e.values["due"])]


def _outcome(random: Random, e: Event, number: int) -> list[str]:
    return [f"LY{e.on:%Y}-{number:06d}", "信用承诺", e.values["number"], _business(e).name, _iso(e.on), e.values["outcome"]]


def _honour(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [f"乌表彰〔{e.on.year}〕{number}号", "诚信经营示范户", e.values["level"], b.name, b.uscc, _chinese(e.on)]


def _patrol(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    name = b.name[3:] if random.random() < 0.7 and b.name[2] in "区县市" else b.name
    return [_slashed(e.on), name, b.address if random.random() < 0.92 else "", e.values["item"], "新体路街道"]


def _overload(random: Random, e: Event, number: int) -> list[str]:
    written = e.values["plate"]
    shown = f"{written[:2]}·{written[2:]}" if random.random() < 0.3 else written
    return [f"乌交执罚〔{e.on.year}〕{number}号", shown, e.values["driver"], e.values["class"], "2000", _compact(e.on)]


def _hazard(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [f"YH{e.on.year}-{number:05d}", b.name, b.uscc, _chinese(e.on), e.values["level"], e.values["state"]]


def _accident(random: Random, e: Event, number: int) -> list[str]:
    b = _business(e)
    return [f"SG{e.on.year}-{number:03d}", b.name, b.uscc, _chinese(e.on), e.values["level"], str(e.values["deaths"]), e.values["report"]]


def _repair(random: Random, e: Event, number: int) -> list[str]:
    return [e.values["number"], "行政处罚", e.values["target"], _iso(e.on), "准予修复", "已整改，复查合格"]


def _business(e: Event) -> Business:
    if e.business is None:
        raise ValueError(f"{e.kind} has no business")
    return e.business


FORMS: dict[str, Form] = {
    "registration": Form(("登记事项", "核准日期", "市场主体名称", "统一社会信用代码", "主体类型", "负责人", "住所", "联系电话", "行政区划代码", "行业代码", "成立日期"), _registration),
    "annual_report": Form(("年报年度", "企业名称", "统一社会信用代码", "公示日期"), _report),
    "inspection": Form(("检查编号", "检查对象名称", "统一社会信用代码", "地址", "检查日期", "检查结果", "发现问题数"), _inspection),
    "complaint": Form(("登记编号", "被投诉主体名称", "统一社会信用代码", "地址", "接收日期", "投诉类别", "办理结果"), _complaint),
    "commitment": Form(("承诺书编号", "承诺主体名称", "统一社会信用代码", "承诺类型", "承诺日期", "履行期限"), _commitment),
    "commitment_outcome": Form(("文书编号", "所涉记录类型", "所涉记录文号", "主体名称", "决定日期", "履约结果"), _outcome),
    "commendation": Form(("表彰文号", "荣誉名称", "表彰级别", "企业名称", "统一社会信用代码", "表彰日期"), _honour),
    "patrol": Form(("巡查日期", "商户名称", "地址", "巡查问题", "街道"), _patrol),
    "overload": Form(("处罚文号", "车牌号", "驾驶员", "超限程度", "罚款金额（元）", "查处日期"), _overload),
    "hazard": Form(("隐患编号", "企业名称", "统一社会信用代码", "发现日期", "隐患级别", "整改情况"), _hazard),
    "accident": Form(("事故编号", "企业名称", "统一社会信用代码", "发生日期", "事故等级", "死亡人数", "报告情况"), _accident),
    "repair_decision": Form(("文书编号", "所涉记录类型", "所涉记录文号", "决定日期", "决定", "理由"), _repair),
}
_FINE = {"market_supervision": "罚款金额（万元）", "emergency_management": "罚款金额", "urban_management": "罚款金额（元）"}


def form(kind: str, department: str) -> Form:
    """The form of a department for one kind of thing."""
    if kind != "penalty":
        return FORMS[kind]
    fine = _FINE.get(department, "罚款金额（元）")
    heads = {
        "market_supervision": ("行政处罚决定书文号", "行政相对人名称", "统一社会信用代码", "法定代表人", "地址", "违法行为类型", "处罚类别", fine, "处罚决定日期", "处罚机关", "失信程度"),
        "emergency_management": ("文号", "企业名称", "社会信用代码", "负责人", "单位地址", "违法行为", "处罚种类", fine, "处罚日期", "执法单位", "严重程度"),
    }
    other = ("处罚文号", "当事人名称", "信用代码", "法人代表", "地址", "案由", "处罚种类", fine, "决定日期", "处罚机关", "情节")
    return Form(heads.get(department, other), _penalty)
