"""The talk in the terminal."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from scripts.backwise_start import terminal

QUESTION = [
    {"recipient_id": "x", "text": "Where does it hurt?", "buttons": [
        {"title": "Lower back", "payload": "My lower back"}, {"title": "Neck", "payload": "Neck"},
    ]},
]  # fmt: skip
DANGER = [
    {"recipient_id": "x", "text": "Go now."},
    {"recipient_id": "x", "custom": {"kind": "triage", "level": "emergency", "card": "Back pain."}},
    {"recipient_id": "x", "text": "Did I misunderstand you?"},
]


@pytest.fixture
def bot() -> Iterator[Any]:
    said: list[tuple[str, str]] = []
    answers: dict[str, Any] = {"where": QUESTION, "danger": DANGER}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            said.append((body["sender"], body["message"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answers.get(body["message"], [{"text": "Ok."}])).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.said = said
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()


def talk(url: str, *lines: str) -> None:
    typed = iter(lines)

    def read(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    terminal.talk(url, read)


def test_an_answer_is_chosen_by_its_number(bot: Any, capsys: Any) -> None:
    talk(bot.url, "where", "1", "1", "where", "3", "where", "neck, I think")
    assert "Where does it hurt?\n\n  1  Lower back\n  2  Neck\n" in capsys.readouterr().out
    words = [words for _, words in bot.said]
    # With no answers offered, and outside of them, a number is what it says.
    assert words == ["where", "My lower back", "1", "where", "3", "where", "neck, I think"]
    assert len({sender for sender, _ in bot.said}) == 1


def test_a_card_reads_as_text(bot: Any, capsys: Any) -> None:
    talk(bot.url, "danger")
    shown = capsys.readouterr().out
    assert "🚨 GO TO EMERGENCY CARE NOW\n\nGo now.\n" in shown
    assert "  | Back pain.\n" in shown
    assert "Did I misunderstand you?" in shown
    assert "custom" not in shown
    assert "{" not in shown


@pytest.mark.parametrize("end", ["/stop", "/quit", " /EXIT "])
def test_it_ends_when_told(bot: Any, end: str) -> None:
    talk(bot.url, "", "hello", end, "never sent")
    assert [words for _, words in bot.said] == ["hello"]


def test_a_lost_server_is_told_without_a_traceback(capsys: Any) -> None:
    talk("http://127.0.0.1:9", "hello")
    shown = capsys.readouterr().out
    assert "The server does not answer" in shown
    assert "Traceback" not in shown


def test_lines_fit_and_lists_stay_lists() -> None:
    text = "• numbness or tingling around your genitals\nplain words that go on and on"
    lines = list(terminal.lay_out(text, 24))
    assert all(len(line) <= 24 for line in lines)
    assert lines[0].startswith("• ")
    assert lines[1].startswith("  ")
    assert not lines[-1].startswith(" ")
