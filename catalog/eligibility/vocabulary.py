"""Words of the eligibility sheet: codes, their Chinese names and the legal bases quoted on its lines.

Codes are what is stored; the Chinese names are accepted as input too (see :mod:`catalog.eligibility.reading`).
"""

POLICY = "柔性执法告知承诺制（试行）"
APL = "中华人民共和国行政处罚法"
PROCEDURE = "市场监督管理行政处罚程序规定"
TRANSFER_RULES = "行政执法机关移送涉嫌犯罪案件的规定"

#: Verdict codes, meaning as in the glossary; order = strongest first (see :mod:`catalog.eligibility.verdict`).
TRANSFER = "transfer_to_police"
NO_PLEDGE = "no_pledge_needed"
ORDINARY = "ordinary_procedure"
NOT_ELIGIBLE = "not_eligible"
REVIEW = "needs_legal_review"
ELIGIBLE = "eligible"
VERDICTS = {
    ELIGIBLE: "可以签署承诺书",
    REVIEW: "须先法制审核",
    NOT_ELIGIBLE: "不能适用告知承诺",
    ORDINARY: "转立案办理",
    NO_PLEDGE: "无须承诺，可依法办结",
    TRANSFER: "移送公安机关",
}

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
OUTCOMES = {MET: "符合", NOT_MET: "不符合", UNKNOWN: "不明"}

PENALTY_STRUCTURES = {
    "progressive": "责令改正前置（拒不改正才罚）",
    "warning": "警告",
    "discretionary": "可以罚款",
    "direct": "应当罚款",
    "none": "无罚款",
}
LENIENCY_KINDS = {
    "minor": "轻微不罚",
    "first_offence": "首违不罚",
    "no_fault": "无主观过错",
    "exempt": "免予处罚",
    "mitigate": "从轻减轻",
}
SCOPES = {
    "1": "法律法规规章依法设立的不予、免予处罚事项",
    "2": "总局、省局裁量基准中的从轻减轻事项",
    "3": "总局、省局免罚文件及其清单事项",
    "4": "省政府、市政府柔性执法文件及其清单事项",
}
KEY_AREAS = {
    "food": "食品",
    "drug": "药品",
    "special_equipment": "特种设备",
    "product_quality": "产品质量",
    "fair_competition": "公平竞争",
}
LOAD_STATES = {"enabled": "可用", "needs_legal_review": "须法制审核", "disabled": "停用"}
STATES = {"published": "已发布", "draft": "草稿", "pending": "待审", "retired": "已失效"}

PARTY_KINDS = {
    "company": "公司",
    "sole_proprietorship": "个人独资企业",
    "partnership": "合伙企业",
    "other_enterprise": "其他企业",
    "branch": "分支机构",
    "cooperative": "农民专业合作社",
    "individual_business": "个体工商户",
    "natural_person": "自然人",
    "institution": "事业单位",
    "social_organization": "社会组织",
}
PARTY_ROLES = {
    "advertiser": "广告主",
    "ad_agent": "广告经营者",
    "ad_publisher": "广告发布者",
    "platform": "电子商务平台经营者",
    "platform_seller": "平台内经营者",
    "other_role": "其他角色",
}
JURISDICTIONS = {"own": "属本局管辖", "other_bureau": "属其他市场监管部门管辖", "other_department": "属其他部门管辖"}
DISCERNMENTS = {"full": "能辨认和控制自己的行为", "partial": "尚未完全丧失辨认或控制能力", "none": "不能辨认或控制"}
HARMS = {"none": "没有危害后果", "minor": "危害后果轻微", "serious": "危害后果不属轻微"}
CORRECTIONS = {
    "not_yet": "尚未改正，期限未届满",
    "done_before_inspection": "检查前已自行改正并核实",
    "done_on_spot": "检查时当场改正并核实",
    "done_in_time": "在责令改正期限内改正到位，复查合格",
    "done_late": "逾期后才改正",
    "overdue": "逾期未改正",
    "refused": "拒不改正",
    "failed": "改正后仍不符合要求",
}
DONE = frozenset({"done_before_inspection", "done_on_spot", "done_in_time"})
FAILED = frozenset({"done_late", "overdue", "refused", "failed"})
LAW_CHANGES = {
    "none": "行为后有关规定没有变化",
    "lighter": "新规定处罚较轻",
    "not_illegal": "新规定不认为是违法",
    "same_or_heavier": "新规定处罚相同或较重",
}
FIRST_STATES = {"none": "未查到同类违法", "found": "查到同类违法", "unverified": "无法核实"}
MATCHES = {
    "uscc": "统一社会信用代码相同",
    "old_reg_no": "原注册号相同",
    "operator_id": "经营者身份证号相同",
    "premises": "仅经营场所相同",
    "name": "仅名称相同",
}
STRONG_MATCHES = frozenset({"uscc", "old_reg_no", "operator_id"})
PRIOR_OUTCOMES = {
    "penalised": "行政处罚",
    "not_penalised": "不予处罚或不予立案",
    "pledge_fulfilled": "承诺后整改到位",
    "corrected": "责令改正后改正到位",
    "pledge_breached": "失诺",
    "open": "尚在办理",
}
GAINS = {"none": "没有违法所得", "refunded": "违法所得已全部依法退赔或处理", "outstanding": "有违法所得尚未处理"}
NO_FAULT = {"proven": "有证据足以证明没有主观过错", "claimed": "当事人主张，尚未审查认定", "no": "未主张或不成立"}
MITIGATIONS = {
    "active_remedy": "主动消除或减轻危害后果",
    "coerced": "受他人胁迫或者诱骗",
    "confessed": "主动供述尚未掌握的违法行为",
    "merit": "配合查处有立功表现",
    "other": "法律法规规章规定的其他情形",
}
GOODS_LAWS = {
    "food": "食品",
    "cosmetics": "化妆品",
    "device": "医疗器械",
    "product": "一般产品",
    "trademark": "侵犯注册商标专用权的商品",
    "other_goods": "其他商品",
}
LEGAL_REVIEWS = {"approved": "法制审核已同意", "rejected": "法制审核不同意"}
