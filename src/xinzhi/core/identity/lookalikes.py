"""Characters that scanners and tired eyes take for one another, folded into one."""

from __future__ import annotations

_GROUPS = (
    "0OＯ〇", "1IL|", "2Z", "5S", "8B",
    "己已巳", "日曰", "土士", "末未", "人入八", "王玉主", "千干于", "大太犬", "木本术", "天夫", "今令", "刀力", "由田甲申电",
    "白自", "贝见", "午牛", "万方", "鸟乌岛", "治冶", "拔拨", "侯候", "辨辩辫", "晴睛", "折拆析", "准淮", "育盲", "戊戌戍", "兔免",
    "徒徙", "崇祟", "亨享", "酒洒", "竟竞", "暖暧", "福幅辐", "祥详洋", "科料", "陪倍培", "货贷", "茶荼", "鲜鳞", "住佳往",
    "处外", "间问同", "丰半", "元无", "开升井", "兴共", "全金", "卫工", "永水冰", "达迖", "广厂", "正止", "石右古", "旦且", "丁了",
    "几儿", "凤风", "材村", "体休", "找我", "特持", "宝室", "宇字", "官宫", "清请情", "洗冼", "炊饮", "烧浇", "烤拷",
)  # fmt: skip
_FOLD = str.maketrans({character: group[0] for group in _GROUPS for character in group})


def skeleton(text: str) -> str:
    """Equal for texts that differ only in characters of the same look."""
    return text.translate(_FOLD)
