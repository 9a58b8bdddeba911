"""Words on papers: which the government issues or holds, and when two names are one paper."""

from __future__ import annotations

import re
from functools import lru_cache

from tongban.catalogue.elements import plain

#: What government bodies issue and their registers or licence stores answer for (国令716 第七条、第十条).
_HELD = re.compile(
    r"居民身份证|(?<!护)身份证(?!明|件)|身份证复印件|户口[簿本]|营业执照|组织机构代码证|法人登记证|事业单位法人证书|"
    r"社会团体法人登记证书|民办非企业单位登记证书|结婚证|离婚证|婚姻登记证|出生医学证明|不动产权证|不动产登记证|"
    r"房屋所有权证|房产证(?!明)|土地使用权?证|驾驶证|行驶证|居住证(?!明)|残疾人证(?!迁移)|低保证|社会保障卡|社保卡|医师资格证|医师执业证|"
    r"护士执业证|教师资格证|律师执业证|法律职业资格证|执业药师资格证|道路运输证|税务登记证|完税证明|参保缴费证明|"
    r"无(?:违法)?犯罪记录证明|(?:许可证|执业证)(?:书)?(?:[（(]?(?:正|副|正、副)本[)）]?)*(?:复印件|原件)*$"
)
#: Papers that only speak of a held one, or give it back: forms, powers, photographs, foreign papers, old originals.
_NOT_HELD = re.compile(
    r"申请|登记表|审批表|授权|委托|照片|彩照|像片|声明|承诺|清单|目录|说明|报告|合同|协议|证明书|样本|样式|"
    r"遗失|登报|注销|换发|旧证|^原|原《|^旧|交回|收回|国外|境外|外国|港澳|香港|澳门|台湾|军|翻译|译文|译本|护照|台账|示范|名单|信息表|"
    r"材料$|资料$|文件$|非居民|方案|决定|函|办法"
)
#: Proofs that the ordinances on proofs want checked inside the administration or replaced by a word of honour.
_PROOF = re.compile(
    r"户籍证明|户口证明|未婚证明|单身证明|婚姻状况证明|居住证明|亲属关系证明|"
    r"(?:村|居|社区|街道)[^，。]{0,6}(?:委员?会)?[^，。]{0,4}(?:出具|开具)[^，。]{0,12}证明|无业证明|"
    r"无犯罪[^，。]{0,4}证明|收入证明|生存证明|健在证明|同一人证明|贫困证明"
)
_COPY = re.compile(r"复印件|原件|正本|副本|扫描件|电子版|电子件|各?[一二三四两\d]+份|及其?|并加盖公章|加盖公章")
#: Names that differ in one of these name two papers.
_TELLING = re.compile(
    r"[0-9一二三四五六七八九十ivx甲乙丙丁abcd男女父母夫妻新旧原现前后正副内外上下出入省市县区进]|港|澳|台|变更|设立|注销|延续|离|结"
)


@lru_cache(maxsize=16384)
def held(name: str) -> str:
    """The paper of the government that a material's name asks for; empty where there is none."""
    text = re.sub(r"[《》〈〉“”\"\s]", "", name)
    found = None if _NOT_HELD.search(text) else _HELD.search(text)
    return found[0] if found else ""


@lru_cache(maxsize=16384)
def proof(name: str) -> str:
    """The proof in a material's name that need not be asked for; empty where there is none."""
    found = None if re.search(r"申请|承诺|声明|告知|表$|台湾|香港|澳门|境外|国外|外国", name) else _PROOF.search(name)
    return found[0] if found else ""


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """A paper's name without what says nothing of which paper it is: copy, number of copies, seal."""
    return _COPY.sub("", plain(name)) or plain(name)


def telling(one: str, other: str) -> bool:
    """Whether the characters in which two names differ make them two papers (甲方 and 乙方, 一 and 二)."""
    letters, others = set(one), set(other)
    return bool(_TELLING.search("".join(letters ^ others))) or letters == others
