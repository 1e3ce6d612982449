"""What the scripted bot says: every kind of payload, each called up by its own words."""

from __future__ import annotations

from typing import Any

LONG_ANSWER = "\n\n".join(
    f"Paragraph {n}. " + "Backs are strong and like to move. " * 6 for n in range(1, 9)
)

CARD = (
    "Back pain with signs of cauda equina syndrome.\n"
    "Numb between the legs since this morning. Cannot pass urine.\n"
    "Please check for cauda equina syndrome now."
)

EMERGENCY = {
    "text": "What you tell me can be a sign of pressed nerves at the end of the spine. "
    "Go to an emergency department now. Do not drive yourself.",
    "custom": {
        "kind": "triage",
        "level": "emergency",
        "flags": ["cauda_equina"],
        "reasons": ["numb between my legs", "I cannot pee since this morning"],
        "card": CARD,
    },
}

AMBULANCE = {
    "text": "This can be a problem with the main blood vessel. Call an ambulance now.",
    "custom": {
        "kind": "triage",
        "level": "ambulance",
        "flags": ["vascular"],
        "reasons": ["sudden tearing pain"],
        "card": "Sudden tearing back pain.",
        "phone": "112",
    },
}

URGENT = {
    "text": "Please let a doctor look at this within 24 hours.",
    "custom": {
        "kind": "triage",
        "level": "urgent",
        "flags": ["infection"],
        "reasons": ["fever with back pain"],
    },
}

SELF_CARE = {
    "text": "I found no warning signs in what you told me.\n\nMost back pain like this gets better "
    "within six weeks.",
    "custom": {"kind": "triage", "level": "self_care", "flags": [], "reasons": []},
}

QUESTION = {
    "text": "You wrote that your leg feels odd.",
    "custom": {
        "kind": "triage_question",
        "flag": "cauda_equina",
        "question": "Is the skin between your legs numb?",
    },
    "buttons": [{"title": word, "payload": word} for word in ("Yes", "No", "I am not sure")],
}

CRISIS = {
    "text": "I am glad you told me. You do not have to carry this alone.",
    "custom": {
        "kind": "crisis",
        "severity": "active",
        "contacts": [
            {
                "name": "Samaritans",
                "phone": "116 123",
                "text": None,
                "url": "https://www.samaritans.org",
                "hours": "Day and night",
                "country": "United Kingdom",
            },
            {
                "name": "988 Lifeline",
                "phone": "988",
                "text": "988",
                "url": "javascript:alert(1)",
                "hours": "Day and night",
                "country": "United States",
            },
        ],
    },
}

EXERCISES = [
    {
        "text": "Cat and cow\n1. Kneel on hands and knees.\n2. Round your back slowly.\n"
        "3. Let it sink slowly.",
        "custom": {
            "kind": "exercise",
            "id": "cat_cow",
            "title": "Cat and cow",
            "steps": [
                "Kneel on hands and knees.",
                "Round your back slowly.",
                "Let it sink slowly.",
            ],
            "dose": {"sets": 2, "reps": 10, "hold_seconds": 0, "frequency": "every day"},
            "image": "/chat/static/icon.svg",
            "evidence": {"text": "Exercise helps a little with pain and with daily life."},
        },
    },
    {
        "text": "Here is one for your trunk. Breathe on while you hold it.",
        "custom": {
            "kind": "exercise",
            "id": "bird_dog",
            "title": "Bird dog",
            "steps": ["Kneel.", "Stretch one arm and the other leg.", "Hold, then change sides."],
            "dose": "3 × 8, hold 5 s, each side, three times a week",
            "image": "https://elsewhere.example/dog.png",
            "evidence": "Moderate evidence.",
        },
    },
]

DRAWN = {
    "text": "Clam\n1. Lie on your side.\n2. Open the top knee.",
    "custom": {
        "kind": "exercise",
        "id": "clam",
        "title": "Clam",
        "steps": ["Lie on your side.", "Open the top knee."],
        "dose": "2 x 12",
        "image": "/chat/drawings/clam.svg",
        "alt": "Lie on your side. Open the top knee.",
        "evidence": "It helps a little.",
    },
}

SPINE = {
    "text": "Most pain in the lower back comes from muscles and joints.",
    "custom": {
        "kind": "article",
        "topic": "cause",
        "id": "lower_back",
        "title": "Lower back",
        "stance": [],
        "sources": [],
        "image": "/chat/drawings/spine_lower_back.svg",
        "alt": "The parts of the spine. Shown in colour: Lower back.",
    },
}

PROGRAMME = {
    "text": "Week 1, day 1: about 10 minutes.\n1. Bird dog: 2 x 2, hold 3 seconds\n2. Walk",
    "custom": {
        "kind": "programme",
        "id": "7",
        "week": 1,
        "day": 1,
        "items": [
            {
                "id": "bird_dog",
                "title": "Bird dog",
                "steps": ["Kneel.", "Stretch one arm and the other leg."],
                "dose": "2 x 2, hold 3 seconds",
                "stop_if": "Stop if the pain gets sharper.",
                "why": "It trains the muscles along your back.",
                "days": [1, 3, 5],
                "sets": 2,
                "reps": 2,
                "hold_seconds": 3,
                "rest_seconds": 4,
                "per_side": False,
            },
        ],
        "walk": {"minutes": 10, "days": [1, 2, 4], "bouts": 2},
        "calendar": "/chat/programme.ics",
        "sheet": "/chat/programme",
    },
}

ARTICLE = {
    "text": "Heat can ease a sore back for a while.\n\nHow to use it:\n- Warm, not hot\n"
    "- Up to 20 minutes\n\nMore at https://www.nice.org.uk/guidance/ng59.",
    "custom": {
        "kind": "article",
        "topic": "treatment",
        "id": "heat",
        "title": "Heat",
        "stance": [
            {"guideline": "ACP", "year": 2017, "position": "for", "says": "Heat wraps first."},
            {"guideline": "NICE NG59", "year": 2016, "position": "none", "says": "Not covered."},
        ],
        "sources": [
            {
                "title": "Low back pain and sciatica",
                "publisher": "NICE",
                "year": 2016,
                "url": "https://www.nice.org.uk/guidance/ng59",
            },
            "Cochrane review 2006",
        ],
    },
}

MEDICINE = {
    "text": "With a stomach ulcer, ibuprofen can make you bleed.",
    "custom": {
        "kind": "medicine",
        "id": "ibuprofen",
        "verdict": "avoid",
        "reasons": ["With a stomach ulcer", "You take a blood thinner"],
    },
}

HOSTILE = {
    "text": "<img src=x onerror=\"document.title='broken'\"> <b>bold</b>\n"
    "javascript:alert(1) data:text/html,x https://ok.example/a?b=1. Or tel:112!"
}

REGION = {
    "text": "Where does it hurt most?",
    "utter_action": "utter_ask_region",
    "buttons": [{"title": word, "payload": word} for word in ("Lower back", "Neck", "Buttock")],
}

INTENSITY = {
    "text": "How bad is it right now, from 0 (no pain) to 10 (the worst you can imagine)?",
    "utter_action": "utter_ask_intensity",
}

ANSWERS: dict[str, list[dict[str, Any]]] = {
    "emergency": [EMERGENCY],
    "ambulance": [AMBULANCE],
    "urgent": [URGENT],
    "self care": [SELF_CARE],
    "question": [QUESTION],
    "crisis": [CRISIS],
    "exercise": EXERCISES,
    "drawing": [DRAWN],
    "spine": [SPINE],
    "programme": [PROGRAMME],
    "article": [ARTICLE],
    "medicine": [MEDICINE],
    "hostile": [HOSTILE],
    "where": [REGION],
    "how bad": [INTENSITY],
    "long": [{"text": LONG_ANSWER}],
    "unknown": [{"text": "Only words here.", "custom": {"kind": "hologram", "secret": "x"}}],
    "chart": [
        {
            "text": "Your pain this week.",
            "custom": {"kind": "chart", "url": "/chat/static/icon.svg", "alt": "Pain went down"},
        },
        {
            "text": "Your report.",
            "custom": {
                "kind": "document",
                "url": "/chat/static/icon.svg",
                "mime": "application/pdf",
                "filename": "report.pdf",
            },
        },
    ],
    "no answer": [],
}


def answer(text: str) -> list[dict[str, Any]]:
    """Return what the scripted bot says to these words."""
    for words, messages in ANSWERS.items():
        if words in text.lower():
            return messages
    return [{"text": f"You said: {text}"}]
