"""`make run`, `make train` and `make shell`, after the packages are there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scripts.conftest import Project, wait_until


def start_and_wait(project: Project) -> subprocess.Popen[str]:
    launcher = project.start("run")
    wait_until(lambda: "Backwise is ready" in project.output)
    return launcher


def test_run_prints_the_address_once_a_reply_came(project: Project) -> None:
    start_and_wait(project)
    assert f"Backwise is ready: http://127.0.0.1:{project.port}/chat\n" in project.output


def test_the_test_message_comes_from_a_sender_that_the_servers_know(project: Project) -> None:
    start_and_wait(project)
    sender = (project.root / "senders").read_text()
    environments = [process.environ() for process in project.processes()]
    assert sender in {environment.get("BACKWISE_PROBE_SENDER") for environment in environments}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process(project: Project, how: signal.Signals) -> None:
    launcher = start_and_wait(project)
    assert len(project.processes()) > 2
    launcher.send_signal(how)
    assert launcher.wait(60) == 0
    assert project.processes() == []
    assert project.output.endswith("Stopped.\n")


def test_a_signal_before_the_servers_are_up_ends_every_process(project: Project) -> None:
    project.run("train")
    launcher = project.start("run")
    wait_until(lambda: "Starting the servers" in project.output)
    launcher.send_signal(signal.SIGTERM)
    launcher.wait(60)
    assert project.processes() == []


def test_a_server_that_does_not_listen_to_signals_is_killed(project: Project) -> None:
    launcher = project.start("run", STANDIN="deaf")
    wait_until(lambda: "Backwise is ready" in project.output)
    launcher.send_signal(signal.SIGTERM)
    launcher.wait(60)
    assert project.processes() == []


def test_a_signal_ends_the_training(project: Project) -> None:
    launcher = project.start("run", STANDIN="training hangs")
    wait_until(lambda: project.trainings == 1)
    launcher.send_signal(signal.SIGTERM)
    assert launcher.wait(60) == 130
    assert project.processes() == []


def test_a_second_start_does_not_train(project: Project) -> None:
    assert project.run("train") == 0
    assert project.run("train") == 0
    assert "The model is up to date." in project.output
    assert project.trainings == 1


@pytest.mark.parametrize("changed", ["config.yml", "data/nlu/new.yml", "knowledge/sources.yml"])
def test_a_change_trains_again(project: Project, changed: str) -> None:
    project.run("train")
    (project.root / changed).write_text("changed: true\n")
    project.run("train")
    assert project.trainings == 2


@pytest.mark.parametrize("part", ["backwise.tar.gz", "detector.npz"])
def test_a_lost_model_is_trained_again(project: Project, part: str) -> None:
    project.run("train")
    (project.root / "models" / part).unlink()
    project.run("train")
    assert project.trainings == 2


def test_a_failed_training_is_tried_again(project: Project) -> None:
    assert project.run("train", STANDIN="training fails") == 1
    assert project.run("train") == 0
    assert project.trainings == 2


def test_a_change_outside_the_model_does_not_train(project: Project) -> None:
    project.run("train")
    (project.root / "credentials.yml").write_text("chat: {}\n")
    project.run("train")
    assert project.trainings == 1


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("training fails", "InvalidDomain: the intent 'x' is named twice. All of its output is in"),
        ("tuning fails", "LexiconError: fever.yml: a list is broken. All of its output is in"),
        ("no domain", "Training failed: Loading domain from 'domain.yml' failed."),
        ("disk full", "The disk is full. Make room and run the same command again."),
        ("no model", "Training ended without a model."),
        ("server dies", "A server ended by itself (exit code 1)"),
    ],
)
def test_what_goes_wrong_is_said_in_a_sentence(project: Project, how: str, said: str) -> None:
    assert project.run("run", STANDIN=how) == 1
    assert said in project.output
    assert "Traceback" not in project.output
    assert project.processes() == []


@pytest.mark.parametrize("name", ["PORT", "ACTIONS_PORT"])
def test_a_port_in_use_is_said_before_anything_else(project: Project, name: str) -> None:
    port = int(project.environment[name])
    with socket.create_server(("127.0.0.1", port)):
        assert project.run("run") == 1
    assert f"Port {port} on 127.0.0.1 cannot be used (address already in use)." in project.output
    assert f"{name}={port + 100} make run" in project.output
    assert project.trainings == 0


def test_a_broken_yaml_file_is_named_with_its_line(project: Project) -> None:
    (project.root / "data" / "nlu" / "greet.yml").write_text("nlu:\n- intent: greet\n  - oops\n")
    assert project.run("run") == 1
    assert "Backwise: data/nlu/greet.yml, line 3: " in project.output
    assert "Traceback" not in project.output
    assert project.trainings == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "http"}, "PORT is 'http'. It must be a number from 1 to 65535."),
        ({"PORT": "70000"}, "PORT is '70000'. It must be a number from 1 to 65535."),
        ({"PORT": "6000", "ACTIONS_PORT": "6000"}, "PORT and ACTIONS_PORT are both 6000."),
        ({"HOST": "192.0.2.1"}, "on 192.0.2.1 cannot be used"),
    ],
)
def test_a_wrong_setting_is_said(project: Project, environment: dict[str, str], said: str) -> None:
    assert project.run("run", **environment) == 1
    assert said in project.output


def test_shell_talks_and_ends_the_servers_with_the_talk(project: Project) -> None:
    talk = subprocess.run(
        [sys.executable, "-m", "scripts.backwise_start", "shell"],
        cwd=project.root,
        env=project.environment,
        input="hello\n",
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert talk.stdout.endswith("You: \nHello\n\nYou: \n")
    assert project.processes() == []


def test_the_http_api_is_on_only_with_a_token(project: Project) -> None:
    def arguments() -> list[str]:
        return [part for process in project.processes() for part in process.cmdline()]

    launcher = start_and_wait(project)
    assert "--enable-api" not in arguments()
    launcher.send_signal(signal.SIGTERM)
    launcher.wait(60)

    project.environment["AUTH_TOKEN"] = "a-token"
    start_and_wait(project)
    assert {"--enable-api", "--auth-token", "a-token"} <= set(arguments())


def test_servers_log_warnings_only(project: Project) -> None:
    start_and_wait(project)
    for process in project.processes():
        if "rasa" in " ".join(process.cmdline()):
            assert process.environ()["LOG_LEVEL"] == "WARNING"


def test_model_and_data_stay_in_the_project(project: Project, tmp_path: Path) -> None:
    start_and_wait(project)
    assert {path.name for path in (tmp_path / "models").iterdir()} == {
        "backwise.sha256",
        "backwise.tar.gz",
        "detector.npz",
        "training.log",
    }
    assert os.listdir(tmp_path / "var") == []
