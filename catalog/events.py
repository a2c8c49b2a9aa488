"""Sentences of the catalog's acts."""

from xinglongtai.core.audit import register

register(
    {
        "batch_create": "新建批次：{name}",
        "batch_edit": "修改批次：{name}（{fields}）",
        "item_delete": "删除清单事项 {number}",
        "statute_text_import": "导入法规文本：{title}，{outcome}，共 {articles} 条，与原文不同的有 {changed_number} 条（{source}）",
        "statute_version_close": "因后来的文本施行而失效：{title}，最后有效日{effective_to}",
        "statute_save": "登记或修改法规：{title}（{fields}）",
        "conditiontoken_save": "登记或修改条件词：{title}（{fields}）",
        "item_create": "新增清单事项 {number}",
        "item_version_new": "建立草稿：{number} 第{version_no}版",
        "item_version_edit": "修改草稿：{number} 第{version_no}版（{fields}）",
        "item_version_import": "导入草稿：{number} 第{version_no}版（{fields}）",
        "item_version_submit": "提交审核：{number} 第{version_no}版",
        "item_version_return": "退回草稿：{number} 第{version_no}版。理由：{reason}",
        "source_list_save": "登记或修改清单来源：{title}（{fields}）",
        "source_list_end": "清单来源截止：{title}，最后有效日 {effective_to}，随之截止 {ended} 条。理由：{reason}",
        "item_version_publish": "发布清单事项：{number} 第{version_no}版，自{effective_from}起施行",
        "item_version_closed": "因新版本发布而失效：{number} 第{version_no}版，最后有效日{effective_to}",
        "item_version_retire": "清单事项失效：{number} 第{version_no}版，自{on}起不再适用。理由：{reason}",
        "item_version_shorten": "调整有效期：{number} 第{version_no}版，截止日 {old} → {new}",
        "item_version_delete": "删除草稿：{number} 第{version_no}版",
        "candidate_add": "列入候选事项：{violation}（{origin}）",
        "candidate_adopt": "候选事项起草为清单事项 {number}：{violation}（{origin}）",
        "candidate_decline": "候选事项不纳入：{violation}（{origin}）。理由：{reason}",
        "example_save": "登记或修改测试情形：{number} {title}，应得结论“{verdict}”",
        "example_delete": "删除测试情形：{number} {title}",
        "item_version_import_undo": "撤销导入：{number} 第{version_no}版，{what}",
        "import_run_undo": "撤销导入：{file}，撤销 {undone} 条，保留 {kept} 条",
        "import_run_discard": "放弃导入：{file}",
        "catalog_import": "导入清单：新增 {created} 条，更新 {updated} 条，未变 {skipped} 条，拒绝 {refused} 条",
        "starter_load": "载入起步清单：新增 {created} 条，发布 {published} 条",
        "law_change_note": "发现法规变动：《{title}》{kind}，{on}起",
        "law_change_correct": "法规变动信息更新：《{title}》{kind}，{on}起",
        "law_change_decide": "法规变动处理：{number} 第{version_no}版“{decision}”。理由：{reason}",
    }
)
