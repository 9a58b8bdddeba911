"""核对一次双随机抽查的抽取。只用 Python 3.9 以上自带的功能；同一文件夹里要有 check_history.py。不需要联网。

用法：python check_draw.py 文件.json --fingerprint 公布的公钥指纹

Draws again from a `tongban-draw/1` file: that both lists, the number and the secret are those committed to in a fact
of the ledger, that this fact stands under a signed seal, that the seed is made of the secret and the root of that seal,
and that seed and lists give exactly the published result. Exit 0: everything holds; 1: something does not; 2: misuse.
"""

import argparse
import importlib.util
import json
import pathlib
import sys

_SPEC = importlib.util.spec_from_file_location("check_history", pathlib.Path(__file__).with_name("check_history.py"))
_READY = _SPEC is not None and pathlib.Path(_SPEC.origin).is_file()
if _READY:
    history = importlib.util.module_from_spec(_SPEC)
    _SPEC.loader.exec_module(history)

_TOP = {"commitment", "drawn", "format", "inspectors", "objects", "plan", "secret", "seed"}
_COMMITMENT = {"body", "key", "path", "seal", "signature"}


def _need(holds, sentence):
    if not holds:
        raise history.Wrong(sentence)


class Stream:
    """The numbers that a seed gives."""

    def __init__(self, seed):
        self.seed, self.block, self.waiting = seed, 0, []

    def below(self, most):
        """The next number from 0 to most - 1."""
        while True:
            if not self.waiting:
                digest = history.sm3(b"tongban-draw/1\n" + self.seed + self.block.to_bytes(8, "big"))
                self.waiting = [int.from_bytes(digest[place : place + 8], "big") for place in range(0, 32, 8)]
                self.block += 1
            found = self.waiting.pop(0)
            if found < 2**64 - 2**64 % most:
                return found % most


def draw(objects, inspectors, number, each, seed):
    """The result that lists and seed give, in the order drawn."""
    stream, left, drawn = Stream(seed), list(objects), []
    for _ in range(number):
        mark = stream.below(sum(one["weight"] for one in left))
        for place, one in enumerate(left):
            if mark < one["weight"]:
                drawn.append(left.pop(place))
                break
            mark -= one["weight"]
    load, result = {one["code"]: 0 for one in inspectors}, []
    for found in drawn:
        chosen = []
        for _ in range(each):
            free = [
                one["code"]
                for one in inspectors
                if one["code"] not in chosen
                and found["code"] not in one["recused"]
                and (not one["specialities"] or found["category"] in one["specialities"])
            ]
            fewest = min(load[code] for code in free)
            pool = [code for code in free if load[code] == fewest]
            chosen.append(pool[stream.below(len(pool))])
            load[chosen[-1]] += 1
        result.append({"inspectors": chosen, "object": found["code"]})
    return result


def _list(text, start, what):
    """The rows behind a format line, in the canonical writing and in order of their codes."""
    _need(isinstance(text, str) and text.startswith(start), f"{what}的格式不认识")
    rows = history._json(text[len(start) :], what)
    plain = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _need(isinstance(rows, list) and plain == text[len(start) :], f"{what}不是规范的写法")
    codes = [one["code"] for one in rows]
    _need(codes == sorted(set(codes)), f"{what}没有按编号排列，或者有重复")
    return rows


def _sealed(commitment, fingerprint):
    """The fact that commits, and the seal over it, both checked. Returns them with the key's fingerprint."""
    _need(set(commitment) == _COMMITMENT, "锁定记录的组成不对")
    try:
        der, point = history.read_key(commitment["key"])
    except (ValueError, TypeError):
        raise history.Wrong("公钥不是有效的 SM2 公钥") from None
    found = history.sm3(der).hex()
    _need(not fingerprint or found == fingerprint, "公钥的指纹与公布的不同：封存不是公布该指纹的机关签的")
    seal_text = commitment["seal"]
    start = "tongban-seal/2\n" if str(seal_text).startswith("tongban-seal/2\n") else "tongban-seal/1\n"
    seal = history._after(seal_text, start, "封存")
    signature = bytes.fromhex(commitment["signature"])
    _need(history.verify(point, signature, seal_text.encode()), "封存的签名无效")
    fact = history._after(commitment["body"], "tongban-fact/1\n", "锁定记录")
    # The path of a fact to its seal is checked as in a history file.
    checker = history.Checker({}, "")
    checker.seals = {str(seal["number"]): seal}
    digest = history.sm3(commitment["body"].encode()).hex()
    entry = {"seal": seal["number"], "path": commitment["path"], "digest": digest}
    checker._sealed(entry, "锁定记录", fact["id"])
    return fact, seal, found


def check(document, fingerprint=""):
    """Every check in order; returns what was checked, in sentences. Raises `Wrong`."""
    _need(isinstance(document, dict) and set(document) == _TOP, "文件的组成不对：缺少或多出了内容")
    _need(document["format"] == "tongban-draw/1", "文件的格式不认识")
    fact, seal, found = _sealed(document["commitment"], fingerprint)
    said = fact["data"]
    _need(fact["kind"] == "regulation.draw_committed", "锁定记录不是抽查名单的锁定")
    _need(fact["objects"][0][:2] == ["inspection_plan", document["plan"]["uid"]], "锁定记录不是这份计划的")
    _need(said["plan_no"] == document["plan"]["plan_no"], "计划编号与锁定记录不符")
    at = history._local(fact["occurred_at"])
    lines = [f"锁定记录（第 {fact['id']} 号，{at}）在第 {seal['number']} 号封存之内，签名有效"]
    for name, what in (("objects", "检查对象名单"), ("inspectors", "检查人员名单")):
        same = history.sm3(document[name].encode()).hex() == said[name]
        _need(same, f"{what}与锁定时公布的摘要不符，名单在锁定以后被改动")
    objects = _list(document["objects"], "tongban-objects/1\n", "检查对象名单")
    inspectors = _list(document["inspectors"], "tongban-inspectors/1\n", "检查人员名单")
    _need(len(objects) == said["listed"], "检查对象的数量与锁定记录不符")
    lines.append(f"两份名单与锁定时公布的摘要一致：检查对象 {len(objects)} 个，检查人员 {len(inspectors)} 名")
    secret = bytes.fromhex(document["secret"])
    _need(len(secret) == 32 and history.sm3(secret).hex() == said["secret"], "公布的秘密与锁定时的摘要不符")
    seed = history.sm3(b"tongban-seed/1\n" + secret + bytes.fromhex(seal["root"]))
    _need(seed.hex() == document["seed"], "种子不是由秘密和封存的总摘要算出来的")
    lines.append("种子由锁定时的秘密和之后才产生的封存总摘要算出，谁也不能单独选定")
    result = draw(objects, inspectors, said["number"], said["each"], seed)
    _need(result == document["drawn"], "重新抽取的结果与公布的不同")
    lines.append(f"重新抽取 {said['number']} 个对象，每个 {said['each']} 名检查人员，与公布的结果完全一致")
    return lines, found


def main():
    """Command line. Returns the exit code."""
    parser = argparse.ArgumentParser(description="核对一次双随机抽查的抽取，不需要联网。")
    parser.add_argument("file", help="文件")
    parser.add_argument("--fingerprint", default="", help="机关公布的公钥指纹（64 位）")
    arguments = parser.parse_args()
    if not _READY:
        print("请把 check_history.py 放在同一个文件夹里。")
        return 2
    try:
        content = pathlib.Path(arguments.file).read_bytes()
    except OSError as error:
        print(f"打不开文件：{error.strerror}")
        return 2
    fingerprint = arguments.fingerprint.replace(" ", "").replace(":", "").lower()
    try:
        lines, found = check(history._json(content.decode("utf-8"), "文件"), fingerprint)
    except history.Wrong as wrong:
        print(f"核对不通过：{wrong}。")
        return 1
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError):
        print("核对不通过：文件的形式不对，被改动过。")
        return 1
    print("\n".join(f"· {line}" for line in lines))
    if fingerprint:
        print("· 公钥指纹与公布的一致")
    else:
        print("注意：没有给出公布的公钥指纹，不能断定是谁封存的。请把下面的指纹与机关公布的核对：")
        print(f"  {found}")
    print("核对通过。")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
