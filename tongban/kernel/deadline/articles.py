"""The articles that counting rests on, worded as the law words them."""

from __future__ import annotations

from typing import Final

WORKING_DAYS: Final = "《行政许可法》第八十二条：本法规定的行政机关实施行政许可的期限以工作日计算，不含法定节假日。"
START_DAY: Final = "《民法典》第二百零一条第一款：按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。"
HOURS: Final = "《民法典》第二百零一条第二款：按照小时计算期间的，自法律规定或者当事人约定的时间开始计算。"
MONTHS: Final = (
    "《民法典》第二百零二条：按照年、月计算期间的，到期月的对应日为期间的最后一日；"
    "没有对应日的，月末日为期间的最后一日。"
)
LAST_DAY_OFF: Final = (
    "《民法典》第二百零三条第一款：期间的最后一日是法定休假日的，以法定休假日结束的次日为期间的最后一日。"
)
END_OF_DAY: Final = (
    "《民法典》第二百零三条第二款：期间的最后一日的截止时间为二十四时；有业务时间的，停止业务活动的时间为截止时间。"
)
PAUSES: Final = (
    "《行政许可法》第四十五条：依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，"
    "所需时间不计算在本节规定的期限内。"
)
ON_THE_SPOT: Final = "当场办理：期限为零，应当在当日办结。"
PROVISIONAL: Final = "该年的放假安排尚未公布，暂按双休日和固定日期的节日推算，公布后重新计算。"
FIXED_DATE_HOLIDAYS: Final = (
    "《全国年节及纪念日放假办法》（2024年修订）第二条：元旦1月1日；劳动节5月1日、2日；国庆节10月1日至3日。"
)
