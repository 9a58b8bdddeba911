"""Real processes: two web and two workers behind a proxy, every process being replaced, give what one and one give."""

from __future__ import annotations

import collections
import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import urlencode

import pytest

from tongban.shell.tests.processes import city_environ
from tongban.shell.tests.proxy import HOST, Proxy, proxy
from tongban.shell.tests.script import CASES, PATIENCE, THREADS, City, free_port, play

Homes: TypeAlias = tuple[Path, Path, dict[str, Any]]
CITY = {"TONGBAN_ALLOWED_HOSTS": f"{HOST},127.0.0.1"}
WRONG, ENOUGH = "或密码不对", "已暂时锁定"
FAILURES = 20  # ACCOUNT_RATE_LIMITS: failed sign-ins a minute from one address
MINUTE = 60.0


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Homes:
    """The same city twice."""
    folder = tmp_path_factory.mktemp("s")
    made = subprocess.run(
        [sys.executable, "-m", "tongban.shell.tests.small_city", "0"],
        env=city_environ(folder / "one"), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    subprocess.run(["cp", "-a", str(folder / "one"), str(folder / "two")], check=True)
    return folder / "one", folder / "two", json.loads(made.stdout.splitlines()[-1])


def test_two_and_two_behind_a_proxy_being_replaced_give_what_one_and_one_give(
    homes: Homes, tmp_path: Path, record_property: Any
) -> None:
    one, two, tokens = homes
    small = City(one, tokens, web=1, workers=1, **CITY)
    try:
        expected = play(small, replace=False)
        nobody_is_believed(small)
    finally:
        assert small.stop() == 0
    counted = collections.Counter(json.loads(case)[0] for case in expected["cases"])
    assert counted == {"closed": THREADS * CASES}
    assert expected["numbers"] == [(f"{n:04d}",) for n in range(1, THREADS * CASES + 1)]
    port = free_port()
    behind = {"TONGBAN_BEHIND_PROXY": "1", "TONGBAN_TRUSTED_ORIGINS": f"https://{HOST}:{port}"}
    large = City(two, tokens, web=2, workers=2, **CITY, **behind)
    try:
        with proxy(tmp_path / "proxy", port, large.port) as front:
            record_property("proxy of the serving test", front.kind)
            large.door = front.visit
            assert play(large, replace=True) == expected
            the_proxy_alone_is_believed(front)
    finally:
        assert large.stop() == 0


# --- whom the city believes -------------------------------------------------------------------------
def nobody_is_believed(city: City) -> None:
    """No proxy stands in front: what a visitor says of its address, scheme and host changes nothing."""
    spoofed = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "Forwarded": "proto=https"}
    visit = Visit(city.door())
    assert visit.issuer(spoofed).startswith(f"http://127.0.0.1:{city.port}/")
    assert "secure" not in visit.cookie(spoofed).lower()
    assert visit.get("/", {"Host": "evil.example"})[0] == 400
    # Another address in every try, all of them invented: it is still one visitor.
    assert visit.tries() == [WRONG] * FAILURES + [ENOUGH]


def the_proxy_alone_is_believed(front: Proxy) -> None:
    """The proxy's word on scheme and address counts, the same words of a visitor do not."""
    spoofed = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    visit = Visit(front.visit())
    assert visit.issuer(spoofed).startswith(f"https://{HOST}:{front.port}/")
    assert "secure" in visit.cookie(spoofed).lower()
    assert visit.tries() == [WRONG] * FAILURES + [ENOUGH]
    # The limit is this visitor's own; its neighbour behind the same proxy signs in as ever.
    assert Visit(front.visit("127.0.0.2")).fail_to_sign_in(0, {}) == WRONG


class Visit:
    """One visitor without a browser."""

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self.connection = connection
        self.connection.timeout = PATIENCE
        self.form: tuple[str, str] | None = None

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[int, http.client.HTTPMessage, str]:
        return self.ask("GET", path, "", headers)

    def ask(
        self, method: str, path: str, body: str, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, str]:
        self.connection.request(method, path, body, dict(headers))
        answer = self.connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    def issuer(self, headers: Mapping[str, str]) -> str:
        """Under which address the city believes it is visited."""
        return str(json.loads(self.get("/account/.well-known/openid-configuration", headers)[2])["issuer"])

    def cookie(self, headers: Mapping[str, str]) -> str:
        """The cookie of the sign-in form, as it is set."""
        return str(self.get("/account/sign-in/", headers)[1]["Set-Cookie"])

    def tries(self) -> list[str]:
        """What is said to one wrong password more than a minute allows, each said to come from elsewhere."""
        for _ in range(3):
            began = time.monotonic()
            said = [self.fail_to_sign_in(n, {"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(FAILURES + 1)]
            if time.monotonic() - began < MINUTE:
                return said
            time.sleep(MINUTE)  # on a machine so busy they are not yet too many: forgotten, then tried again
        raise AssertionError("this machine is too busy to try so often in a minute")

    def opened(self) -> tuple[str, str]:
        """Token and cookie of the sign-in form, which is asked for once."""
        if self.form is None:
            _, told, page = self.get("/account/sign-in/", {})
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert token, page[:500]
            self.form = token[1], str(told["Set-Cookie"]).split(";", 1)[0]
        return self.form

    def fail_to_sign_in(self, number: int, headers: Mapping[str, str]) -> str:
        """Try a wrong password of a person of its own; what the page says to it."""
        token, cookie = self.opened()
        form = urlencode({"csrfmiddlewaretoken": token, "login": f"nobody{number}", "password": "wrong-password"})
        where = self.connection
        scheme = "https" if isinstance(where, http.client.HTTPSConnection) else "http"
        sent = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"{scheme}://{where.host}:{where.port}/account/sign-in/",
            **headers,
        }
        said = self.ask("POST", "/account/sign-in/", form, sent)[2]
        return next((sentence for sentence in (WRONG, ENOUGH) if sentence in said), said)
