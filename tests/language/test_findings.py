"""Signs that matter for safety: told of oneself and now they count, else they do not."""

from __future__ import annotations

import pytest

from backwise.language.lexicon import load
from backwise.language.reader import Reader

# concept → sentences in which it counts; talk of suicide is in test_crisis.py
TOLD = {
    "saddle_numbness": [
        "I'm numb between my legs",
        "My bum went numb yesterday",
        "I can't feel it when I wipe",
        "I have pins and needles around my genitals",
        "there is a numbness in my groin and back pain",
    ],
    "bladder_retention": [
        "I can't pee",
        "I have trouble passing urine",
        "I have trouble starting to pee",
        "I can't tell when my bladder is full",
    ],
    "bladder_incontinence": [
        "I wet myself last night",
        "I've lost control of my bladder",
        "I am leaking urine",
        "I can't hold my pee any more",
    ],
    "bowel_incontinence": [
        "I soiled myself this morning",
        "I have lost control of my bowels",
        "I can't feel when I need a poo",
    ],
    "sexual_change": [
        "I can't get an erection since my back went",
        "I have no feeling during sex now",
    ],
    "both_legs_neuro": [
        "both my legs are numb",
        "I have tingling in both feet",
        "my legs have gone all weak",
        "both of my legs keep giving way",
    ],
    "leg_weakness": [
        "my left leg is getting weak",
        "I have weakness in my right leg",
        "my knee keeps giving way",
    ],
    "foot_drop": [
        "I can't lift my foot",
        "my foot drags when I walk",
        "I have a foot drop",
    ],
    "legs_paralysed": [
        "I can't move my legs",
        "I can't feel my legs",
        "I have no feeling from the waist down",
    ],
    "gait_unsteady": [
        "I feel unsteady when walking",
        "I keep tripping and my back hurts",
        "I have trouble with my balance",
    ],
    "hand_clumsy": [
        "I keep dropping things",
        "I can't do up my buttons",
    ],
    "fever": [
        "I have a fever",
        "I have a temperature of 39",
        "I've had night sweats and chills",
    ],
    "unwell": ["I feel really unwell", "I have flu-like symptoms"],
    "immune_weak": [
        "I have a weak immune system",
        "I'm on chemo",
        "I am immunosuppressed",
        "I have HIV",
    ],
    "injects_drugs": ["I inject heroin", "I use iv drugs"],
    "recent_infection": ["I had a bad kidney infection", "I am getting over a chest infection"],
    "spine_procedure": [
        "I had an epidural last week",
        "it has hurt since my back surgery",
        "I just had spinal surgery",
    ],
    "cancer_history": [
        "I had breast cancer",
        "I was treated for lymphoma",
        "I had prostate cancer 5 years ago",
        "I am a cancer survivor",
    ],
    "weight_loss": [
        "I've lost a lot of weight",
        "I am losing weight without trying",
        "I have lost 2 stone without dieting",
    ],
    "night_pain": [
        "there is a constant ache that is worse at night",
        "nothing I do eases it, day and night",
    ],
    "night_second_half": [
        "it wakes me at 4am every day",
        "I wake in the second half of the night",
    ],
    "severe_pain": ["it was agony all night", "I could not get up from the floor"],
    "nsaid_helps": ["ibuprofen really works wonders", "naproxen helps a lot"],
    "relative_spondyloarthritis": [
        "my brother has ankylosing spondylitis",
        "my mum has psoriasis",
    ],
    "arthritis": ["my knuckles are swollen", "I have psoriatic arthritis"],
    "heel_pain": ["my heel is sore", "I have a painful heel too"],
    "psoriasis": ["I have psoriasis", "I'm psoriatic"],
    "inflammatory_signs": ["I have Crohn's", "I had uveitis, and a red eye again"],
    "inflammatory_pain": [
        "I'm stiff for an hour every morning",
        "in the mornings I am stiff for 45 minutes",
    ],
    "new_lump": ["a new lump on my back", "there is a lump on my spine"],
    "electric_neck": [
        "I get an electric shock when I bend my neck",
        "when I look down it zaps",
    ],
    "arm_weakness": ["my arm is weak", "I've lost the grip in my hand"],
    "known_aneurysm": ["I have an aneurysm", "there is a bulge in my aorta"],
    "pulsating_belly": ["I have a pulsing lump in my belly", "my belly is throbbing"],
    "pleuritic": ["it stabs when I breathe in", "I feel pain with every breath"],
    "stroke_signs": ["my speech is slurred", "I have a droopy eyelid", "I'm seeing double"],
    "meningism": ["stiff neck and a fever", "the light hurts my eyes"],
    "labour_signs": ["I have contractions", "my baby is not moving"],
    "major_trauma": [
        "I fell off a ladder",
        "I was in a car accident yesterday",
        "I was hit by a car",
    ],
    "minor_trauma": [
        "I slipped on the ice",
        "I fell over this morning",
        "I tripped and landed on my back",
    ],
    "osteoporosis": [
        "I have osteoporosis",
        "I take alendronate",
        "the doctor says I have brittle bones",
    ],
    "thin_bones_or_older": ["I am over 75", "I'm in my eighties"],
    "steroids": ["I take prednisolone", "I have been on steroids for asthma"],
    "sudden_severe": [
        "I suddenly got a severe pain in my back",
        "I felt a crack in my back",
    ],
    "height_loss": ["I am getting shorter", "I have shrunk an inch"],
    "chest_pain": ["I have chest pain", "my chest feels tight", "there is pressure on my chest"],
    "breathless": ["I am short of breath", "I can't breathe properly"],
    "cardiac_signs": ["I am in a cold sweat", "the pain goes into my jaw"],
    "coughing_blood": ["I am coughing up blood", "I coughed up some blood"],
    "tearing_pain": ["I have a tearing pain in my back", "it felt like a ripping in my chest"],
    "belly_pain": ["I have severe stomach pain", "I have a sudden belly pain"],
    "collapse": ["I passed out", "I fainted this morning"],
    "swollen_calf": ["my calf is swollen", "I have a hot swollen leg"],
    "flank_pain": ["I have flank pain", "it comes in waves"],
    "urinary_signs": ["it burns when I pee", "there is blood in my urine"],
    "pregnant": ["I am pregnant", "I'm in my third trimester"],
    "vaginal_bleeding": ["I have vaginal bleeding", "my waters have broken"],
    "anticoagulant": ["I take warfarin", "I'm on blood thinners"],
    "band_rash": ["I have a rash in a stripe on my back", "I think I have shingles"],
    "band_pain": [
        "it feels like a tight band around my chest",
        "the pain wraps around my ribs",
    ],
    "getting_worse": ["my leg is getting worse every day", "it keeps getting worse"],
}
# concept → sentences in which it must not count
NOT_TOLD = {
    "saddle_numbness": [
        "I'm not numb between my legs",
        "no numbness in my groin",
        "my leg is numb but I can feel everything down there",
        "what if I get numbness between my legs?",
        "my husband is numb between the legs",
    ],
    "bladder_retention": [
        "I have no trouble peeing",
        "my dad can't pee",
        "my knee hurts and I need to pee a lot of times",
    ],
    "bladder_incontinence": [
        "I haven't lost control of my bladder",
        "my toddler wet the bed",
        "no bladder problems",
        "what are the signs of losing control of the bladder?",
    ],
    "bowel_incontinence": [
        "I haven't lost control of my bowels",
        "my mother has lost control of her bowels",
    ],
    "sexual_change": ["I have no erection problems", "my boyfriend can't get an erection"],
    "both_legs_neuro": [
        "no tingling in both legs",
        "my legs are fine",
        "my dad has tingling in both legs",
        "both legs hurt a bit after my run",
    ],
    "leg_weakness": [
        "my leg is not weak",
        "no weakness in my leg",
        "my mum has weakness in her leg",
        "I skipped leg day last week",
    ],
    "foot_drop": [
        "I don't have foot drop",
        "what is foot drop?",
        "I put my foot down and got a refund",
    ],
    "legs_paralysed": [
        "I can move my legs",
        "I woke up and could not turn my head",
        "I can't feel anything between my legs",
        "will I end up paralysed from the waist down?",
    ],
    "gait_unsteady": ["I am not unsteady on my feet", "my gran is unsteady on her feet"],
    "hand_clumsy": ["I don't drop things", "my brother keeps dropping things"],
    "fever": [
        "I don't have a fever",
        "no fever",
        "my son has a fever",
        "I had a fever years ago",
        "should I worry if I get a fever?",
        "I have gym fewer times a week",
        "I never sit",
    ],
    "unwell": ["I don't feel unwell", "my wife feels really unwell", "I feel well"],
    "immune_weak": [
        "I don't have a weak immune system",
        "my sister is on chemo",
        "he has HIV",
    ],
    "injects_drugs": ["I have never injected drugs", "my brother injects heroin"],
    "recent_infection": ["I haven't had an infection", "my son had a chest infection"],
    "spine_procedure": [
        "I have never had back surgery",
        "my dad had back surgery",
        "do I need back surgery?",
    ],
    "cancer_history": [
        "I have never had cancer",
        "no history of cancer",
        "my mother had breast cancer",
        "what if it is cancer?",
        "I am worried it's cancer",
        "could this be cancer?",
    ],
    "weight_loss": [
        "I haven't lost any weight",
        "no weight loss",
        "my husband has lost weight",
        "would losing weight help?",
        "how do I lose weight?",
    ],
    "night_pain": ["the pain wakes me up every night", "it is worse at night"],
    "night_second_half": ["it doesn't wake me at 4am", "my dad wakes at 4am"],
    "severe_pain": ["I am not in agony", "my wife was screaming with her back"],
    "nsaid_helps": ["ibuprofen does not help", "my dad says ibuprofen works wonders"],
    "relative_spondyloarthritis": ["what is spondylitis?", "no spondylitis in the family"],
    "arthritis": ["my mum has swollen knuckles", "no swollen joints"],
    "heel_pain": ["my mum has a sore heel", "no heel pain"],
    "psoriasis": ["my mum has psoriasis", "I don't have psoriasis"],
    "inflammatory_signs": ["I don't have Crohn's", "my colleague has Crohn's"],
    "inflammatory_pain": [
        "I'm not stiff for an hour every morning",
        "my wife is stiff for an hour every morning",
    ],
    "new_lump": ["no new lump", "my friend found a new lump"],
    "electric_neck": ["no electric shock when I bend my neck", "it zaps down my leg"],
    "arm_weakness": ["my arm is not weak", "my uncle's arm is weak"],
    "known_aneurysm": ["my uncle had an aneurysm", "no aneurysm"],
    "pulsating_belly": ["no pulsing lump in my belly", "my back is throbbing"],
    "pleuritic": ["no pain when I breathe in", "breathing exercises help"],
    "stroke_signs": ["no slurred speech", "my nan had slurred speech"],
    "meningism": ["no stiff neck and no fever", "my neck is stiff"],
    "labour_signs": ["no contractions", "my wife had contractions"],
    "major_trauma": [
        "I haven't had a car accident",
        "my friend fell off a ladder",
        "I was in a car accident 10 years ago",
    ],
    "minor_trauma": [
        "I didn't fall",
        "my gran fell over",
        "I haven't slipped or tripped",
    ],
    "osteoporosis": [
        "I don't have osteoporosis",
        "my mum has osteoporosis",
        "how do I prevent osteoporosis?",
    ],
    "thin_bones_or_older": ["my dad is over 75", "I'm not over 70"],
    "steroids": ["I don't take steroids", "my brother is on steroids"],
    "sudden_severe": ["it came on slowly and is mild", "my dad suddenly got severe pain"],
    "height_loss": ["I am not getting shorter", "my grandmother is getting shorter"],
    "chest_pain": [
        "no chest pain",
        "I don't have chest pain",
        "my dad had a heart attack",
        "is this a heart attack?",
        "I do chest presses at the gym",
        "I get it off my chest",
    ],
    "breathless": ["I am not short of breath", "my nan is short of breath", "I breathe deeply"],
    "cardiac_signs": ["no cold sweat", "my uncle was in a cold sweat"],
    "coughing_blood": ["I am not coughing up blood", "my grandad coughs up blood"],
    "tearing_pain": ["it is not a tearing pain", "I tore a muscle"],
    "belly_pain": ["no bad stomach pain", "my daughter has bad tummy pain"],
    "collapse": ["I haven't passed out", "my wife fainted"],
    "swollen_calf": ["my calf is not swollen", "my mother has a swollen leg"],
    "flank_pain": ["no flank pain", "my husband has kidney stones"],
    "urinary_signs": ["no blood in my urine", "my mum has a urine infection"],
    "pregnant": ["I am not pregnant", "my wife is pregnant", "what if I get pregnant?"],
    "vaginal_bleeding": ["no vaginal bleeding", "my sister has heavy bleeding"],
    "anticoagulant": ["I don't take blood thinners", "my dad takes warfarin"],
    "band_rash": ["I have no rash on my back", "my husband has shingles"],
    "band_pain": ["no band like pain around my chest", "my mum has a pain around her ribs"],
    "getting_worse": ["it is not getting worse", "my dad is getting worse"],
}


def cases(table: dict[str, list[str]]) -> list[object]:
    return [
        pytest.param(concept, text, id=f"{concept}: {text}")
        for concept, texts in table.items()
        for text in texts
    ]


@pytest.mark.parametrize(("concept", "text"), cases(TOLD))
def test_a_sign_told_of_oneself_counts(reader: Reader, concept: str, text: str) -> None:
    assert concept in {finding.concept for finding in reader.read(text).present}


@pytest.mark.parametrize(("concept", "text"), cases(NOT_TOLD))
def test_a_sign_that_is_not_ones_own_now_does_not_count(
    reader: Reader, concept: str, text: str
) -> None:
    assert concept not in {finding.concept for finding in reader.read(text).present}


def test_every_sign_of_the_list_is_tested_both_ways() -> None:
    concepts = {c for c, words in load().findings.items() if words.flag != "crisis"}
    assert {c for c, texts in TOLD.items() if len(texts) > 1} == concepts
    assert {c for c, texts in NOT_TOLD.items() if len(texts) > 1} == concepts


@pytest.mark.parametrize(
    "text",
    [
        "My lower back hurts when I sit, it is about 5 out of 10.",
        "I pulled something in the gym and my neck is stiff.",
        "Which exercises help a tight back?",
        "The pain goes down my left leg to the knee.",
        "It aches in the morning and eases when I move.",
        "Is a firm mattress better?",
        "I sit at a desk all day and my shoulders are tight.",
        "Shooting pain down my leg when I cough.",
        "hello, can you help me?",
        "Thanks, that was helpful!",
        "😖",
        "",
    ],
    ids=lambda text: text or "nothing",
)
def test_ordinary_back_pain_has_no_sign(reader: Reader, text: str) -> None:
    assert [finding.concept for finding in reader.read(text).present] == []


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        ("I have a fever", "fever", "present"),
        ("I don't have a fever", "fever", "absent"),
        ("I might have a fever", "fever", "possible"),
        ("possibly a fever", "fever", "possible"),
        ("what if I get a fever", "fever", "hypothetical"),
        ("I have never had cancer", "cancer_history", "absent"),
        ("could it be cancer", "cancer_history", "hypothetical"),
    ],
    ids=lambda value: value,
)
def test_how_sure_a_sign_is(reader: Reader, text: str, concept: str, assertion: str) -> None:
    found = [f for f in reader.read(text).findings if f.concept == concept]
    assert [f.assertion for f in found] == [assertion]


@pytest.mark.parametrize(
    ("text", "concept", "time"),
    [
        ("I have had a fever since this morning", "fever", "new"),
        ("I had a fever but it has gone", "fever", "resolved"),
        ("I used to get a fever", "fever", "past"),
        ("I have a fever", "fever", None),
    ],
    ids=lambda value: value,
)
def test_when_a_sign_was(reader: Reader, text: str, concept: str, time: str) -> None:
    found = [f for f in reader.read(text).findings if f.concept == concept]
    assert [f.time for f in found] == [time]


@pytest.mark.parametrize(
    ("text", "present", "denied"),
    [
        (
            "I have a fever but no weight loss",
            {"fever"},
            {"weight_loss"},
        ),
        ("no fever, but I have chest pain", {"chest_pain"}, {"fever"}),
        ("my dad had cancer and I have a fever", {"fever"}, set()),
        ("I'm pregnant. I don't have a fever.", {"pregnant"}, {"fever"}),
    ],
    ids=["one yes, one no", "one no, one yes", "another's and one's own", "two sentences"],
)
def test_several_signs_in_one_message_are_told_apart(
    reader: Reader, text: str, present: set[str], denied: set[str]
) -> None:
    reading = reader.read(text)
    assert {f.concept for f in reading.present} == present
    assert reading.denied == denied


def test_a_lasting_sign_counts_however_long_ago(reader: Reader) -> None:
    assert [f.concept for f in reader.read("I had breast cancer years ago").present]
    assert not reader.read("I had a fever years ago").present


def test_a_sign_carries_the_persons_own_words(reader: Reader) -> None:
    (finding,) = reader.read("Since tuesday I CAN'T   PEE!!").present
    assert finding.concept == "bladder_retention"
    assert finding.words == "CAN'T   PEE"
    assert finding.flag == "cauda_equina"


def test_somebody_elses_denied_sign_is_not_ones_own_denial(reader: Reader) -> None:
    assert reader.read("my mum has no fever").denied == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "I have a FEVER",
        "i have a feverr",
        "I’ve got a fever 🤒",
        "fever\n\nand back pain",
        "my back hurts!!! and I have a fever...",
    ],
    ids=["capitals", "typo", "curly quote and emoji", "lines", "many signs"],
)
def test_untidy_typing_hides_no_sign(reader: Reader, text: str) -> None:
    assert "fever" in {finding.concept for finding in reader.read(text).present}


def test_only_the_first_4000_characters_are_read(reader: Reader) -> None:
    filler = "It aches a bit. "
    near = filler * 100 + "I have a fever."
    far = filler * 300 + "I have a fever."
    assert "fever" in {f.concept for f in reader.read(near).present}
    assert "fever" not in {f.concept for f in reader.read(far).present}


def test_the_same_text_gives_the_same_reading(reader: Reader) -> None:
    text = "I fell off a ladder and both legs tingle"
    first = reader.read(text)
    reader.read("something else")
    assert reader.read(text) == first
