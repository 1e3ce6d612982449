"""Figures that stand where they should, and files that others can read."""

from __future__ import annotations

import struct
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from pydantic import ValidationError

from backwise.drawing import UnknownDrawing, alt_text, described, draw, names, spine_name, to_png
from backwise.drawing.__main__ import main
from backwise.drawing.anatomy import crossed_svg
from backwise.drawing.angles import angles_svg
from backwise.drawing.check import faults
from backwise.drawing.figure import LENGTHS, figures
from backwise.knowledge import load
from backwise.knowledge.base import DEFAULT_FOLDER
from backwise.knowledge.schema import Drawing, Exercise, Prop

SVG = "{http://www.w3.org/2000/svg}"
KB = load()
EXERCISES = sorted(KB.exercise.values(), key=lambda exercise: exercise.id)
NAMES = names(KB)
ARROW = {"joint": "hand"}


def drawing(start: dict[str, object], end: dict[str, object] | None = None) -> Drawing:
    return Drawing(start=start, end=end or {}, arrows=[ARROW])


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


# --- every exercise ----------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_every_exercise_has_a_figure_without_faults(exercise: Exercise) -> None:
    assert list(faults(exercise.picture)) == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_something_moves(exercise: Exercise) -> None:
    start, end = figures(exercise.picture)
    moved = max(dist(start[joint], end[joint]) for joint in start.joints)
    turned = dist(start.face, end.face)
    assert moved > 8 or turned > 0.5


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)
def test_who_lies_kneels_or_sits_is_low(exercise: Exercise) -> None:
    drawn = exercise.picture
    if drawn.above:
        return
    hip = figures(drawn)[0]["hip"][1]
    # Hundredths of the trunk's length. A bed may carry the figure.
    ground = max((p.high for p in drawn.props if p.kind == "bed"), default=0.0)
    low, high = {
        "supine": (10, 60),
        "prone": (10, 60),
        "side_lying": (10, 70),
        "hands_and_knees": (40, 130),
        "half_kneeling": (60, 130),
        "kneeling": (30, 130),
        "seated": (10, 180),
        "standing": (100, 200),
    }.get(exercise.position, (0, 250))
    assert low <= hip - ground <= high


# --- every drawing -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_is_sound_svg_with_a_title_and_a_description(name: str) -> None:
    root = parsed(draw(KB, name))
    assert root.tag == f"{SVG}svg"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert title.text
    assert desc.text == described(KB, name)
    labelled = set((root.get("aria-labelledby") or "").split())
    assert labelled == {title.get("id"), desc.get("id")}


@pytest.mark.parametrize("name", NAMES)
def test_a_drawing_loads_nothing_and_runs_nothing(name: str) -> None:
    svg = draw(KB, name)
    assert svg.count("http") == 1  # the name of the format
    for element in parsed(svg).iter():
        assert element.tag.removeprefix(SVG) not in ("script", "image", "use", "foreignObject")
        assert not any(key.startswith("on") or "href" in key for key in element.attrib)


@pytest.mark.parametrize("name", NAMES)
def test_all_shapes_have_numbers_and_lie_on_the_paper(name: str) -> None:
    svg = draw(KB, name)
    assert "nan" not in svg
    assert "inf" not in svg.replace("infinite", "")
    root = parsed(svg)
    wide, high = float(root.get("width") or 0), float(root.get("height") or 0)
    for text in root.iter(f"{SVG}text"):
        spot = text if text.get("x") else text[0]
        assert 0 <= float(spot.get("x") or -1) <= wide
        assert 0 <= float(spot.get("y") or -1) <= high


@pytest.mark.parametrize("name", NAMES)
def test_a_photo_is_a_png_as_long_as_wanted(name: str) -> None:
    png = to_png(draw(KB, name), longest=200)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert max(width, height) == 200
    assert min(width, height) > 60


def test_letters_are_drawn_in_photos_of_any_machine() -> None:
    svg = angles_svg()
    without = svg.replace("90 up", "").replace("180 left", "")
    assert to_png(svg) != to_png(without)


def test_by_turns_respects_those_who_want_no_motion() -> None:
    svg = draw(KB, "cat_camel", "turns")
    assert parsed(svg).tag == f"{SVG}svg"
    assert "@keyframes" in svg
    assert "prefers-reduced-motion:reduce" in svg
    assert "@keyframes" not in draw(KB, "cat_camel")


def test_colours_change_at_night() -> None:
    assert "prefers-color-scheme:dark" in draw(KB, "bird_dog")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("hedgehog", "both"),
        ("../credentials", "both"),
        ("", "both"),
        ("spine_elbow", "both"),
        ("bird_dog", "backwards"),
        ("spine", "turns"),
    ],
)
def test_an_unknown_drawing_is_a_clear_error(name: str, form: str) -> None:
    with pytest.raises(UnknownDrawing, match=f"'{name}' in the form '{form}'"):
        draw(KB, name, form)


# --- the body ----------------------------------------------------------------------------------


def test_the_region_in_question_stands_out() -> None:
    shown = {
        text[0].text
        for text in parsed(draw(KB, spine_name("upper_back"))).iter(f"{SVG}text")
        if text.get("class") == "accent"
    }
    assert shown == {"Upper and mid back"}
    assert described(KB, spine_name("tailbone")).endswith("Shown in colour: Tailbone.")
    assert "colour" not in described(KB, "spine")


def test_the_spine_has_all_its_bones() -> None:
    bones = [e for e in parsed(draw(KB, "spine")).iter(f"{SVG}rect") if e.get("transform")]
    assert len(bones) == 7 + 12 + 5 + 5 + 4


@pytest.mark.parametrize("id", list(KB.crossed_picture))
def test_a_crossed_picture_names_all_its_muscles(id: str) -> None:
    shown = KB.crossed_picture[id]
    words = " ".join(text for text in parsed(draw(KB, id)).itertext())
    for muscle in (*shown.stiff, *shown.tires_early):
        assert KB.muscle[muscle].title in words
    assert words.count("often feel stiff") == len(shown.stiff)
    assert words.count("often tire early") == len(shown.tires_early)


def test_a_muscle_without_a_spot_cannot_be_drawn() -> None:
    muscles = [m.copy(update={"spot": None}) for m in KB.muscle.values()]
    with pytest.raises(ValueError, match="hip_flexors has no spot"):
        crossed_svg(KB.crossed_picture["lower_crossed"], muscles)


# --- poses -------------------------------------------------------------------------------------


def test_parts_point_where_the_angles_say() -> None:
    figure = figures(drawing({"lower": 90, "upper": 90, "arm": [0, 90, 90]}))[0]
    shoulder, elbow, hand = figure["shoulder"], figure["elbow"], figure["hand"]
    assert elbow == pytest.approx((shoulder[0] + LENGTHS["arm"], *shoulder[1:]))
    assert hand == pytest.approx((elbow[0], elbow[1] + LENGTHS["forearm"], elbow[2]))


def test_a_second_number_points_at_the_viewer() -> None:
    figure = figures(drawing({"arm": [[0, 90], [0, 90], [0, 90]]}))[0]
    assert figure["hand"][2] - figure["shoulder"][2] == pytest.approx(
        LENGTHS["arm"] + LENGTHS["forearm"]
    )


def test_the_end_goes_on_from_the_start() -> None:
    start, end = figures(drawing({"upper": 70, "neck": 60}, {"neck": 90}))
    assert start["neck"] == pytest.approx(end["neck"])
    assert start["head"] != end["head"]


def test_the_far_side_is_as_the_near_one_unless_told() -> None:
    same = figures(drawing({"leg": [-60, -90, 0]}))[0]
    other = figures(drawing({"leg": [-60, -90, 0], "far_leg": [-90, -90, 0]}))[0]
    assert same["far_knee"][0] == pytest.approx(same["knee"][0])
    assert other["far_knee"][0] < other["knee"][0]


def test_turned_to_the_viewer_the_sides_stand_apart() -> None:
    side, front = (figures(drawing({"turn": turn}))[0] for turn in (0, 90))
    assert side["shoulder"][0] == pytest.approx(side["far_shoulder"][0])
    assert abs(front["shoulder"][0] - front["far_shoulder"][0]) == pytest.approx(50)
    assert (side.sides_apart, front.sides_apart) == (False, True)


@pytest.mark.parametrize(
    ("start", "fault"),
    [
        ({"rests": ["hand"]}, "start: hand should rest, and is"),
        ({"lift": -30}, "start: heel is under the floor"),
        ({"leg": [-60, 125, 0]}, "start: knee is folded up"),
    ],
)
def test_faults_are_found(start: dict[str, object], fault: str) -> None:
    assert any(fault in found for found in faults(drawing(start)))


def test_one_may_rest_on_what_stands_on_the_floor() -> None:
    seated = {"leg": [0, -90, 0], "rests": ["hip"]}
    on_air = Drawing(start=seated, end={}, arrows=[ARROW])
    seat = figures(on_air)[0]["hip"][1] - 19
    props = [Prop(kind="chair", at=-40, to=50, high=seat)]
    assert list(faults(on_air))
    assert not list(faults(on_air.copy(update={"props": tuple(props)})))


@pytest.mark.parametrize(
    "broken",
    [
        {"start": {"lower": "up"}},
        {"start": {"tail": 90}},
        {"start": {"arm": [0, 90]}},
        {"start": {"rests": ["tail"]}},
        {"props": [{"kind": "trampoline"}]},
        {"arrows": []},
    ],
)
def test_a_wrong_pose_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Drawing(**{"start": {}, "end": {}, "arrows": [ARROW], **broken})


def test_the_yaml_is_what_is_drawn() -> None:
    file = Path(DEFAULT_FOLDER) / "exercise" / "glute_bridge.yml"
    told = yaml.safe_load(file.read_text("utf-8"))["picture"]
    assert Drawing(**told) == KB.exercise["glute_bridge"].picture


def test_the_words_for_a_drawing_tell_every_step() -> None:
    exercise = KB.exercise["bird_dog"]
    assert described(KB, "bird_dog") == alt_text(exercise)
    for step in (exercise.start, *exercise.steps):
        assert step in alt_text(exercise)


# --- make drawings -----------------------------------------------------------------------------


def test_all_drawings_are_written_to_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tmp_path / "new") == 0
    assert capsys.readouterr().out.startswith(f"{len(NAMES)} drawings in")
    page = (tmp_path / "new" / "index.html").read_text("utf-8")
    for name in (*NAMES, "angles"):
        assert parsed((tmp_path / "new" / f"{name}.svg").read_text("utf-8")).tag == f"{SVG}svg"
        assert (tmp_path / "new" / f"{name}.png").stat().st_size > 1000
    assert all(f'src="{name}.svg"' in page for name in NAMES)


def test_the_docs_show_the_angles_as_they_are() -> None:
    kept = Path(__file__).parents[2] / "docs" / "images" / "pose_angles.svg"
    assert kept.read_text("utf-8") == angles_svg()


def test_the_example_of_the_docs_is_sound() -> None:
    docs = (Path(__file__).parents[2] / "docs" / "drawings.md").read_text("utf-8")
    example = docs.split("```yaml\n")[1].split("```")[0]
    assert list(faults(Drawing(**yaml.safe_load(example)["picture"]))) == []
