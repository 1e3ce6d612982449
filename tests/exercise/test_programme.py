"""The programme: reliable, safe for the person, and following what they feel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from backwise.exercise import (
    Done,
    Item,
    Kept,
    Needs,
    NotNow,
    PlanError,
    Session,
    allowed,
    build,
    change,
    conditions,
    explain,
    keep,
    keep_session,
    light,
    load_kept,
    load_plan,
    load_progress,
    read,
    sessions,
    step,
    swap,
    unreported,
    with_conditions,
    with_minutes,
)
from backwise.exercise.calendar import week_calendar
from backwise.exercise.programme import seconds
from backwise.knowledge import load
from backwise.knowledge.schema import REGIONS
from backwise.store import Store

KB = load()
PLAN = load_plan()
CHRONIC = Needs(
    pain={"region": "lower_back", "duration_days": 120, "intensity": 3},
    pictures=("non_specific_low_back_pain",),
    minutes=25,
)
WORSE = ("sitting", "standing", "walking", "bending", "twisting", "lifting")
NEEDS = st.builds(
    Needs,
    pain=st.fixed_dictionaries(
        {"region": st.sampled_from(REGIONS)},
        optional={
            "duration_days": st.sampled_from([2, 40, 400]),
            "intensity": st.integers(0, 10),
            "worse_with": st.lists(st.sampled_from(WORSE), max_size=3),
            "better_with": st.lists(st.sampled_from(("sitting", "walking", "rest")), max_size=2),
        },
    ),
    pictures=st.lists(st.sampled_from(sorted(KB.picture)), max_size=2, unique=True).map(tuple),
    conditions=st.frozensets(st.sampled_from(sorted(PLAN.conditions)), max_size=4),
    level=st.sampled_from(["self_care", "appointment"]),
    age=st.none() | st.integers(16, 95),
    minutes=st.none() | st.integers(1, 90),
    stiff=st.lists(st.sampled_from(sorted(KB.muscle)), max_size=3, unique=True).map(tuple),
    tires_early=st.lists(st.sampled_from(sorted(KB.muscle)), max_size=3, unique=True).map(tuple),
    steps=st.dictionaries(st.sampled_from(sorted(KB.exercise)), st.integers(-5, 5), max_size=6),
    instead=st.dictionaries(
        st.sampled_from(sorted(KB.exercise)), st.sampled_from(sorted(KB.exercise)), max_size=3
    ),
    disliked=st.frozensets(st.sampled_from(sorted(KB.exercise)), max_size=4),
    week=st.integers(1, 60),
)


@settings(max_examples=300)
@given(NEEDS)
def test_nothing_in_a_programme_is_excluded(needs: Needs) -> None:
    refused = [PLAN.conditions[c] for c in needs.conditions]
    for item in build(KB, needs).items:
        exercise = KB.exercise[item.exercise]
        assert not {*needs.pictures, *needs.conditions} & set(exercise.not_for)
        assert exercise.id not in needs.disliked
        assert all(exercise.position not in condition.positions for condition in refused)
        assert not any(set(exercise.movements) & set(c.movements) for c in refused)
        longest = min((c.longest_hold for c in refused if c.longest_hold), default=10**6)
        assert item.dose.hold_seconds <= longest


@settings(max_examples=150)
@given(NEEDS)
def test_the_same_needs_give_the_same_programme(needs: Needs) -> None:
    programme = build(KB, needs)
    assert build(KB, replace(needs, steps=dict(needs.steps))) == programme
    ids = [item.exercise for item in programme.items]
    assert len(ids) == len(set(ids)) <= PLAN.minutes.most_exercises


@settings(max_examples=150)
@given(NEEDS)
def test_a_day_is_not_much_longer_than_wished(needs: Needs) -> None:
    minutes = min(max(needs.minutes or PLAN.minutes.usual, PLAN.minutes.least), PLAN.minutes.most)
    items = build(KB, needs).items
    whole = sum(item.seconds for item in items)
    smallest = all(item.dose.sets == item.dose.reps == 1 for item in items)
    assert whole <= minutes * 60 * 1.31 or smallest


@settings(max_examples=100)
@given(NEEDS)
def test_walking_grows_to_its_target_and_not_beyond(needs: Needs) -> None:
    before = 0
    for week in range(1, 30):
        walk = build(KB, replace(needs, week=week, steps={})).walk
        if walk is None:
            assert {*needs.pictures, *needs.conditions} & set(PLAN.walking.not_for) or (
                "walking" in needs.disliked
            )
            return
        assert before <= walk.minutes <= PLAN.walking.target
        before = walk.minutes
    # Half an hour on five days a week by month six.
    assert (before, len(walk.days)) == (30, 5)


@pytest.mark.parametrize("level", ["ambulance", "emergency", "urgent"])
def test_there_is_no_programme_while_help_comes_first(level: str) -> None:
    with pytest.raises(NotNow):
        build(KB, replace(CHRONIC, level=level))


def test_a_doubtful_level_begins_gently() -> None:
    items = build(KB, replace(CHRONIC, level="appointment")).items
    assert items
    assert max(KB.exercise[item.exercise].intensity for item in items) <= 2


def test_more_pain_begins_more_gently() -> None:
    calm = build(KB, CHRONIC)
    sore = build(KB, replace(CHRONIC, pain={**CHRONIC.pain, "intensity": 8}))
    intensities = [max(KB.exercise[i.exercise].intensity for i in p.items) for p in (calm, sore)]
    assert intensities[1] == 1 < intensities[0]


def test_what_the_tests_showed_comes_and_is_named() -> None:
    needs = replace(CHRONIC, stiff=("hip_flexors",), tires_early=("outer_hip",))
    items = {item.exercise: item for item in build(KB, needs).items}
    assert "front of the hip feel stiff" in explain(KB, items["hip_flexor_stretch"])
    assert "side of the hip tire early" in explain(KB, items["clam"])


def test_without_floor_everything_is_done_seated_or_standing() -> None:
    needs = replace(CHRONIC, pain={"region": "neck"}, conditions=frozenset({"no_floor"}))
    items = build(KB, needs).items
    assert items
    assert {KB.exercise[i.exercise].position for i in items} <= {"seated", "standing"}


def test_pain_on_bending_leaves_bending_out() -> None:
    needs = replace(CHRONIC, pain={**CHRONIC.pain, "worse_with": ["bending"]})
    moves = {m for i in build(KB, needs).items for m in KB.exercise[i.exercise].movements}
    assert "bending" not in moves


def test_steps_up_add_repeats_then_sets_then_lead_to_the_harder_exercise() -> None:
    first = build(KB, CHRONIC)
    item = next(i for i in first.items if i.exercise == "curl_up")
    up = step(CHRONIC, ["curl_up"], 1)
    assert _of(up, "curl_up").dose.reps > item.dose.reps
    for _ in range(2):
        up = step(up, ["curl_up"], 1)
    harder = _of(up, "curl_up")
    assert (harder.exercise, harder.reason, harder.about) == ("dead_bug", "harder", "curl_up")
    assert "more than curl-up" in explain(KB, harder)


def test_a_step_up_leaves_the_other_exercises_in_place() -> None:
    before = {item.first for item in build(KB, CHRONIC).items}
    after = {item.first for item in build(KB, step(CHRONIC, before, 1)).items}
    assert before == after


def test_a_step_down_is_less() -> None:
    ids = [item.first for item in build(KB, CHRONIC).items]
    less = build(KB, step(CHRONIC, ids, -1))
    assert sum(i.seconds for i in less.items) < sum(i.seconds for i in build(KB, CHRONIC).items)


def test_what_hurts_gives_way_to_another_of_its_kind_and_stays_away() -> None:
    programme = build(KB, CHRONIC)
    needs = swap(KB, CHRONIC, programme, "bird_dog")
    for week in range(1, 9):
        items = build(KB, replace(needs, week=week, steps={"curl_up": week})).items
        assert "bird_dog" not in {item.exercise for item in items}
    new = _of(needs, "bird_dog")
    assert KB.exercise[new.exercise].kind == KB.exercise["bird_dog"].kind
    assert new.reason == "instead"


def test_less_time_is_a_shorter_day() -> None:
    assert sum(i.seconds for i in build(KB, with_minutes(CHRONIC, 5)).items) <= 5 * 60 * 1.3
    assert with_minutes(CHRONIC, 500).minutes == PLAN.minutes.most


def test_a_new_condition_counts_at_once() -> None:
    needs = with_conditions(CHRONIC, ["knee_problem"])
    positions = {KB.exercise[i.exercise].position for i in build(KB, needs).items}
    assert not positions & {"hands_and_knees", "half_kneeling"}


def test_every_exercise_has_a_place_somewhere() -> None:
    """An exercise that nobody could ever be given would be dead content."""
    plain = replace(CHRONIC, pictures=(), equipment=frozenset({"band"}))
    assert all(allowed(exercise, plain) for exercise in KB.exercise.values())
    assert all(seconds(exercise.dose) > 0 for exercise in KB.exercise.values())


@pytest.mark.parametrize(
    ("session", "wanted"),
    [
        (Session(), "green"),
        (Session(pain=3), "green"),
        (Session(pain=4), "amber"),
        (Session(before=0, pain=3), "amber"),
        (Session(pain=5, settled=True), "amber"),
        (Session(pain=5, settled=False), "red"),
        (Session(pain=2, settled=False), "red"),
        (Session(before=3, pain=7), "red"),
        (Session(pain=0, new_sign=True), "red"),
    ],
)
def test_the_light_of_a_session(session: Session, wanted: str) -> None:
    assert light(session) == wanted


GREEN, RED = Session(pain=1, effort="right"), Session(pain=7)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([], "stay"),
        ([GREEN], "stay"),
        ([GREEN, GREEN], "up"),
        ([GREEN, replace(GREEN, stepped=True), GREEN], "stay"),
        ([Session(pain=1, effort="too_easy")], "up"),
        ([Session(pain=1, effort="too_hard")], "down"),
        ([Session(pain=4)], "stay"),
        ([Session(pain=4, effort="too_easy")], "stay"),
        ([RED], "down"),
        ([RED, RED], "screen"),
        ([RED, GREEN, RED], "down"),
        ([RED, Session(done=False), RED], "screen"),
        ([GREEN, Session(new_sign=True)], "screen"),
        ([Session(done=False)], "stay"),
    ],
)
def test_what_follows_from_the_sessions(told: list[Session], wanted: str) -> None:
    assert change(told) == wanted


@settings(max_examples=100)
@given(st.lists(st.builds(Session, pain=st.integers(0, 10)), max_size=6), st.integers(0, 10))
def test_more_pain_never_leads_up(told: list[Session], pain: int) -> None:
    order = ["screen", "down", "stay", "up"]
    less = change([*told, Session(pain=pain)])
    more = change([*told, Session(pain=min(10, pain + 2))])
    assert order.index(more) <= order.index(less)


@pytest.mark.parametrize(
    ("text", "cues"),
    [
        ("that was way too easy", {"too_easy"}),
        ("something easier please", {"too_hard"}),
        ("It hurts when I do the bird dog", {"hurts"}),
        ("skip today", {"not_done"}),
        ("I missed a week", {"missed_long"}),
        ("done, felt about right", {"right"}),
        ("still sore this morning", {"not_settled"}),
        ("fine the next morning", {"settled"}),
        ("now my toes have gone numb", {"new_sign"}),
        ("I only have five minutes", {"less_time"}),
        ("swap the plank for something else", {"swap"}),
        ("print my programme", {"print"}),
        ("put my week in my calendar", {"calendar"}),
        ("why these exercises?", {"why"}),
    ],
)
def test_what_people_say_about_a_session(text: str, cues: set[str]) -> None:
    assert cues <= read(text).cues


@pytest.mark.parametrize(
    ("text", "before", "pain", "minutes"),
    [
        ("pain went from 3 to 7 and still there this morning", 3, 7, None),
        ("pain 4 out of 10", None, 4, None),
        ("it hit a 6", None, 6, None),
        ("make it 20 minutes a day", None, None, 20),
        ("I only have five minutes", None, None, 5),
        ("half an hour is fine", None, None, 30),
        ("did 10 reps", None, None, None),
    ],
)
def test_numbers_people_tell(
    text: str, before: float | None, pain: float | None, minutes: int | None
) -> None:
    said = read(text)
    assert (said.before, said.pain, said.minutes) == (before, pain, minutes)


def test_a_bare_number_answers_what_was_asked() -> None:
    assert read("about 3", asked_for_pain=True).pain == 3
    assert read("15", asked_for_minutes=True).minutes == 15
    assert read("15").minutes is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I have a hip replacement", {"hip_replacement"}),
        ("bad knees but no shoulder problem", {"knee_problem"}),
        ("I can't kneel", {"knee_problem"}),
        ("there's no floor space at work", {"no_floor"}),
        ("I can't get down on the floor", {"no_floor"}),
        ("none of these", set()),
        ("no high blood pressure, no osteoporosis", set()),
    ],
)
def test_conditions_that_a_message_names(text: str, named: set[str]) -> None:
    assert conditions(text) == named


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'backwise.db'}")


def test_a_programme_survives_a_restart(store: Store, tmp_path: Path) -> None:
    needs = replace(
        CHRONIC, conditions=frozenset({"no_floor"}), stiff=("chest",), steps={"clam": 2}
    )
    kept = keep(store, "ann", Kept(needs, date(2026, 3, 2), 1))
    again = load_kept(Store(f"sqlite:///{tmp_path / 'backwise.db'}"), "ann")
    assert again == kept
    assert build(KB, kept.now(date(2026, 3, 20))).week == 2
    assert load_kept(store, "bob") is None


def test_a_change_is_kept_in_the_same_place(store: Store) -> None:
    kept = keep(store, "ann", Kept(CHRONIC, date(2026, 3, 2)))
    keep(store, "ann", replace(kept, needs=with_minutes(CHRONIC, 5)))
    assert len(store.kept("ann", "programme")) == 1
    changed = load_kept(store, "ann")
    assert changed is not None
    assert changed.needs.minutes == 5


def test_the_last_day_that_nothing_was_told_of(store: Store) -> None:
    kept = keep(store, "ann", Kept(CHRONIC, date(2026, 3, 2)))
    today = date(2026, 3, 5)
    assert unreported(sessions(store, "ann"), kept, today) == date(2026, 3, 4)
    keep_session(store, "ann", Done(date(2026, 3, 4), GREEN, ("clam",)))
    [done] = sessions(store, "ann")
    assert done == Done(date(2026, 3, 4), GREEN, ("clam",))
    assert unreported([done], kept, today) is None
    assert unreported([], kept, kept.started) is None


@pytest.mark.parametrize(("days", "day"), [(0, 1), (6, 7), (7, 1), (-3, 1)])
def test_days_count_from_the_first(days: int, day: int) -> None:
    kept = Kept(CHRONIC, date(2026, 3, 2))
    assert kept.day(date.fromordinal(kept.started.toordinal() + days)) == day


def test_the_calendar_of_a_week_can_be_read_by_others() -> None:
    programme = build(KB, CHRONIC)
    titles = {exercise.id: exercise.title for exercise in KB.exercise.values()}
    now = datetime(2026, 3, 1, tzinfo=timezone.utc)
    data = week_calendar(programme, date(2026, 3, 2), titles, "Exercises; my back, mine", now=now)
    events = Calendar.from_ical(data).walk("VEVENT")
    assert [e.decoded("dtstart").date().day for e in events] == [2, 3, 4, 5, 6, 7, 8]
    assert all(e.decoded("dtend") > e.decoded("dtstart") for e in events)
    assert str(events[0]["summary"]) == "Exercises; my back, mine"
    assert titles[programme.on(1)[0].exercise] in str(events[0]["description"])
    assert len({str(e["uid"]) for e in events}) == 7
    assert data == week_calendar(
        programme, date(2026, 3, 2), titles, "Exercises; my back, mine", now=now
    )


@pytest.mark.parametrize("content", ["phases: [", "phases: {}\n", "- a\n"])
def test_a_broken_table_is_refused_by_name(tmp_path: Path, content: str) -> None:
    (tmp_path / "plan.yml").write_text(content, encoding="utf-8")
    (tmp_path / "progress.yml").write_text(content, encoding="utf-8")
    with pytest.raises(PlanError, match=r"plan\.yml"):
        load_plan(tmp_path)
    with pytest.raises(PlanError, match=r"progress\.yml"):
        load_progress(tmp_path)


def test_every_source_of_the_tables_is_known() -> None:
    progress = load_progress()
    named = {PLAN.phases_source, PLAN.days_source, PLAN.directions_source, PLAN.walking.source}
    named |= {progress.lights_source, progress.habit_source}
    named |= {condition.source for condition in PLAN.conditions.values()}
    assert named <= set(KB.source)


def _of(needs: Needs, first: str) -> Item:
    return next(item for item in build(KB, needs).items if item.first == first)
