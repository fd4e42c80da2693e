"""The store of files: the same acts in a folder, in memory and on a real S3 server; what a full disk does."""

import http.client
import io
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from flask import session as flask_session

from incubator.core import clock, files
from incubator.core.errors import NotFound
from incubator.core.files import FileStore, StoreAway, StoreFull

pytestmark = pytest.mark.any_engine
BUCKET = "attached-files"


@pytest.fixture(scope="module")
def s3() -> Iterator[dict[str, str]]:
    """A server that speaks as S3, with an empty bucket; the options to reach it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    options = {"endpoint": f"http://127.0.0.1:{port}", "region": "us-east-1"}
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("PUT", f"/{BUCKET}")
    assert connection.getresponse().status == 200
    connection.close()
    yield {**options, "access_key_id": "test", "secret_access_key": "test"}
    server.stop()


@pytest.fixture(params=["folder", "memory", "s3"])
def store(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[FileStore]:
    with app.app_context():
        if request.param == "s3":
            yield FileStore(f"s3://{BUCKET}/of/one", request.getfixturevalue("s3"))
        else:
            yield FileStore("memory://" if request.param == "memory" else (tmp_path / "files").as_uri())


def test_store_keeps_gives_lists_and_forgets(store: FileStore) -> None:
    name, large = files.new_name(), files.new_name()
    content = os.urandom(6_000_000)  # in two parts, where files go in parts

    store.put(name, io.BytesIO(b"petit"))
    store.put(large, io.BytesIO(content))
    pieces = list(store.get(large))

    assert b"".join(store.get(name)) == b"petit"
    assert b"".join(pieces) == content
    listed = dict(store.names())
    assert set(listed) == {name, large}
    assert all(abs(clock.now() - at) < timedelta(minutes=5) for at in listed.values())
    for one in (name, name, large):
        store.delete(one)
    assert not store.exists(name) and not list(store.names())
    with pytest.raises(NotFound):
        store.get(name)


def test_store_never_writes_over_a_file_nor_outside_its_folder(store: FileStore) -> None:
    name = files.new_name()
    store.put(name, io.BytesIO(b"premier"))

    with pytest.raises(FileExistsError):
        store.put(name, io.BytesIO(b"second"))
    for outside in ("../../etc/passwd", "", "a" * 41, "A" * 40):
        with pytest.raises(ValueError, match="names no file"):
            store.put(outside, io.BytesIO(b"x"))

    assert b"".join(store.get(name)) == b"premier"
    store.delete(name)


def test_store_that_does_not_answer_is_said_in_words(app: Flask) -> None:
    options = {"endpoint": "http://127.0.0.1:1", "region": "x", "access_key_id": "x", "secret_access_key": "x"}

    with app.app_context(), pytest.raises(StoreAway, match="ne répond pas"):
        FileStore(f"s3://{BUCKET}", options).exists(files.new_name())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of one megabyte."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a file system can only be mounted by root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("size", [2_000_000, 12_000_000], ids=["whole", "in parts"])
def test_full_disk_keeps_nothing_of_the_file(app: Flask, small_disk: Path, size: int) -> None:
    store = FileStore(small_disk.as_uri())

    with app.app_context(), pytest.raises(StoreFull, match="plus de place"):
        store.put(files.new_name(), io.BytesIO(os.urandom(size)))

    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


def test_what_a_killed_process_left_is_swept_once_it_is_old(app: Flask, tmp_path: Path) -> None:
    store = FileStore(tmp_path.as_uri())
    (tmp_path / "ab").mkdir()
    old, young = tmp_path / "ab" / f"ab{'0' * 38}#1", tmp_path / "ab" / f"ab{'1' * 38}#1"
    for path in (old, young):
        path.write_bytes(b"moi")
    os.utime(old, (0, 0))

    with app.app_context():
        assert list(store.names()) == []
        assert store.sweep(clock.now() - timedelta(days=1)) == 1
    assert not old.exists() and young.exists()


@pytest.mark.any_engine
def test_large_requests_are_for_those_who_are_signed_in(app: Flask) -> None:
    with app.test_request_context("/"):
        files.allow(4)
        assert request.max_content_length == app.config["MAX_CONTENT_LENGTH"]
        flask_session["_user_id"] = "somebody"
        files.allow(4)
        assert request.max_content_length == app.config["MAX_CONTENT_LENGTH"] + 4_000_000 * files.ceiling()
