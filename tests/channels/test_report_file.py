"""The page for the doctor as a file: for the person who asked for it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import requests
from chat_server import ScriptedAgent

from backwise.knowledge import load
from backwise.report import Facts, keep_page, make
from backwise.store import default_store
from rasa_ext.channels.person_files import REPORT

SAID = "numb <script>alert('&')</script> below"
DOCUMENT = {"kind": "document", "url": REPORT, "filename": "page.html"}


@pytest.fixture
def url(serve: Callable[..., Any]) -> str:
    server = serve(ScriptedAgent(lambda _: [{"text": "Your page.", "custom": DOCUMENT}]))
    return str(server.url)


def link(url: str, *, made: bool) -> str:
    """Say something as a new visitor, and return the link of the answer."""
    browser = requests.Session()
    browser.post(f"{url}/chat/session", timeout=30)
    if made:
        page = make(load(), Facts(date(2026, 3, 9), pain={"region": "neck"}, words=[SAID]))
        assert page is not None
        person = browser.cookies["backwise_session"].split(".")[0]
        keep_page(default_store(), person, page)
    body = {"text": "page for my doctor", "id": "m1"}
    answer = browser.post(f"{url}/chat/messages", json=body, timeout=30).json()
    return str(answer["messages"][0]["custom"]["url"])


def test_it_needs_no_other_file_and_runs_no_script(url: str) -> None:
    answer = requests.get(url + link(url, made=True), timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "&lt;script&gt;alert(&#x27;&amp;&#x27;)" in answer.text
    assert "<style>" in answer.text
    assert "href=" not in answer.text
    assert "src=" not in answer.text
    assert "Neck pain" in answer.text


def test_without_a_key_nobody_gets_it(url: str) -> None:
    link(url, made=True)
    assert requests.get(url + REPORT, timeout=30).status_code == 401


def test_a_page_that_was_never_made_is_not_found(url: str) -> None:
    assert requests.get(url + link(url, made=False), timeout=30).status_code == 404
