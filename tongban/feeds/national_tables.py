"""The dictionaries and columns of the national exchange tables (`up_task_*`), as the national platform uses them.

They are this layout's own and differ from GB/T 39046: 服务对象 5 is 非法人企业 here and 行政机关 there, 办理形式 2 is
every way over the network. Codes of limits have no published dictionary: W, D, H, M and Y are
taken, no number is guessed.
Each table is read and written from the same entries; where several codes mean one word, the first is written.
"""

from __future__ import annotations

from tongban.kernel.deadline import LimitUnit

ITEM_KINDS = {
    "01": "licensing", "02": "punishment", "03": "coercion", "04": "levy", "05": "benefit_payment", "06": "inspection",
    "07": "confirmation", "08": "reward", "09": "adjudication", "10": "other_power", "20": "public_service",
}  # fmt: skip
ITEM_STATES = {"1": "in_use", "2": "suspended", "3": "abolished"}
NATURES = {"1": "法定机关", "2": "授权组织", "3": "受委托组织"}
PARTY_KINDS = {
    "1": "person", "2": "enterprise", "3": "public_institution", "4": "social_organisation",
    "5": "unincorporated_enterprise", "6": "government_body", "9": "other_organisation",
}  # fmt: skip
CASE_KINDS = {"1": "instant", "2": "promised"}
CHANNELS = {"1": "window", "2": "portal", "3": "post"}
POWER_SOURCES = {
    "1": "法定本级行使", "2": "上级下放", "3": "上级授权", "4": "同级授权", "5": "上级委托", "6": "同级委托",
}  # fmt: skip
HANDLE_AREAS = {"1": "全国", "2": "全省", "3": "全市", "4": "全县", "5": "全镇（乡街）", "6": "跨村（社区）"}
RESULTS = {
    "10": "licence", "20": "approval", "30": "other", "40": "none", "1": "licence", "2": "approval", "3": "other",
    "4": "none",
}  # fmt: skip
NECESSITIES = {"1": "required", "2": "optional", "3": "tolerable"}
MATERIAL_TYPES = {"1": "original", "2": "copy", "4": "original_or_copy"}
MATERIAL_FORMATS = {"1": "paper", "2": "electronic", "3": "both", "4": "both"}
SOURCES = {"10": "applicant", "20": "government", "99": "intermediary"}
LIMIT_UNITS = {
    "W": LimitUnit.WORKING_DAY, "D": LimitUnit.NATURAL_DAY, "H": LimitUnit.HOUR, "M": LimitUnit.MONTH,
    "Y": LimitUnit.YEAR,
}  # fmt: skip
YES_NO = {"1": True, "0": False, "是": True, "否": False, "2": False}
#: 网上办理深度 is a set of eight abilities there; our four levels as sets (standards §1.6).
DEPTHS = {1: "1", 2: "1^2", 3: "1^2^3", 4: "1^2^3^4^5^6"}
USER_TOPICS = {
    "005": "生育收养", "010": "户籍办理", "015": "民族宗教", "020": "教育科研", "025": "入伍服役", "030": "就业创业",
    "035": "设立变更", "040": "准营准办", "045": "抵押质押", "050": "职业资格", "055": "行政缴费", "060": "婚姻登记",
    "065": "优待抚恤", "070": "规划建设", "075": "住房保障", "085": "社会保障", "090": "证件办理", "095": "交通出行",
    "100": "旅游观光", "105": "出境入境", "110": "消费维权", "115": "公共安全", "120": "司法公证", "125": "知识产权",
    "130": "环保绿化", "135": "文化体育", "140": "公用事业", "145": "医疗卫生", "150": "离职退休", "155": "死亡殡葬",
    "998": "地方特色", "999": "其他",
}  # fmt: skip
CORP_TOPICS = {
    "005": "设立变更", "010": "准营准办", "015": "资质认证", "020": "年检年审", "025": "税收财务", "030": "人力资源",
    "035": "社会保障", "040": "投资审批", "045": "融资信贷", "050": "抵押质押", "055": "商务贸易", "060": "招标拍卖",
    "065": "海关口岸", "070": "涉外服务", "075": "农林牧渔", "085": "国土和规划建设", "090": "交通运输",
    "095": "环保绿化", "100": "应对气候变化", "105": "水务气象", "110": "医疗卫生", "115": "科技创新",
    "120": "文体教育", "125": "知识产权", "130": "民族宗教", "135": "质量技术", "140": "检验检疫", "145": "安全生产",
    "150": "公安消防", "155": "司法公证", "160": "公用事业", "165": "法人注销", "170": "档案文物", "998": "地方特色",
    "999": "其他",
}  # fmt: skip

#: The columns of each table with their Chinese names, in the order of the layout; * marks what may not be empty.
COLUMNS: dict[str, dict[str, str]] = {
    "directory": {
        "row_guid": "记录唯一标识*", "local_catalog_code": "地方基本编码", "catalog_code": "基本编码*",
        "task_name": "事项名称*", "task_type": "事项类型*", "by_law": "设定依据", "use_level": "行使层级",
        "plan_effective_date": "计划生效日期", "plan_cancel_date": "计划取消日期", "task_state": "事项状态",
        "task_version": "事项版本",
    },
    "basic": {
        "row_guid": "记录唯一标识*", "local_catalog_code": "地方基本编码", "local_task_code": "地方实施编码",
        "catalog_code": "基本编码*", "task_code": "实施编码*", "task_handle_item": "业务办理项编码",
        "task_name": "事项名称*", "task_type": "事项类型*", "by_law": "设定依据*", "power_source": "权力来源*",
        "use_level": "行使层级*", "task_state": "事项状态*", "task_version": "事项版本*", "dept_name": "实施主体*",
        "dept_type": "实施主体性质*", "dept_code": "实施主体编码*", "entrust_name": "委托部门",
        "anticipate_day": "法定办结时限*", "anticipate_type": "法定办结时限单位*",
        "anticipate_explain": "法定办结时限说明", "promise_day": "承诺办结时限*",
        "promise_type": "承诺办结时限单位*", "promise_explain": "承诺办结时限说明", "server_type": "服务对象*",
        "project_type": "办件类型*", "handle_type": "办理形式", "limit_scene_num": "到办事现场次数*",
        "special_procedure": "特别程序*", "accept_condition": "受理条件*", "handle_flow": "办理流程*",
        "transact_addr": "办理地点*", "transact_time": "办理时间*", "link_way": "咨询方式*",
        "supervise_way": "监督投诉方式*", "is_fee": "是否收费*", "fee_basis": "收费依据", "link_addr": "办理地址",
        "mobile_terminal_url": "移动端办理地址", "is_single_login": "是否单点登录",
        "app_is_single_login": "移动端是否单点登录", "plan_effective_date": "计划生效日期",
        "plan_cancel_date": "计划取消日期",
    },
    "extend": {
        "row_guid": "记录唯一标识*", "task_code": "实施编码", "task_handle_item": "业务办理项编码",
        "is_entry_center": "是否进驻政务大厅*", "handle_area": "通办范围", "other_dept": "联办机构",
        "service_type": "中介服务", "limit_explain": "数量限制", "result_type": "审批结果类型*",
        "result_name": "审批结果名称", "result_guid": "审批结果样本", "is_schedule": "是否支持预约办理",
        "is_pay_online": "是否支持网上支付*", "is_express": "是否支持物流快递*",
        "is_service_terminals": "是否支持自助终端办理", "is_online": "是否网办*",
        "online_handle_depth": "网上办理深度", "online_handle_url": "网上办理跳转地址",
        "limit_scene_explain": "必须现场办理原因说明", "user_topic_type": "面向自然人的主题分类",
        "user_character_topic_type": "面向自然人的地方特色主题分类", "corp_topic_type": "面向法人的主题分类",
        "corp_character_topic_type": "面向法人的地方特色主题分类", "town_name": "乡镇街道名称",
        "town_code": "乡镇街道代码", "village_name": "村居社区名称", "village_code": "村居社区代码",
        "extend_field": "扩展字段",
    },
    "material": {
        "row_guid": "记录唯一标识*", "task_code": "实施编码", "task_handle_item": "业务办理项编码",
        "material_name": "材料名称*", "is_need": "材料必要性*", "material_type": "材料类型",
        "material_format": "材料形式", "page_num": "纸质材料份数", "page_format": "纸质材料规格",
        "source_type": "来源渠道", "source_explain": "来源渠道说明", "form_guid": "空白表格",
        "example_guid": "示例样表", "fill_explain": "填报须知", "accept_stand": "受理标准",
        "by_law": "要求提供材料的依据", "order_num": "序号*", "remark": "备注",
    },
    "fee_project": {
        "row_guid": "记录唯一标识*", "task_code": "实施编码", "task_handle_item": "业务办理项编码",
        "fee_name": "收费项目名称*", "fee_stand": "收费标准*", "by_law": "收费依据", "is_desc": "是否允许减免",
        "desc_explain": "允许减免依据", "order_num": "序号",
    },
    "questions": {
        "row_guid": "记录唯一标识*", "task_code": "实施编码", "task_handle_item": "业务办理项编码",
        "question": "问题", "answer": "解答", "order_num": "序号",
    },
}  # fmt: skip
#: 公共服务 has tables of its own with the same columns.
FAMILIES = {"general": "其他事项", "public": "公共服务"}


def family_of(item_kind: str) -> str:
    """The family of tables that holds items of this kind."""
    return "public" if item_kind == "public_service" else "general"


def code_of(table: dict[str, str], word: str) -> str:
    """The first code that means the word; empty where none does."""
    return next((code for code, meaning in table.items() if meaning == word), "")
