"""核对一份办理全程留痕文件。只用 Python 3.9 以上自带的功能，不需要安装任何软件，也不需要联网。

用法：python check_history.py 文件.json --fingerprint 公布的公钥指纹

Checks a `tongban-history/1` file with nothing but the standard library: its own SM3 (GB/T 32905-2016) and SM2
(GB/T 32918.2-2016) verification. Exit 0: everything holds; 1: something does not; 2: misuse.
"""

import argparse
import base64
import datetime
import json
import pathlib
import re
import sys

# --- SM3 ------------------------------------------------------------------------------------------

_IV = (0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E)
_M = 0xFFFFFFFF


def _rotate(x, n):
    n %= 32
    return (x << n | x >> (32 - n)) & _M


def sm3(data):
    """The digest of bytes, 32 bytes."""
    length = len(data) * 8
    data += b"\x80" + b"\x00" * ((55 - len(data)) % 64) + length.to_bytes(8, "big")
    state = _IV
    for start in range(0, len(data), 64):
        w = [int.from_bytes(data[start + 4 * i : start + 4 * i + 4], "big") for i in range(16)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _rotate(w[j - 3], 15)
            w.append(x ^ _rotate(x, 15) ^ _rotate(x, 23) ^ _rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            t = _rotate(0x79CC4519 if j < 16 else 0x7A879D8A, j)
            one = _rotate((_rotate(a, 12) + e + t) & _M, 7)
            two = one ^ _rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g & _M)
            tt1 = (ff + d + two + (w[j] ^ w[j + 4])) & _M
            tt2 = (gg + h + one + w[j]) & _M
            a, b, c, d = tt1, a, _rotate(b, 9), c
            e, f, g, h = tt2 ^ _rotate(tt2, 9) ^ _rotate(tt2, 17), e, _rotate(f, 19), g
        found = (a, b, c, d, e, f, g, h)
        state = tuple(state[i] ^ found[i] for i in range(8))
    return b"".join(x.to_bytes(4, "big") for x in state)


# --- SM2 ------------------------------------------------------------------------------------------

_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
_IDENTITY = b"1234567812345678"


def _add(one, other):
    """Sum of two points; None is the point at infinity."""
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2:
        if (y1 + y2) % _P == 0:
            return None
        slope = (3 * x1 * x1 + _A) * pow(2 * y1, -1, _P) % _P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, _P) % _P
    x3 = (slope * slope - x1 - x2) % _P
    return x3, (slope * (x1 - x3) - y1) % _P


def _times(k, point):
    found = None
    while k:
        if k & 1:
            found = _add(found, point)
        point = _add(point, point)
        k >>= 1
    return found


def _der(data, tag):
    """Content of the first element and the rest; no part of a signature is longer than 127 bytes."""
    if len(data) < 2 or data[0] != tag or data[1] & 0x80 or len(data) < 2 + data[1]:
        raise ValueError("DER")
    return data[2 : 2 + data[1]], data[2 + data[1] :]


_KEY_START = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")


def read_key(pem):
    """The DER of a public key and its point. Raises `ValueError` where it is no SM2 key."""
    match = re.fullmatch(r"-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END PUBLIC KEY-----\n?", pem)
    if match is None:
        raise ValueError("PEM")
    der = base64.b64decode(match.group(1))
    if not der.startswith(_KEY_START) or len(der) != len(_KEY_START) + 64:
        raise ValueError("not an SM2 key")
    x, y = int.from_bytes(der[-64:-32], "big"), int.from_bytes(der[-32:], "big")
    if x >= _P or y >= _P or (y * y - x * x * x - _A * x - _B) % _P:
        raise ValueError("point not on the curve")
    return der, (x, y)


def verify(point, signature, message):
    """Whether the SM2 signature (DER) over the message is the key's."""
    try:
        inner, rest = _der(signature, 0x30)
        r_bytes, inner = _der(inner, 0x02)
        s_bytes, inner = _der(inner, 0x02)
        if rest or inner:
            return False
    except ValueError:
        return False
    r, s = int.from_bytes(r_bytes, "big"), int.from_bytes(s_bytes, "big")
    t = (r + s) % _N
    if not (1 <= r < _N and 1 <= s < _N and t):
        return False
    numbers = b"".join(x.to_bytes(32, "big") for x in (_A, _B, *_G, *point))
    z = sm3((len(_IDENTITY) * 8).to_bytes(2, "big") + _IDENTITY + numbers)
    e = int.from_bytes(sm3(z + message), "big")
    found = _add(_times(s, _G), _times(t, point))
    return bool(found) and (e + found[0]) % _N == r


# --- the file -------------------------------------------------------------------------------------

_TOP = {"facts", "format", "keys", "related", "seals", "signature", "statement", "timeline"}
_ENTRY = {"body", "digest", "path", "seal", "seq"}
_SEAL = {"body", "key_number", "signature"}
_STATEMENT = {
    "count", "digest", "hidden", "key_number", "labels", "made_at", "object", "related", "scope", "sealed", "title",
}  # fmt: skip
_FACT = [
    "account_id", "channel", "data", "department_id", "id", "kind", "objects", "occurred_at", "officer_id",
    "party_id", "prev", "principal_id", "recorded_at", "region_code", "seats", "seq", "trace_id", "uid",
]  # fmt: skip
_HEX = re.compile(r"[0-9a-f]{64}")


class Wrong(Exception):
    """The file does not hold; the text is the sentence for people."""


def _need(holds, sentence):
    if not holds:
        raise Wrong(sentence)


def _strict(pairs):
    found = dict(pairs)
    _need(len(found) == len(pairs), "同一个名称出现两次，文件被改动过")
    return found


def _json(text, what):
    try:
        return json.loads(text, object_pairs_hook=_strict)
    except (ValueError, RecursionError):
        raise Wrong(f"{what}不是有效的 JSON") from None


def _after(text, line, what):
    """The object behind a format line; the bytes must be the canonical ones, so that nothing hides in them."""
    _need(isinstance(text, str) and text.startswith(line), f"{what}的格式不认识")
    found = _json(text[len(line) :], what)
    plain = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _need(isinstance(found, dict) and plain == text[len(line) :], f"{what}不是规范的写法")
    return found


class Checker:
    """Goes through a file and gathers what was checked."""

    def __init__(self, document, fingerprint):
        self.document, self.fingerprint, self.said = document, fingerprint, []
        self.used_keys, self.used_seals, self.seals = set(), set(), {}

    def run(self):
        """Every check in order. Raises `Wrong`."""
        document = self.document
        _need(isinstance(document, dict) and set(document) == _TOP, "文件的组成不对：缺少或多出了内容")
        _need(document["format"] == "tongban-history/1", "文件的格式不认识")
        for name, kind in (("facts", list), ("related", list), ("keys", dict), ("seals", dict), ("timeline", list)):
            _need(isinstance(document[name], kind), f"{name} 的形式不对")
        self._keys()
        self._statement()
        self._seals()
        hidden = self._chain()
        self._related()
        self._timeline()
        used = self.used_keys == set(document["keys"]) and self.used_seals == set(document["seals"])
        _need(used, "文件里有没有用到的公钥或封存")
        return hidden

    def _keys(self):
        self.keys, self.prints = {}, {}
        for number, pem in self.document["keys"].items():
            try:
                der, self.keys[number] = read_key(pem)
            except (ValueError, TypeError):
                raise Wrong(f"第 {number} 号公钥不是有效的 SM2 公钥") from None
            self.prints[number] = sm3(der).hex()

    def _signed(self, key_number, signature, text, what):
        number = str(key_number)
        _need(number in self.keys, f"{what}所用的公钥不在文件里")
        self.used_keys.add(number)
        try:
            raw = bytes.fromhex(signature)
        except (ValueError, TypeError):
            raise Wrong(f"{what}的签名形式不对") from None
        _need(verify(self.keys[number], raw, text.encode()), f"{what}的签名无效：内容被改动，或者不是该公钥签的")

    def _statement(self):
        text = self.document["statement"]
        said = self.statement = _after(text, "tongban-history/1\n", "出具说明")
        _need(set(said) == _STATEMENT, "出具说明的组成不对")
        self._signed(said["key_number"], self.document["signature"], text, "出具说明")
        if self.fingerprint:
            wrong = "签名公钥的指纹与公布的不同：文件不是公布该指纹的机关出具的"
            _need(self.prints[str(said["key_number"])] == self.fingerprint, wrong)
        facts, related = self.document["facts"], self.document["related"]
        _need(
            [said["count"], said["related"]] == [len(facts), len(related)],
            "记录的条数与出具说明不符，有记录被删去或添加",
        )
        for entry in facts + related:
            _need(isinstance(entry, dict) and set(entry) == _ENTRY, "有一条记录的组成不对")
            _need(isinstance(entry["digest"], str) and _HEX.fullmatch(entry["digest"]), "有一条记录的摘要形式不对")
        sealed = sum(entry["seal"] is not None for entry in facts + related)
        _need(said["sealed"] == sealed, "已封存的条数与出具说明不符，有封存被拿掉")
        hidden = sum(entry["body"] is None for entry in facts)
        _need(said["hidden"] == hidden, "不公开的条数与出具说明不符，有记录的内容被拿掉")
        joined = b"".join(bytes.fromhex(entry["digest"]) for entry in facts + related)
        _need(sm3(joined).hex() == said["digest"], "记录与出具说明不符，有记录被替换、删去或调换次序")
        self.said.append(f"出具说明的签名有效：{said['title']}，{_local(said['made_at'])} 出具")

    def _seals(self):
        for number, seal in self.document["seals"].items():
            what = f"第 {number} 号封存"
            _need(isinstance(seal, dict) and set(seal) == _SEAL, f"{what}的组成不对")
            start = "tongban-seal/2\n" if str(seal["body"]).startswith("tongban-seal/2\n") else "tongban-seal/1\n"
            body = _after(seal["body"], start, what)
            _need(str(body.get("number")) == number, f"{what}的编号不符")
            _need(body.get("key_number") == seal["key_number"], f"{what}的公钥编号不符")
            self._signed(seal["key_number"], seal["signature"], seal["body"], what)
            self.seals[number] = body
        if self.seals:
            self.said.append(f"{len(self.seals)} 次封存的签名全部有效")

    def _entry(self, entry, what):
        """One fact with its bytes: digest, members, seal."""
        text = entry["body"]
        said = _after(text, "tongban-fact/1\n", what)
        _need(sorted(said) == _FACT, f"{what}的组成不对")
        _need(sm3(text.encode()).hex() == entry["digest"], f"{what}的内容与摘要不符，内容被改动")
        _need(said["seq"] == entry["seq"], f"{what}的序号不符")
        self._sealed(entry, what, said["id"])
        return said

    def _sealed(self, entry, what, fact_id):
        """The path from the digest to the signed root; the shape follows from the signed number of facts."""
        if entry["seal"] is None:
            _need(entry["path"] is None, f"{what}没有封存，却有封存路径")
            return
        number = str(entry["seal"])
        _need(number in self.seals, f"{what}所属的封存不在文件里")
        self.used_seals.add(number)
        seal, path = self.seals[number], entry["path"]
        if fact_id is not None:
            _need(seal["first_id"] <= fact_id <= seal["last_id"], f"{what}不在所属封存的范围内")
        node, index, scale, width = bytes.fromhex(entry["digest"]), 0, 1, seal["count"]
        wrong = f"{what}的封存路径通不到签名的总摘要，记录在封存之后被改动或添加"
        _need(isinstance(path, list) and path, wrong)
        for step in path:
            _need(isinstance(step, list) and len(step) == 2 and isinstance(step[1], list), wrong)
            place, siblings = step
            _need(isinstance(place, int) and 0 <= place <= len(siblings) <= 15, wrong)
            _need(all(isinstance(one, str) and _HEX.fullmatch(one) for one in siblings), wrong)
            index, scale = index + place * scale, scale * 16
            raw = b"".join(map(bytes.fromhex, siblings))
            node = sm3(b"\x01" + raw[: 32 * place] + node + raw[32 * place :])
        _need(node.hex() == seal["root"], wrong)
        _need(index < width <= scale and (len(path) == 1 or width > scale // 16), wrong)

    def _chain(self):
        kind, identity = self.statement["object"]
        before, hidden = "0" * 64, 0
        for place, entry in enumerate(self.document["facts"], 1):
            what = f"第 {place} 条记录"
            _need(entry["seq"] == place, f"{what}的序号不连续，中间有记录被删去或调换次序")
            if entry["body"] is None:
                _need(self.statement["scope"] == "public", f"{what}缺少内容")
                self._sealed(entry, what, None)
                hidden, before = hidden + 1, entry["digest"]
                continue
            said = self._entry(entry, what)
            _need(said["objects"][:1] == [[kind, identity, ""]], f"{what}不是这件事的记录")
            _need(said["prev"] == before, f"{what}没有接在上一条之后，上一条或本条被替换")
            before = entry["digest"]
        note = f"（其中 {hidden} 条不公开，只核对摘要）" if hidden else ""
        self.said.append(f"{self.statement['count']} 条记录首尾相接、没有缺漏，内容与摘要一致{note}")
        return hidden

    def _related(self):
        kind, identity = self.statement["object"]
        for place, entry in enumerate(self.document["related"], 1):
            what = f"第 {place} 条关联记录"
            said = self._entry(entry, what)
            _need([kind, identity] in [one[:2] for one in said["objects"]], f"{what}与这件事无关")
        if self.document["related"]:
            self.said.append(f"{len(self.document['related'])} 条关联记录的内容与摘要一致")
        sealed = self.statement["sealed"]
        open_ones = self.statement["count"] + self.statement["related"] - sealed
        self.said.append(f"{sealed} 条记录已封存，封存之后没有改动过")
        if open_ones:
            self.said.append(f"注意：{open_ones} 条记录在出具时尚未封存，只有出具说明的签名为证")

    def _timeline(self):
        lines = []
        for entry in self.document["facts"] + self.document["related"]:
            if entry["body"] is None:
                continue
            said = json.loads(entry["body"][len("tongban-fact/1\n") :])
            labels = self.statement["labels"]
            sealed = f"第 {entry['seal']} 号封存" if entry["seal"] is not None else "尚未封存"
            what, channel = labels.get(said["kind"]), labels.get("channel:" + said["channel"])
            at = _local(said["occurred_at"])
            lines.append((said["id"], f"{at}　{what}（{channel}，第 {said['id']} 号记录，{sealed}）"))
        self.lines = [line for _, line in sorted(lines)]
        _need(self.lines == self.document["timeline"], "文件里写给人看的经过与记录的内容不符，经过被改动")
        self.said.append("写给人看的经过与记录一致")


def _local(text):
    at = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)  # noqa: UP017  # Python 3.9 and 3.10 read this too
    return at.astimezone(datetime.timezone(datetime.timedelta(hours=8))).strftime("%Y-%m-%d %H:%M:%S")


def check(content, fingerprint=""):
    """The checker after a full run. Raises `Wrong`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("文件不是 UTF-8 文本") from None
    checker = Checker(_json(text, "文件"), fingerprint.replace(" ", "").replace(":", "").lower())
    try:
        checker.run()
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError):
        raise Wrong("文件的形式不对，被改动过") from None
    return checker


def main():
    """Command line. Returns the exit code."""
    parser = argparse.ArgumentParser(description="核对一份办理全程留痕文件，不需要联网。")
    parser.add_argument("file", help="文件")
    parser.add_argument("--fingerprint", default="", help="机关公布的公钥指纹（64 位）")
    arguments = parser.parse_args()
    try:
        content = pathlib.Path(arguments.file).read_bytes()
    except OSError as error:
        print(f"打不开文件：{error.strerror}")
        return 2
    try:
        checker = check(content, arguments.fingerprint)
    except Wrong as wrong:
        print(f"核对不通过：{wrong}。")
        return 1
    print("\n".join([*checker.lines, "", *(f"· {line}" for line in checker.said)]))
    if arguments.fingerprint:
        print("· 公钥指纹与公布的一致")
    else:
        print("注意：没有给出公布的公钥指纹，不能断定是谁出具的。请把下面的指纹与机关公布的核对：")
        print("\n".join(f"  第 {number} 号公钥 {value}" for number, value in sorted(checker.prints.items())))
    print("核对通过。")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main())
