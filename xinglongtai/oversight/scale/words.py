"""Names made of parts. All say 演示, none belongs to anybody; two characters of a name hit about as many rows as they would in life."""

from cases.status import PartyKind

#: First and second character of a brand: 64 × 64, the earlier ones oftener.
FIRST = "春风红星顺达安居新世鑫源宏图启明龙凤吉祥金穗清泉百川恒信同心阳光晨曦北方南江东海西山福禄寿喜和平友谊长城大地天宇云峰华美丽佳"
SECOND = "辉光发隆盛昌茂荣康泰宁远达通顺利丰裕广博雅致诚信义仁德正直博文武成功业兴旺庆瑞祥麟凤翔鹏程万里松柏竹梅兰菊荷桂林森海洋洲港"
TRADES = (
    "超市 饭店 面馆 药房 五金店 水果店 书店 文具店 理发店 美容院 茶行 服装店 鞋店 手机店 电器行 "
    "家具城 建材行 汽修厂 洗车行 轮胎店 加油站 粮油店 水产行 肉铺 烘焙坊 早餐店 火锅店 烧烤店 "
    "小吃店 奶茶店 咖啡馆 网咖 健身房 游泳馆 台球厅 棋牌室 宾馆 民宿 旅行社 打印店 广告部 照相馆 "
    "婚庆店 花店 宠物店 农资店 种子店 饲料行 渔具店 乐器行 眼镜店 钟表店 珠宝行 玩具店 母婴店 "
    "家政部 物业部 快递站 仓储部 洗衣店 裁缝铺 养生馆 足浴店 诊所"
).split()
FIRMS = (
    "商贸 科技 贸易 建筑 装饰 文化传媒 网络 电子商务 物流 运输 食品 餐饮管理 医药 医疗器械 农业 "
    "生物 环保 能源 机械 电器 汽车服务 房地产经纪 物业服务 教育咨询 旅游 酒店管理 广告 印务 包装 "
    "服饰 化工 仪器 检测 认证 信息 软件 智能 园林 劳务 供应链"
).split()
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
GIVEN = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北春夏秋冬梅兰竹菊松柏江河湖海山川日月星辰风云雷雨"
PLACES = "安平永宁长乐新城太和兴隆宝丰清河南华北辰东陵西岭中川高原石桥金沙银玉泉龙江凤台鹿鸣鹤岗松柏林梅州兰溪竹山菊潭荷塘桂阳云"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_K = PartyKind
#: Kind of party → what stands after the brand, the trade and the kind's own word.
_ENDINGS = {
    _K.COMPANY: (FIRMS, "有限公司"),
    _K.INDIVIDUAL: (TRADES, ""),
    _K.SOLE: (FIRMS, "经营部"),
    _K.PARTNERSHIP: (FIRMS, "合伙企业"),
    _K.COOPERATIVE: (("水稻种植", "果蔬", "农机", "养殖", "茶叶", "粮食"), "专业合作社"),
    _K.BRANCH: (FIRMS, "有限公司分公司"),
    _K.ENTERPRISE: (FIRMS, "厂"),
}


def place(n: int) -> str:
    """The n-th of more than 3,000 two-character names of places.

    >>> len({place(n) for n in range(3000)})
    3000
    """
    one = n % len(PLACES)
    return PLACES[one] + PLACES[(one + 1 + n // len(PLACES)) % len(PLACES)]


def province(n: int) -> str:
    return f"演示{_STEMS[n % 10]}{_BRANCHES[n % 12]}省"


def person(bits: bytes, at: int = 0) -> str:
    """A person's name of three bytes, with 演示 before it."""
    second = GIVEN[bits[at + 2] % len(GIVEN)] if bits[at + 2] > 70 else ""
    return f"演示{SURNAMES[bits[at] % len(SURNAMES)]}{GIVEN[bits[at + 1] % len(GIVEN)]}{second}"


def _skewed(byte: int, most: int) -> int:
    """Low places oftener than high ones, as with real names."""
    return byte * byte * most >> 16


def firm(kind: str, where: str, bits: bytes) -> str:
    """The name of a party of ``kind`` at ``where``."""
    if kind == _K.PERSON:
        return person(bits)
    brand = FIRST[_skewed(bits[0], len(FIRST))] + SECOND[_skewed(bits[1], len(SECOND))]
    trades, ending = _ENDINGS[kind]
    third = SECOND[bits[3] % len(SECOND)] if bits[4] > 127 else ""
    return f"{where}演示{brand}{third}{trades[bits[2] % len(trades)]}{ending}"
