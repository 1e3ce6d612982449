"""Text made easy to read for the rules, and the way back to the person's own words."""

from __future__ import annotations

import pytest

from backwise.language.normalise import Normaliser

VOCABULARY = {
    "numbness", "shoulder", "tingling", "sciatica", "weakness", "fever", "bladder", "between",
    "buttock", "radiates", "stabbing", "lifting", "osteoporosis", "ibuprofen", "tailbone",
}  # fmt: skip


@pytest.fixture(scope="module")
def normalise() -> Normaliser:
    return Normaliser(VOCABULARY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't sit", "i can not sit"),
        ("I cant sit", "i can not sit"),
        ("I cannot sit", "i can not sit"),
        ("it doesn't spread", "it does not spread"),
        ("it doesnt spread", "it does not spread"),
        ("it won't go", "it will not go"),
        ("it wont go", "it will not go"),
        ("I haven't fallen", "i have not fallen"),
        ("I havent fallen", "i have not fallen"),
        ("I'm 40", "i am 40"),
        ("Im 40", "i am 40"),
        ("I've had it", "i have had it"),
        ("it's bad", "it is bad"),
        ("they're sore", "they are sore"),
        ("I'll try", "i will try"),
        ("that's all", "that is all"),
        ("thats all", "that is all"),
        ("shouldn't", "should not"),
        ("aint right", "am not right"),
    ],
    ids=lambda value: value,
)
def test_short_forms_are_spelt_out(normalise: Normaliser, text: str, expected: str) -> None:
    assert normalise(text).text == expected


@pytest.mark.parametrize(
    "quote", ["’", "‘", "`", "´", "'"], ids=["right", "left", "backtick", "acute", "straight"]
)
def test_any_apostrophe_will_do(normalise: Normaliser, quote: str) -> None:
    assert normalise(f"I can{quote}t, it doesn{quote}t").text == "i can not, it does not"


def test_curly_double_quotes_and_dashes_become_plain(normalise: Normaliser) -> None:
    assert normalise("“bad” 3–4 weeks").text == '"bad" 3-4 weeks'


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("numbnes", "numbness"),
        ("numbbess", "numbness"),
        ("sholder", "shoulder"),
        ("shoudler", "shoulder"),
        ("tinglng", "tingling"),
        ("siatica", "sciatica"),
        ("sciatcia", "sciatica"),
        ("weaknes", "weakness"),
        ("blader", "bladder"),
        ("buttok", "buttock"),
        ("osteperosis", "osteoporosis"),
        ("ibuprofin", "ibuprofen"),
        ("feverr", "fever"),
        ("stabbbbbing", "stabbing"),
        ("NUMBNES", "numbness"),
    ],
    ids=lambda value: value,
)
def test_a_near_miss_becomes_the_word_meant(normalise: Normaliser, typo: str, meant: str) -> None:
    assert normalise(typo).text == meant


@pytest.mark.parametrize(
    "word",
    [
        "never", "lever", "sever", "shoulders", "fewer", "boulder", "shaving", "ladder", "listing",
        "number", "weakens", "numb", "back", "leg", "lifted", "sitting", "gifting",
    ],
)  # fmt: skip
def test_a_sound_word_is_left_as_it_is(normalise: Normaliser, word: str) -> None:
    assert normalise(word).text == word


@pytest.mark.parametrize(
    "word", ["xylophonist", "qqq", "asdfgh", "b4ck", "fvr", "umbness"], ids=lambda value: value
)
def test_what_is_like_no_word_is_left_as_it_is(normalise: Normaliser, word: str) -> None:
    assert normalise(word).text == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("reaaaally bad", "really bad", id="an adverb drawn out"),
        pytest.param("I neeeever said", "i never said", id="a word drawn out"),
        pytest.param("my tumour", "my tumor", id="British spelling"),
        pytest.param("3.5 weeks", "3.5 weeks", id="a decimal number stays whole"),
        pytest.param("one,two", "one,two", id="no space is made up"),
        pytest.param("a\nb", "a\nb", id="a line's end stays"),
        pytest.param("a \r\n\n  b", "a\nb", id="several line ends become one"),
        pytest.param("  pain\t\there  ", "pain here", id="space shrinks"),
        pytest.param("pain 😖 here", "pain 😖 here", id="an emoji stays"),
        pytest.param("pain😖here", "pain😖here", id="an emoji between words"),
        pytest.param("", "", id="empty"),
        pytest.param(" \n ", "", id="only space"),
        pytest.param("😖", "😖", id="only an emoji"),
    ],
)
def test_small_things(normalise: Normaliser, text: str, expected: str) -> None:
    assert normalise(text).text == expected


@pytest.mark.parametrize(
    ("text", "stretch", "words"),
    [
        pytest.param("I CAN'T feel my Legs", "can not feel", "CAN'T feel", id="a short form"),
        pytest.param("My SHOLDER hurts", "shoulder", "SHOLDER", id="a typo"),
        pytest.param("I can’t feel it", "can not", "can’t", id="a curly quote"),
        pytest.param("  my   back ", "my back", "my   back", id="space"),
        pytest.param("😖😖 my back 😖", "my back", "my back", id="emoji before"),
        pytest.param("first\n\nmy back", "my back", "my back", id="after line ends"),
        pytest.param("it's my neck.", "neck", "neck", id="before a stop"),
        pytest.param("Ich weiß nicht, neck", "neck", "neck", id="after a special letter"),
        pytest.param("İstanbul gave me a bad neck", "bad neck", "bad neck", id="letters that grow"),
        pytest.param("cafe\u0301 chair hurt my neck", "neck", "neck", id="an accent of its own"),
        pytest.param("dont", "not", "dont", id="a part of a short form is all of it"),
    ],
)
def test_a_stretch_maps_back_to_the_own_words(
    normalise: Normaliser, text: str, stretch: str, words: str
) -> None:
    normalised = normalise(text)
    start = normalised.text.index(stretch)
    assert normalised.words(start, start + len(stretch)) == words
    begin, end = normalised.span(start, start + len(stretch))
    assert text[begin:end] == words


def test_every_word_maps_back_to_itself(normalise: Normaliser) -> None:
    text = "My l4/l5 disc (the lower one) hurts, 3.5 weeks now – 7/10 😖; it doesnt spread!"
    normalised = normalise(text)
    for word in ("disc", "(", "lower", "3.5", "weeks", "7", "10", "😖", "spread", "!"):
        start = normalised.text.index(word)
        assert normalised.words(start, start + len(word)) == word
    assert normalised.words(0, len(normalised.text)) == text


def test_an_empty_text_maps_to_an_empty_stretch(normalise: Normaliser) -> None:
    assert normalise("").span(0, 0) == (0, 0)
    assert normalise("").words(0, 0) == ""


def test_a_megabyte_is_read_to_its_end(normalise: Normaliser) -> None:
    text = "I cant feel my sholder 😖\n" * 42_000
    assert len(text) > 1_000_000
    normalised = normalise(text)
    assert normalised.text.count("can not feel my shoulder") == 42_000
    end = len(normalised.text)
    assert normalised.words(normalised.text.rindex("shoulder"), end) == "sholder 😖"


def test_a_megabyte_without_a_space_is_one_word(normalise: Normaliser) -> None:
    text = "a" * 1_000_000
    normalised = normalise(text)
    assert normalised.words(0, len(normalised.text)) == text


def test_words_too_short_to_be_trusted_are_not_corrected() -> None:
    assert Normaliser({"numb", "pain"})("nmub pani").text == "nmub pani"


def test_of_two_near_words_the_nearer_is_meant() -> None:
    assert Normaliser({"osteopenia", "osteoporotic"})("osteopenya").text == "osteopenia"
