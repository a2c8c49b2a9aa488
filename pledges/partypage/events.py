"""Sentences of what happens on the party's page. No name, number or word of the party is in them."""

from xinglongtai.core.audit import register

register(
    {
        "party_link_make": "建立当事人页面链接（{where}）",
        "party_link_revoke": "停用当事人页面链接：{reason}",
        "party_check": "有人扫码核验承诺书",
        "party_view": "当事人打开自己的页面",
        "party_try_right": "当事人页面核对手机尾号：相符",
        "party_try_wrong": "当事人页面核对手机尾号：不符（第{tries}次）",
        "party_try_locked": "当事人页面锁定期间有人再试",
        "party_try_no_phone": "当事人页面无法核对：没有登记电话",
        "party_lock": "当事人页面输错过多，锁定{minutes}分钟",
        "party_leave": "当事人退出自己的页面",
        "party_file": "当事人网上交来文件",
        "party_file_refused": "当事人交来的文件未被接收：{reason}",
        "party_materials": "当事人网上提交整改材料（{count}份文件）{extra}",
        "party_wish_time": "当事人申请延期至 {until}",
        "party_wish_objection": "当事人提出陈述申辩",
        "party_wish_answer": "答复当事人：{answer}",
        "remote_word": "给出免到场复查验证字，有效至 {until}",
        "remote_late": "免到场复查照片晚于验证字有效期，未接收",
        "remote_proof": "收到免到场复查照片（{count}张）",
        "remote_return": "请当事人重拍：{reason}",
    }
)
