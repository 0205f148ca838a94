"""Words of names that say what kind of organisation or trade it is, not which one."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = _words(
    "股份有限责任公司 有限责任公司 股份有限公司 股份合作公司 有限公司 控股集团 集团公司 集团 总公司 公司"
    " 农民专业合作社联合社 农民专业合作社 专业合作社 合作社 个体工商户 个体户 个人独资企业 合伙企业"
    " 特殊普通合伙 普通合伙 有限合伙 个人独资 个体"
)
"""Legal forms, at the end of a name."""

SHOP_WORDS = _words(
    "经营部 门市部 服务部 经销部 批发部 销售部 加工部 修理部 经销处 销售处 批发店 专卖店 专营店 旗舰店 连锁店 总店 门店 小店"
    " 商行 商店 商铺 档口 摊位 摊点 店 部 馆 铺 行 坊 屋 厅 摊"
)
"""What a shop calls itself, at the end of a name: 老王烧烤店, 老王烧烤馆."""

TRADES = _words(
    "餐饮 服务 管理 餐饮服务 餐饮管理 饮食 饭 饭庄 餐馆 餐厅 酒店 酒楼 宾馆 旅馆 旅店 招待所 民宿 快餐 小吃 早餐 早点 包子 饺子 拉面 面 米线 粉 麻辣烫 麻辣香锅"
    " 火锅 串串 串串香 烧烤 烤肉 烤鱼 烤鸭 涮肉 羊肉 牛肉 羊杂 熟食 卤味 炸鸡 汉堡 披萨 奶茶 饮品 冷饮 咖啡 茶 茶楼 茶叶 蛋糕 面包 烘焙 糕点 甜品"
    " 超市 便利 百货 日用品 日用百货 副食 烟酒 食品 粮油 水果 蔬菜 果蔬 生鲜 海鲜 水产 肉 鲜肉 豆制品 调料 土特产 农副产品"
    " 理发 美发 美容 美容美发 造型 美甲 养生 足疗 足浴 洗浴 浴池 按摩 健身 瑜伽 洗车 汽修 汽车 汽车修理 汽车维修 汽车服务 汽车销售 汽配 汽车配件 轮胎 摩托车 电动车 修理 维修 销售 租赁"
    " 五金 五金建材 建材 装饰 装修 装饰装修 装饰工程 家具 家居 家电 电器 手机 通讯 通信 数码 电脑 眼镜 钟表 鞋 鞋业 服装 服饰 皮草 皮草服装 皮革 童装 母婴 孕婴 玩具 文具 办公用品 图书 书"
    " 药 药房 大药房 医药 医药连锁 连锁 诊所 口腔 口腔诊所 门诊 门诊部 医院 眼科 中医 卫生室 幼儿园 培训 教育 教育培训 培训学校 学校"
    " 商贸 贸易 经贸 工贸 商业 实业 发展 开发 建设 建筑 建筑工程 建筑安装 工程 安装 市政 路桥 房地产 房地产开发 置业 物业 物业管理 物业服务"
    " 物流 运输 货运 道路运输 快递 仓储 配送 搬家 客运 出租汽车 驾校 驾驶培训"
    " 科技 信息 信息科技 信息技术 技术 网络 网络科技 软件 电子 电子商务 智能 传媒 文化 文化传媒 广告 广告传媒 印刷 打印 图文 影视 摄影 婚庆 旅游 旅行社 网吧 娱乐 彩票"
    " 农业 农牧 农牧业 农牧业开发 牧业 林业 种植 养殖 种养殖 园林 绿化 花卉 花店 饲料 农资 农机 化肥 种子 宠物 兽药"
    " 化工 矿业 煤炭 能源 新能源 电力 热力 燃气 加油站 石油 石化 水泥 混凝土 商品混凝土 砂石 石材 钢材 机械 机械设备 设备 制造 机械制造 加工 包装 塑料 环保 环保科技 再生资源 废品回收 物资回收"
    " 投资 咨询 咨询服务 劳务 劳务派遣 人力资源 家政 家政服务 保洁 洗衣 干洗 保安 中介 代理 会计 事务所 律师"
)
"""Trades, at the end of what is left of a name."""


def ending(name: str, words: frozenset[str], longest: int, shortest: int = 1) -> str:
    """The longest of `words` with which `name` ends, of at least `shortest` characters; empty where there is none."""
    for length in range(min(longest, len(name)), shortest - 1, -1):
        if name[-length:] in words:
            return name[-length:]
    return ""


LONGEST_FORM = max(map(len, LEGAL_FORMS))
LONGEST_SHOP_WORD = max(map(len, SHOP_WORDS))
LONGEST_TRADE = max(map(len, TRADES))
