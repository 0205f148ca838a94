"""Pages with made-up values, in both languages: what templates are drawn, photographed and measured with.

Nobody here exists. The numbers add up, because a page whose sums are wrong teaches the eye to forgive.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import get_language

from xinzhi.catalogue.rights import rights
from xinzhi.web.pages import changes as c
from xinzhi.web.pages import credit_file as f
from xinzhi.web.pages import desk as d
from xinzhi.web.pages import high_risk as h
from xinzhi.web.pages import intake as i
from xinzhi.web.pages import review as r
from xinzhi.web.pages.frame import BasisLine, Crumb, Frame, Option, Person, Said, Strip, paging
from xinzhi.web.pages.lanes import Lanes, lanes
from xinzhi.web.pages.marks import BandSpan, Mark, Tone

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 1, 41, tzinfo=UTC)


def t(zh: str, en: str) -> str:
    return en if (get_language() or "zh").startswith("en") else zh


def ago(days: int, hours: int = 0) -> datetime:
    return NOW - timedelta(days=days, hours=hours)


def market() -> str:
    return t("市场监督管理局", "Market Supervision")


def urban() -> str:
    return t("城市管理综合执法局", "Urban Management")


def safety() -> str:
    return t("应急管理局", "Emergency Management")


def ecology() -> str:
    return t("生态环境局", "Ecology and Environment")


def transport() -> str:
    return t("交通运输局", "Transport")


DEPARTMENTS = (
    ("market_supervision", market),
    ("urban_management", urban),
    ("emergency_management", safety),
    ("ecology_environment", ecology),
    ("transport", transport),
)


def frame() -> Frame:
    return Frame(
        person=Person(t("白雪梅", "Bai Xuemei"), market(), (t("录入员", "data clerk"), t("执法人员", "officer"))),
        pack="paper",
        acts=frozenset(rights().acts),
        strips=(
            Strip(
                t("示例参数", "Example values"),
                t(
                    "本系统运行论文方案包（paper），权重、分值与分数线为示例，未经任何机关发布，不得据以作出决定。",
                    "This system runs the paper's policy pack. Weights, points and grade limits are examples that no authority has"
                    " enacted; no decision may rest on them.",
                ),
                (
                    t(
                        "口头警告记入信用档案；按现行规定，口头警告属教育记录，不是信用记录。",
                        "Oral warnings enter the credit file; under current rules they are education records, not credit records.",
                    ),
                    t(
                        "未经核实的投诉参与社会评价；按现行规定，未经核实的投诉不得认定为失信。",
                        "Unverified complaints enter the social dimension; under current rules they are never dishonesty.",
                    ),
                    t(
                        "一年内违法超限三次（含三次）即吊销营运证；国家规定为超过三次。",
                        "Three overloads in a year cost the permit; the national rule says more than three.",
                    ),
                ),
            ),
        ),
        reviews=37,
        alerts=4,
        ledger_size=182_344,
        at=NOW,
    )


def grade(letter: str) -> Mark:
    known = {
        "A": Mark("A", t("A级 · 守信", "A · trustworthy"), Tone.BEST),
        "B": Mark("B", t("B级 · 较好", "B · fair"), Tone.GOOD),
        "C": Mark("C", t("C级 · 一般失信", "C · lapses"), Tone.WATCH),
        "D": Mark("D", t("D级 · 严重失信", "D · serious lapses"), Tone.BAD),
    }
    return known.get(letter) or Mark("not_rated", t("暂无评级", "Not rated"), Tone.NONE)


def bands() -> tuple[BandSpan, ...]:
    return (
        BandSpan(grade("A"), 90_000, 100_000),
        BandSpan(grade("B"), 75_000, 90_000),
        BandSpan(grade("C"), 60_000, 75_000),
        BandSpan(grade("D"), 0, 60_000),
    )


def scheme() -> str:
    return t("市场监管信用评价方案", "Market supervision credit scheme")


def crumbs() -> tuple[Crumb, ...]:
    return (Crumb(t("首页", "Home"), "/"), Crumb(t("信用档案", "Credit files"), "/subjects"), Crumb(t("档案", "File")))


def law(article: str) -> BasisLine:
    return BasisLine(t("《食品安全法》", "Food Safety Law"), article)


def assumed() -> BasisLine:
    return BasisLine(t("论文未定分值", "the paper sets no points"), "", True)


def paper(section: str) -> BasisLine:
    return BasisLine(t("论文", "The paper"), section)


def record(id: int, type: str, number: str, department: str, on: date) -> f.RecordRef:
    return f.RecordRef(id, type, number, department, on)


def penalty() -> f.RecordRef:
    return record(88_120, t("行政处罚", "Administrative penalty"), "集市监罚〔2026〕118号", market(), date(2026, 5, 14))


def old_penalty() -> f.RecordRef:
    return record(41_007, t("行政处罚", "Administrative penalty"), "集市监罚〔2025〕33号", market(), date(2025, 3, 5))


def complaint() -> f.RecordRef:
    return record(91_455, t("投诉举报", "Complaint"), "12315-2026-70931", market(), date(2026, 8, 2))


def praise() -> f.RecordRef:
    return record(61_230, t("表彰奖励", "Commendation"), "集文明办〔2025〕9号", urban(), date(2025, 12, 19))


def dimensions() -> tuple[f.Dimension, ...]:
    """58.4 × 50% + 85 × 30% + 93 × 20% = 73.3."""
    return (
        f.Dimension(
            "compliance",
            t("守法状况", "Compliance"),
            500,
            100_000,
            0,
            100_000,
            58_400,
            29_200_000,
            (
                f.Contribution(
                    -30_000,
                    t(
                        "2026年5月14日，市场监督管理局作出行政处罚（经营超过保质期的食品，情节严重，罚款1.5万元）,按「严重处罚」每次扣30分。",
                        "On 14 May 2026 Market Supervision imposed a penalty (food past its date, serious, fine of CNY 15,000): “serious"
                        " penalty” takes 30 points each.",
                    ),
                    t("−30 × 100%（已满6个月，不足12个月不折减）= −30", "−30 × 100% (6 months old, no decay below 12) = −30"),
                    t("严重处罚", "Serious penalty"),
                    (law(t("第一百二十四条", "art. 124")), paper("3.2"), assumed()),
                    penalty(),
                    date(2029, 5, 14),
                ),
                f.Contribution(
                    -11_600,
                    t(
                        "2025年3月5日，市场监督管理局作出行政处罚（未按规定公示食品经营许可证，情节一般，罚款2,000元）,按「一般处罚」每次扣20分。",
                        "On 5 March 2025 Market Supervision imposed a penalty (food licence not displayed, general, fine of CNY 2,000): “general"
                        " penalty” takes 20 points each.",
                    ),
                    t("−20 × 58%（已满20个月，半衰期18个月，按月取整）= −11.6", "−20 × 58% (20 months old, half-life 18 months) = −11.6"),
                    t("一般处罚", "General penalty"),
                    (law(t("第一百二十六条", "art. 126")), paper("3.2"), assumed()),
                    old_penalty(),
                    date(2028, 3, 5),
                    True,
                ),
            ),
        ),
        f.Dimension(
            "performance",
            t("履约状况", "Performance"),
            300,
            100_000,
            0,
            100_000,
            85_000,
            25_500_000,
            (
                f.Contribution(
                    -15_000,
                    t(
                        "2025年度年报应于2026年6月30日前公示，至今未见记录。",
                        "The annual report for 2025 was due on 30 June 2026; no record of it is on file.",
                    ),
                    t("−15 × 1次 = −15", "−15 × 1 = −15"),
                    t("未按期公示年报", "Annual report missed"),
                    (BasisLine(t("《企业信息公示暂行条例》", "Enterprise Information Regulation"), t("第八条", "art. 8")), assumed()),
                    None,
                ),
            ),
        ),
        f.Dimension(
            "social",
            t("社会评价", "Social"),
            200,
            90_000,
            0,
            100_000,
            93_000,
            18_600_000,
            (
                f.Contribution(
                    -2_000,
                    t("2026年8月2日的投诉（食品安全，经查属实）扣2分。", "The complaint of 2 August 2026 (food safety, found true) takes 2 points."),
                    "−2 × 100% = −2",
                    t("属实投诉", "Complaint found true"),
                    (assumed(),),
                    complaint(),
                    date(2027, 8, 2),
                ),
                f.Contribution(
                    5_000,
                    t("2025年12月19日获表彰（文明商户）加5分。", "The commendation of 19 December 2025 (model shop) adds 5 points."),
                    "+5 × 100% = +5",
                    t("表彰奖励", "Commendation"),
                    (assumed(),),
                    praise(),
                    date(2027, 12, 19),
                ),
            ),
        ),
    )


def events() -> tuple[f.Event, ...]:
    def event(
        id: int,
        type: str,
        number: str,
        dep: int,
        on: date,
        text: str,
        tone: f.EventTone,
        late: str = "",
        counts: bool = True,
        objected: bool = False,
        state: str = "",
    ) -> f.Event:
        key, title = DEPARTMENTS[dep]
        at = datetime(on.year, on.month, on.day, 7, 32, tzinfo=UTC) + timedelta(days=1)
        return f.Event(record(id, type, number, title(), on), key, text, tone, at, late, counts, objected, state)

    down, up, flat, act = f.EventTone.DOWN, f.EventTone.UP, f.EventTone.FLAT, f.EventTone.ACT
    inspection = t("检查结果", "Inspection result")
    return (
        event(
            97_801, inspection, "联查2026-1107", 0, date(2026, 11, 7), t("联合检查：后厨卫生已整改，合格。", "Joint inspection: kitchen mended, passed."), flat
        ),
        event(
            91_455, t("投诉举报", "Complaint"), "12315-2026-70931", 0, date(2026, 8, 2), t("食品安全投诉，经查属实。", "Food safety, found true."), down
        ),
        event(
            90_310,
            t("异议标注", "Objection mark"),
            "异议2026-14",
            0,
            date(2026, 7, 9),
            t("对集市监罚〔2025〕33号提出异议，审查中。", "Objection to 集市监罚〔2025〕33号, under review."),
            act,
        ),
        event(
            88_120,
            t("行政处罚", "Administrative penalty"),
            "集市监罚〔2026〕118号",
            0,
            date(2026, 5, 14),
            t("经营超过保质期的食品，罚款1.5万元。", "Food past its date, fine of CNY 15,000."),
            down,
            t("晚了3天4小时", "3 d 4 h late"),
        ),
        event(
            83_002,
            t("门前三包巡查", "Patrol point"),
            "",
            1,
            date(2026, 4, 18),
            t("出店经营，扣2分（沿街商户计分，不进入本评价）。", "Goods outside the shop, 2 points (shopfront scheme, not this one)."),
            down,
            counts=False,
            state=t("本方案不计", "not in this scheme"),
        ),
        event(
            79_114,
            inspection,
            "应急检查2026-208",
            2,
            date(2026, 2, 27),
            t("消防通道畅通，燃气报警器有效，合格。", "Exits clear, gas alarm working, passed."),
            flat,
        ),
        event(
            61_230,
            t("表彰奖励", "Commendation"),
            "集文明办〔2025〕9号",
            1,
            date(2025, 12, 19),
            t("文明商户。", "Model shop."),
            up,
        ),
        event(
            52_887,
            t("更正", "Correction"),
            "集市监更〔2025〕2号",
            0,
            date(2025, 6, 30),
            t("更正集市监罚〔2025〕31号的当事人：不是本企业。", "Corrects the party of 集市监罚〔2025〕31号: not this business."),
            act,
        ),
        event(
            41_007,
            t("行政处罚", "Administrative penalty"),
            "集市监罚〔2025〕33号",
            0,
            date(2025, 3, 5),
            t("未按规定公示食品经营许可证，罚款2,000元。", "Food licence not displayed, fine of CNY 2,000."),
            down,
            objected=True,
        ),
        event(
            40_655,
            t("行政处罚", "Administrative penalty"),
            "集市监罚〔2025〕31号",
            0,
            date(2025, 2, 26),
            t("虚假宣传，罚款1万元。", "False advertising, fine of CNY 10,000."),
            down,
            counts=False,
            state=t("已更正", "corrected"),
        ),
        event(
            22_540,
            t("行政许可", "Licence"),
            "JY21509020012345",
            0,
            date(2024, 6, 12),
            t("食品经营许可证，有效期至2029年6月11日。", "Food licence, valid until 11 June 2029."),
            flat,
        ),
    )


def credit_file(*, state: str = "full") -> f.CreditFilePage:
    """`state`: full, past (as it was in March), empty (no record), person (a natural person, masked without a way round)."""
    name = t("乌兰察布市集宁区老绥远烧麦餐饮有限责任公司", "Old Suiyuan Shaomai Catering Co., Ltd (乌兰察布市集宁区老绥远烧麦餐饮有限责任公司)")
    masked = (
        f.Shown(t("统一社会信用代码", "Unified social credit code"), "9115 0902 **** **** 2K", True),
        f.Shown(t("法定代表人", "Legal representative"), t("白**", "Bai **"), True),
        f.Shown(t("登记日期", "Registered"), t("2019年4月11日", "11 Apr 2019")),
        f.Shown(t("住所", "Address"), t("集宁区恩和路**号", "** Enhe Road, Jining"), True),
    )
    subject = f.SubjectHead(
        20_417,
        name,
        t("企业", "Enterprise"),
        t("存续", "Active"),
        True,
        t("集宁区", "Jining District"),
        t("正餐服务", "Restaurants"),
        masked,
    )
    standing = f.Verdict(grade("C"), 73_300, TODAY, scheme(), "2023-01-01", 7, bands())
    published = f.Verdict(
        grade("B"),
        81_250,
        date(2026, 9, 30),
        scheme(),
        "2023-01-01",
        8,
        bands(),
        run=t("2026年第三季度", "Third quarter 2026"),
        published_on=date(2026, 10, 9),
        next_on=date(2027, 1, 1),
    )
    risk = f.RiskBox(
        t("C类 · 较高风险", "Class C · raised risk"),
        Tone.WATCH,
        t("提高抽查比例，列为专项检查对象。", "Raised share of checks; subject of special campaigns."),
        (t("每年抽查比例不低于 30%", "drawn at 30% a year or more"), t("不享受守信激励", "no benefits")),
        (paper("3.2"), assumed()),
        True,
    )
    page = f.CreditFilePage(
        subject=subject,
        dates=f.Dates(TODAY, None, TODAY, 182_344),
        standing=standing,
        published=published,
        unpublished=grade("not_rated"),
        difference=t(
            "两个等级不同：公布等级截至2026年9月30日，此后2025年度年报逾期义务已计入，且一条投诉经查属实。",
            "The two differ: the published grade speaks of 30 September 2026; since then a missed annual report and a complaint found true have come in.",
        ),
        risk=risk,
        dimensions=dimensions(),
        total=t("29.2 + 25.5 + 18.6 = 73.3 分 → C级（60 至不足 75 分）", "29.2 + 25.5 + 18.6 = 73.3 points → C (60 to below 75)"),
        not_counted=(
            f.NotCounted(
                record(40_655, t("行政处罚", "Administrative penalty"), "集市监罚〔2025〕31号", market(), date(2025, 2, 26)),
                t("已由原录入机关更正：当事人不是本企业。", "Corrected by the department that entered it: another party."),
                date(2025, 6, 30),
            ),
            f.NotCounted(
                record(83_002, t("门前三包巡查", "Patrol point"), "", urban(), date(2026, 4, 18)),
                t("本评价方案没有规则用到这类记录。", "No rule of this scheme uses records of this type."),
            ),
            f.NotCounted(
                record(22_540, t("行政许可", "Licence"), "JY21509020012345", market(), date(2024, 6, 12)),
                t("本评价方案没有规则用到这类记录。", "No rule of this scheme uses records of this type."),
            ),
        ),
        events=events(),
        duties=(
            f.Duty(
                t("2025年度年报公示", "Annual report for 2025"),
                date(2026, 6, 30),
                Tone.BAD,
                t("已逾期146天", "146 days overdue"),
                (BasisLine(t("《企业信息公示暂行条例》", "Enterprise Information Regulation"), t("第八条", "art. 8")),),
            ),
            f.Duty(
                t("履行整改承诺", "Keep the commitment to mend"),
                date(2026, 12, 7),
                Tone.WATCH,
                t("还有14天", "14 days left"),
                (paper("3.3"),),
            ),
        ),
        sources=(
            f.Source("market_supervision", market(), 8, 1, ago(0, 3)),
            f.Source("urban_management", urban(), 2, 0, ago(1, 2)),
            f.Source("emergency_management", safety(), 1, 0, ago(9), True),
            f.Source("ecology_environment", ecology(), 0, 0, ago(2)),
            f.Source("transport", transport(), 0, 0, None),
        ),
        ledger=f.LedgerBox(182_344, 23, 182_310, ago(0, 1)),
        looks=(
            f.LookLine(ago(0, 2), t("乌兰", "Wulan"), safety(), t("双随机检查前查阅", "before a joint inspection")),
            f.LookLine(ago(3), t("白雪梅", "Bai Xuemei"), market(), t("办案 集市监立〔2026〕201号", "case 集市监立〔2026〕201号")),
        ),
        look_count=6,
        objections=1,
        assumptions=True,
    )
    if state == "past":
        return replace(page, dates=f.Dates(date(2026, 3, 31), date(2026, 4, 2), TODAY, 120_018), standing=_as_b(standing), difference="")
    if state == "empty":
        return replace(
            page,
            standing=f.Verdict(
                grade("not_rated"),
                None,
                TODAY,
                scheme(),
                "2023-01-01",
                0,
                bands(),
                t("在册记录少于1条，不足以评级。", "Fewer than 1 record on file: too little to rate."),
            ),
            published=None,
            difference="",
            risk=f.RiskBox(t("暂无评级", "Not rated"), Tone.NONE, t("按常规比例抽查。", "Usual share of checks."), (), (paper("3.2"),)),
            dimensions=(),
            total="",
            not_counted=(),
            events=(),
            duties=(),
            looks=(),
            look_count=0,
            objections=0,
        )
    if state == "person":
        return replace(
            page,
            subject=f.SubjectHead(
                30_001,
                t("王*", "Wang *"),
                t("自然人（从业驾驶员）", "Natural person (driver)"),
                t("在册", "On file"),
                True,
                t("丰镇市", "Fengzhen"),
                "",
                (f.Shown(t("公民身份号码", "Citizen ID"), "1526**********003X", True),),
                t("自然人的证件号码只对承办部门的执法人员显示。", "Numbers of natural persons are shown only to officers of the department in charge."),
            ),
        )
    return page


def _as_b(verdict: f.Verdict) -> f.Verdict:
    return replace(verdict, mark=grade("B"), score=80_100, as_of=date(2026, 3, 31))


def file_lanes(page: f.CreditFilePage) -> Lanes:
    return lanes(page.events, page.dates.as_of, tuple((key, title()) for key, title in DEPARTMENTS))


def department_options(all_too: bool = True) -> tuple[Option, ...]:
    first = (Option("", t("全部部门", "All departments"), None, True),) if all_too else ()
    return first + tuple(
        Option(key, title(), count, not all_too and n == 0)
        for n, ((key, title), count) in enumerate(zip(DEPARTMENTS, (812, 240, 96, 41, 133), strict=True))
    )


NAMES = (
    ("乌兰察布市集宁区老绥远烧麦餐饮有限责任公司", "91150902MA0N****2K", "C", 73_300, "B"),
    ("丰镇市宏远化工有限公司", "91150981787****54X", "D", 38_125, "D"),
    ("察哈尔右翼前旗巴音货运服务部", "92150926MA0P****7U", "D", 41_900, "C"),
    ("集宁区张记龑堃副食便利店", "92150902MA13****0Q", "C", 61_250, "C"),
    ("内蒙古草原牧歌肉业股份有限公司", "911509007610****3Y", "C", 66_418, "B"),
    ("卓资县熏鸡老店食品厂", "91150921MA0M****9H", "D", 52_000, "D"),
    ("商都县永昌建材经销部", "92150923MA0R****4W", "C", 70_905, ""),
    ("凉城县岱海民宿有限公司", "91150925MA0Q****8D", "C", 74_999, "C"),
)


def high_risk(*, state: str = "full") -> h.HighRiskPage:
    places = ("集宁区", "丰镇市", "察右前旗", "集宁区", "集宁区", "卓资县", "商都县", "凉城县")
    places_en = ("Jining", "Fengzhen", "Chahar Right Front", "Jining", "Jining", "Zhuozi", "Shangdu", "Liangcheng")
    trades = (("正餐服务", "Restaurants"), ("化学原料", "Chemicals"), ("道路货运", "Road freight"), ("便利店零售", "Convenience shop"))
    reasons = (
        (
            t("食品安全严重处罚 −30", "serious food penalty −30"),
            t("年报逾期 −15", "annual report missed −15"),
            t("一般处罚 −11.6", "general penalty −11.6"),
        ),
        (
            t("瞒报事故，等级不高于D", "accident concealed: D at most"),
            t("重大隐患逾期未改 −25", "major hazard not remedied −25"),
            t("环保处罚 −12", "ecology penalty −12"),
        ),
        (t("一年内超限3次 −30", "3 overloads in a year −30"), t("一般处罚 −8", "general penalty −8")),
        (t("过期食品处罚 −20", "expired food −20"), t("属实投诉3件 −6", "3 complaints found true −6"), t("年报逾期 −15", "report missed −15")),
    )
    rows = tuple(
        h.HighRiskRow(
            20_417 + n,
            name,
            code,
            t(places[n], places_en[n]),
            t(*trades[n % 4]),
            grade(letter),
            score,
            grade(old) if old else None,
            t("C类 · 较高风险", "Class C · raised") if letter == "C" else t("D类 · 高风险", "Class D · high"),
            reasons[n % 4],
            7 + n,
            (market(),),
            date(2026, 11, 20) - timedelta(days=17 * n),
            n == 3,
        )
        for n, (name, code, letter, score, old) in enumerate(NAMES)
    )
    labels = (
        ("name", t("主体", "Subject"), ""),
        ("score", t("当前状况", "Standing now"), "asc"),
        ("", t("公布等级", "Published"), ""),
        ("", t("主要原因", "Reasons"), ""),
        ("district", t("辖区", "District"), ""),
        ("latest", t("最近记录", "Latest record"), ""),
    )
    empty = state != "full"
    return h.HighRiskPage(
        TODAY,
        () if empty else rows,
        paging(3, 8, 0 if empty else 1_322, "department=&sort=score"),
        tuple(h.Column(key, label, f"sort={key}" if key else "", order) for key, label, order in labels),
        department_options(),
        (Option("", t("全部辖区", "All districts"), None, state != "filtered"), Option("150902", t("集宁区", "Jining"), 402, state == "filtered")),
        (Option("", t("全部类别", "All classes"), None, True), Option("d", t("D类 · 高风险", "Class D · high"), 214)),
        t("烧麦", "shaomai") if state == "filtered" else "",
        () if empty else (h.RiskCount(t("C类", "Class C"), Tone.WATCH, 1_108), h.RiskCount(t("D类", "Class D"), Tone.BAD, 214)),
        20_000,
        "/high-risk.csv?sort=score",
    )


def counts() -> i.Counts:
    return i.Counts(12_480, 12_391, 214, 61, 28, 12, 37)


def submission_lines() -> tuple[i.SubmissionLine, ...]:
    def line(n: int, name: str, step: i.Step, dep: str, kind: str, numbers: i.Counts, late: int = 0, practice: bool = False) -> i.SubmissionLine:
        return i.SubmissionLine(
            f"s{n}",
            f"HZ-20261123-{n:04d}" if step is i.Step.DONE else "",
            step,
            name,
            dep,
            kind,
            ago(n, n),
            t("白雪梅", "Bai Xuemei"),
            numbers,
            late,
            practice,
        )

    return (
        line(0, "11月行政处罚双公示（最终版）v3.xlsx", i.Step.RUNNING, market(), t("行政处罚", "Penalty"), i.Counts(0, 41_200, done=41_522)),
        line(1, "处罚台账20261122.xls", i.Step.DONE, market(), t("行政处罚", "Penalty"), counts(), 143),
        line(2, "chengguan_xuncha.csv", i.Step.NEEDS_MAPPING, urban(), t("自动识别", "automatic"), i.Counts(0)),
        line(3, "检查结果.xlsx", i.Step.DONE, safety(), t("检查结果", "Inspection result"), i.Counts(412, 412)),
        line(4, "练习.csv", i.Step.DONE, market(), t("行政处罚", "Penalty"), i.Counts(20, 18, 0, 2), practice=True),
        line(5, "治超2026Q3.csv", i.Step.REFUSED, transport(), t("违法超限", "Overload"), i.Counts(0)),
    )


def punctuality() -> tuple[i.Punctuality, ...]:
    return (
        i.Punctuality(market(), 3_204, 143, t("21天", "21 d"), 6),
        i.Punctuality(urban(), 1_880, 402, t("64天", "64 d"), 31),
        i.Punctuality(safety(), 412, 3, t("2天6小时", "2 d 6 h")),
        i.Punctuality(ecology(), 96, 0),
        i.Punctuality(transport(), 0, 0),
    )


def upload(*, state: str = "full") -> i.UploadPage:
    problems: tuple[Said, ...] = ()
    why = ""
    if state == "problem":
        problems = (
            Said(
                t("这个文件名叫 .xlsx,内容却是网页(HTML)。", "The file is called .xlsx, but what is in it is a web page (HTML)."),
                t("在表格软件里打开，另存为「Excel 工作簿」，再交一次。", "Open it in your spreadsheet program, save it as an Excel workbook, and hand it in again."),
            ),
        )
    if state == "off":
        why = t("您的账户没有所属部门，只有产生记录的部门可以录入。", "Your account belongs to no department; only the department that generates a record may enter it.")
    return i.UploadPage(
        department_options(False)[:1],
        (Option("", t("自动识别", "Find out by itself"), None, True), Option("penalty", t("行政处罚", "Administrative penalty"))),
        ("CSV", "XLSX", "XLS", "JSON Lines"),
        "64 MiB",
        (
            i.Clock(t("行政处罚", "Administrative penalty"), t("24小时", "24 hours"), t("论文 3.1", "The paper, 3.1")),
            i.Clock(t("行政许可", "Licence"), t("7个工作日", "7 working days"), t("双公示", "Dual publicity")),
            i.Clock(t("检查结果", "Inspection result"), t("20个工作日", "20 working days")),
        ),
        submission_lines()[:4],
        problems,
        why,
    )


def mapping() -> i.MappingPage:
    fields = (
        ("", t("不导入", "leave out")),
        ("party.name", t("行政相对人名称", "Party")),
        ("party.uscc", t("统一社会信用代码", "Unified social credit code")),
        ("decision_no", t("决定书文号", "Decision number")),
        ("decided_on", t("决定日期", "Day of the decision")),
        ("fine", t("罚款金额（万元）", "Fine (10,000 yuan)")),
        ("violations", t("违法行为类型", "Kind of violation")),
    )

    def choices(chosen: str) -> tuple[Option, ...]:
        return tuple(Option(key, label, None, key == chosen) for key, label in fields)

    rows = (
        ("当事人", ("集宁区张记副食便利店", "丰镇市宏远化工有限公司"), "party.name", 980, t("列名是「行政相对人名称」的常见写法", "a usual heading for the party")),
        ("证照号", ("92150902MA13****0Q", "91150981787****54X"), "party.uscc", 1000, t("2/2 个值是有效的统一社会信用代码", "2 of 2 values are valid codes")),
        ("处罚文号", ("集市监罚〔2026〕118号", "集市监罚〔2026〕119号"), "decision_no", 990, t("列名和写法都像文号", "heading and values look like document numbers")),
        ("时间", ("2026年5月14日", "2026.5.20"), "decided_on", 640, t("都是日期，但列名没有说是哪个日期", "all dates, but the heading does not say which")),
        ("罚没（元）", ("15000", "2,000"), "fine", 720, t("是金额；单位写作元，将换算", "amounts; written in yuan, will be converted")),
        ("备注", ("", ""), "", 0, t("没有字段与之对应", "no field fits")),
    )
    return i.MappingPage(
        "s2",
        "处罚台账20261122.xls",
        market(),
        t("行政处罚", "Administrative penalty"),
        (Option("penalty", t("行政处罚", "Administrative penalty"), None, True), Option("licence", t("行政许可", "Licence"))),
        870,
        3,
        tuple(i.MappedColumn(n, head, samples, choices(to), sure, why) for n, (head, samples, to, sure, why) in enumerate(rows, 1)),
        (t("违法行为类型", "Kind of violation"),),
        (t("第1至2行：标题", "rows 1 to 2: titles"), t("最后2行：合计与说明", "last 2 rows: totals and a note")),
    )


def submission(*, state: str = "done") -> i.SubmissionPage:
    step = {"running": i.Step.RUNNING, "queued": i.Step.QUEUED, "refused": i.Step.REFUSED}.get(state, i.Step.DONE)
    rows = (
        i.RowProblem(
            7,
            t("统一社会信用代码", "Unified social credit code"),
            "91150902MA0NXXXX2L",
            Said(
                t("代码的校验位不对：末位应为 K。", "The check character is wrong: the last one should be K."),
                t("核对营业执照；个体户没有代码的可以留空。", "Check the licence; an individual business without a code may leave it empty."),
            ),
        ),
        i.RowProblem(
            19,
            t("决定日期", "Day of the decision"),
            "2026年2月30日",
            Said(t("没有这一天。", "There is no such day."), t("按决定书改正后重交。", "Correct it by the decision and hand it in again.")),
        ),
        i.RowProblem(
            52,
            t("罚款金额", "Fine"),
            "1.5万",
            Said(t("按 1.5万元 读取。", "Read as CNY 15,000."), "", False),
        ),
    )
    if state in ("clean", "dry_run", "practice"):
        rows = ()
    numbers = i.Counts(412, 412) if state == "clean" else counts()
    if state == "running":
        numbers = i.Counts(100_000, 41_200, 90, 310, 12, done=41_522)
    return i.SubmissionPage(
        "s1",
        "HZ-20261123-0001" if step is i.Step.DONE and state != "dry_run" else "",
        step,
        "处罚台账20261122.xls",
        "5f2a9c0e7b41d6a8c3e9b7f0a1d2c4e6f8091a2b3c4d5e6f708192a3b4c5d6e7",
        market(),
        t("行政处罚", "Administrative penalty"),
        ago(1, 1),
        t("白雪梅", "Bai Xuemei"),
        numbers,
        rows,
        275,
        (
            Said(
                t("文件里没有表：只有一张图片。", "There is no table in the file: only a picture."),
                t("请交可编辑的表格；扫描件不能自动读取。", "Hand in an editable table; scans cannot be read."),
            ),
        )
        if state == "refused"
        else (),
        12_248 if rows else 0,
        143 if rows else 0,
        t("21天", "21 d") if rows else "",
        182_344 if step is i.Step.DONE and state not in ("dry_run", "practice") else None,
        state == "practice",
        state == "dry_run",
        "/intake/s1/refused.xlsx" if rows and step is i.Step.DONE else "",
        "",
        2,
    )


def history() -> i.HistoryPage:
    return i.HistoryPage(
        submission_lines(),
        paging(1, 20, 143),
        department_options(),
        punctuality(),
        t("近12个月", "the last 12 months"),
    )


def changes(*, state: str = "full") -> c.ChangesPage:
    line = c.ChangeLine(
        7,
        88_120,
        t("行政处罚", "Administrative penalty"),
        "集市监罚〔2026〕118号",
        market(),
        date(2026, 5, 14),
        ago(0, 5),
        "s1",
        412,
        (
            c.Differs(t("罚款金额（万元）", "Fine"), t("1.5万元", "CNY 15,000"), t("15万元", "CNY 150,000"), True),
            c.Differs(t("处罚机关", "Deciding organ"), t("集宁区市场监管局", "集宁区市场监管局"), t("集宁区市场监督管理局", "集宁区市场监督管理局"), False),
        ),
    )
    lines = (line,) if state == "full" else ()
    return c.ChangesPage(lines, paging(1, 20, len(lines)), ())


def templates() -> i.TemplatesPage:
    def line(type: str, title: str, fields: int, clock: str) -> i.TemplateLine:
        needed = (t("决定书文号", "Decision number"), t("行政相对人名称", "Party"), t("决定日期", "Day of the decision"))
        return i.TemplateLine(type, title, fields, needed, clock, f"/intake/templates/{type}.xlsx", t("双公示", "Dual publicity"))

    return i.TemplatesPage(
        (
            i.TemplateGroup(
                market(),
                (
                    line("penalty", t("行政处罚", "Administrative penalty"), 23, t("24小时", "24 hours")),
                    line("licence", t("行政许可", "Licence"), 19, t("7个工作日", "7 working days")),
                    line("inspection", t("检查结果", "Inspection result"), 12, ""),
                ),
            ),
            i.TemplateGroup(urban(), (line("patrol_point", t("门前三包巡查", "Patrol point"), 8, ""),)),
        )
    )


def review(*, state: str = "full") -> r.ReviewPage:
    lines = tuple(
        r.ReviewLine(500 + n, name, dep, t("行政处罚", "Administrative penalty"), ago(n), same)
        for n, (name, dep, same) in enumerate(
            (
                ("老绥远烧麦馆", market(), 3),
                ("宏远化工", safety(), 1),
                ("张记便利店", urban(), 1),
                ("巴音货运", transport(), 2),
                ("岱海民宿", market(), 1),
            )
        )
    )
    if state == "empty":
        return r.ReviewPage((), None, paging(1, 20, 0), department_options())
    same, alike, other, unknown = r.Agreement.SAME, r.Agreement.ALIKE, r.Agreement.OTHER, r.Agreement.UNKNOWN
    labels = (t("名称", "Name"), t("代码", "Code"), t("地址", "Address"), t("负责人", "Person"), t("电话", "Phone"))

    def compared(values: tuple[str, ...], how: tuple[r.Agreement, ...], why: tuple[str, ...]) -> tuple[r.Compared, ...]:
        written = ("老绥远烧麦馆", "", "集宁区恩和路16号", "白永胜", "")
        return tuple(r.Compared(*row) for row in zip(labels, written, values, how, why, strict=True))

    first = r.Candidate(
        20_417,
        "乌兰察布市集宁区老绥远烧麦餐饮有限责任公司",
        860,
        t("企业", "Enterprise"),
        t("存续", "active"),
        compared(
            ("乌兰察布市集宁区老绥远烧麦餐饮有限责任公司", "91150902MA0N****2K", t("集宁区恩和路16号1层", "集宁区恩和路16号1层"), "白永胜", "138****2210"),
            (alike, unknown, same, same, unknown),
            (t("字号相同：老绥远", "same core name: 老绥远"), "", t("门牌相同", "same house number"), "", ""),
        ),
        (),
        9,
        grade("C"),
    )
    second = r.Candidate(
        20_988,
        "集宁区绥远烧麦店",
        610,
        t("个体工商户", "Individual business"),
        t("存续", "active"),
        compared(
            ("集宁区绥远烧麦店", "92150902MA0P****7U", "集宁区解放路203号", "李*", ""),
            (alike, unknown, other, other, unknown),
            (t("字号相近：绥远", "core name alike: 绥远"), "", t("另一条路", "another road"), "", ""),
        ),
        (),
        2,
        grade("A"),
    )
    case = r.ReviewCase(
        500,
        t("行政处罚", "Administrative penalty"),
        "集城管罚〔2026〕77号",
        urban(),
        date(2026, 11, 19),
        "s1",
        214,
        (
            (t("名称", "Name"), "老绥远烧麦馆"),
            (t("地址", "Address"), "集宁区恩和路16号"),
            (t("负责人", "Person"), "白永胜"),
            (t("代码", "Code"), t("（空）", "(empty)")),
        ),
        (
            (t("案由", "Matter"), t("出店经营", "Goods outside the shop")),
            (t("处罚", "Penalty"), t("罚款 500元", "fine of CNY 500")),
            (t("录入", "Entered"), t("2026年11月20日，按时", "20 Nov 2026, in time")),
        ),
        (first, second) if state != "nobody" else (),
        t(
            "没有代码；名称与两个主体相近，地址与负责人只与第一个相符，分值 86% 未到自动关联的 92%。",
            "No code; the name is like two subjects, address and person fit only the first; 86% is below the 92% that link by themselves.",
        ),
        (Option("legal_person", t("企业", "Enterprise"), None, True), Option("sole_proprietor", t("个体工商户", "Individual business"))),
        3,
        t("地址与已有主体相同：先确认不是它。", "The address is that of a known subject: say first that it is not this one.") if state == "full" else "",
        "",
        501,
        None,
    )
    return r.ReviewPage(lines, case, paging(1, 20, 37), department_options(), 12, t("已关联：岱海民宿 → 凉城县岱海民宿有限公司。", "Linked: 岱海民宿 → 凉城县岱海民宿有限公司."))


def alert_lines() -> tuple[d.AlertLine, ...]:
    subject = NAMES[0][0]
    return (
        d.AlertLine(
            "a1",
            t("其他部门的关注对象出现负面记录", "Another department has a record against a subject of yours"),
            t(
                "市场监督管理局因虚假宣传处罚该企业（罚款1万元）;贵局名册中仍为 A 级。",
                "Market Supervision fined it for false advertising (CNY 10,000); on your list it still stands as A.",
            ),
            Tone.BAD,
            20_418,
            NAMES[1][0],
            safety(),
            ago(0, 1),
            False,
            (paper("3.1"),),
            grade("A"),
        ),
        d.AlertLine(
            "a2",
            t("等级下降", "Grade dropped"),
            t("当前状况由 B级 降为 C级：年报逾期 −15 分。", "Standing fell from B to C: annual report missed, −15 points."),
            Tone.WATCH,
            20_417,
            subject,
            market(),
            ago(1),
            False,
            (paper("3.2"),),
            grade("C"),
        ),
        d.AlertLine(
            "a3",
            t("义务逾期", "Duty missed"),
            t("2025年度年报应于2026年6月30日前公示。", "The annual report for 2025 was due on 30 June 2026."),
            Tone.WATCH,
            20_420,
            NAMES[3][0],
            market(),
            ago(6),
            True,
        ),
    )


def alerts(*, state: str = "full") -> d.AlertsPage:
    lines = alert_lines() if state == "full" else ()
    return d.AlertsPage(
        lines,
        paging(1, 20, len(lines)),
        (),
        (Option("", t("全部", "All"), None, True), Option("grade_dropped", t("等级下降", "Grade dropped"))),
        2 if lines else 0,
    )


def home(*, state: str = "full") -> d.HomePage:
    due = (
        d.DueLine(
            t("6 件处罚决定已过24小时仍未录入", "6 penalty decisions are past their 24 hours"),
            t("最早一件：集市监罚〔2026〕203号，逾期2天", "the oldest: 集市监罚〔2026〕203号, 2 days over"),
            "/intake/",
            Tone.BAD,
            None,
            t("录入", "Enter"),
        ),
        d.DueLine(
            t("37 条记录等待确认主体", "37 records wait for their subject"),
            t("其中 5 条已等待超过3天", "5 of them for more than 3 days"),
            "/review",
            Tone.WATCH,
            None,
            t("确认", "Review"),
        ),
        d.DueLine(
            t("1 个文件等待确认列", "1 file waits for its columns"), "处罚台账20261122.xls", "/intake/s2", Tone.WATCH, None, t("确认", "Confirm")
        ),
    )
    return d.HomePage(
        TODAY,
        (
            d.Figure(t("高风险主体", "High risk"), 1_322, 20_000, "/high-risk", Tone.BAD),
            d.Figure(t("待确认主体", "Whose record"), 37, None, "/review", Tone.WATCH),
            d.Figure(t("未看预警", "Alerts not seen"), 4, None, "/alerts"),
            d.Figure(t("今日录入", "Handed in today"), 268, None, "/intake/", note=t("5 个文件", "5 files")),
            d.Figure(t("按时率", "In time"), 3_061, 3_204, "/intake/", note=t("近12个月", "last 12 months")),
        ),
        due if state == "full" else (),
        alert_lines() if state == "full" else (),
        submission_lines()[:4] if state == "full" else (),
        punctuality(),
    )


def search(*, state: str = "full") -> d.SearchPage:
    lines = tuple(
        d.FoundLine(20_417 + n, name, code, t("企业", "Enterprise"), t("集宁区", "Jining"), t("存续", "active"), grade(letter), 7 + n)
        for n, (name, code, letter, _, _) in enumerate(NAMES)
    )
    if state == "start":
        return d.SearchPage("", (), paging(1, 20, 0))
    if state == "none":
        return d.SearchPage("不存在", (), paging(1, 20, 0))
    return d.SearchPage(t("集宁", "Jining"), lines, paging(1, 20, 8))


def purpose() -> d.PurposePage:
    return d.PurposePage(
        30_001,
        t("王*", "Wang *"),
        (
            Option("inspection", t("检查", "Inspection")),
            Option("case", t("办案", "A case")),
            Option("objection", t("异议审查", "Review of an objection")),
            Option("own", t("本人申请查询", "The person asked for it")),
        ),
    )


def refused() -> d.RefusedPage:
    return d.RefusedPage(
        t("这一步没有执行", "This was not done"),
        (
            Said(
                t("只有产生记录的部门可以更正：该记录由应急管理局录入。", "Only the department that generated a record may correct it: this one is of Emergency Management."),
                t("您可以提出异议，由录入部门审查。", "You may object; the department that entered it reviews it."),
            ),
        ),
        "/review",
    )
