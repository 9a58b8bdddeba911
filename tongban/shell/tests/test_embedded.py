"""The supervisor of the embedded PostgreSQL, each test with a cluster of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import psycopg
import pytest

from tongban.kernel.waiting import awaited
from tongban.shell.database.embedded import EmbeddedCluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCluster]:
    deep = tmp_path_factory.mktemp("deep") / ("long" * 25)
    deep.mkdir()
    half = deep / "pg" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")  # an initdb that was interrupted
    made = EmbeddedCluster(deep)
    made.acquire()
    yield made
    made.release()


def _postmaster(cluster: EmbeddedCluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split("\n", 1)[0])


def test_a_long_path_has_its_socket_elsewhere(cluster: EmbeddedCluster) -> None:
    assert not cluster.socket_folder.is_relative_to(cluster.root)
    assert cluster.answers()


def test_the_application_is_no_superuser(cluster: EmbeddedCluster) -> None:
    with psycopg.connect(cluster.addresses().application) as connection:
        row = connection.execute("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == (False, False)


def test_a_killed_server_comes_back(cluster: EmbeddedCluster) -> None:
    killed = _postmaster(cluster)
    assert killed in cluster._processes()  # what a new server must not be started beside
    cluster.watch(seconds=0.2)
    os.kill(killed, signal.SIGKILL)
    assert awaited(lambda: cluster.answers() and _postmaster(cluster) != killed, seconds=240)


def test_the_last_user_stops_it_and_a_stale_file_is_no_obstacle(cluster: EmbeddedCluster) -> None:
    other = EmbeddedCluster(cluster.root.parent)
    other.acquire()
    cluster.release()
    assert other.answers()
    other.release()
    assert not other.answers()
    stale = cluster.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{cluster.data}\n")  # the id has come again for another program
    cluster.acquire()
    assert cluster.answers()
