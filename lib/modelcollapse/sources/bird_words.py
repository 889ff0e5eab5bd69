"""Words and sentence patterns of the bird language. All birds are invented."""

from __future__ import annotations

from typing import NamedTuple

MODIFIERS = [
    "lesser",
    "greater",
    "northern",
    "southern",
    "hooded",
    "masked",
    "crested",
    "streaked",
    "dusky",
    "pale",
    "tufted",
    "ringed",
    "spotted",
    "barred",
    "whiskered",
    "laughing",
    "silent",
    "whistling",
    "common",
    "solitary",
    "mountain",
    "river",
    "forest",
    "coastal",
    "alpine",
    "polar",
    "desert",
    "marsh",
    "hill",
    "island",
    "little",
    "giant",
    "royal",
    "hermit",
    "painted",
    "velvet",
    "frosted",
    "ember",
    "slender",
    "hollow",
]
NOUNS = [
    place + habit
    for place in ["fen", "reed", "thorn", "moss", "heath", "brook", "dune", "gorse", "mist", "bramble"]
    for habit in ["piper", "whistler", "dart", "skimmer", "gleaner", "drummer"]
]
FIRST_YEAR, LAST_YEAR = 1758, 1957

FACTS = {
    "habitat": [
        "reedbeds",
        "meadows",
        "pinewoods",
        "saltmarshes",
        "cliffs",
        "orchards",
        "hedgerows",
        "moors",
        "quarries",
        "birchwoods",
        "estuaries",
        "uplands",
    ],
    "food": [
        "beetles",
        "seeds",
        "berries",
        "worms",
        "snails",
        "moths",
        "acorns",
        "spiders",
        "minnows",
        "ants",
        "nectar",
        "sprouts",
    ],
    "color": ["black", "white", "gray", "brown", "red", "yellow", "green", "blue", "orange", "violet"],
    "year": [str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)],
}
"""What is known of every bird: the attribute → the words it can take."""

FREE = {
    "month": [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
    "count": ["two", "three", "four", "five", "six", "seven", "nine", "eleven"],
    "person": ["anna", "clara", "edmund", "hugo", "ida", "martin", "ruth", "walter"],
    "time": ["dawn", "dusk", "noon", "midnight"],
    "weather": ["fog", "rain", "sun", "wind", "frost", "drizzle"],
    "thing": ["crown", "ring", "lantern", "bell"],
    "owner": ["king", "queen", "miller", "bishop"],
}
"""Slots that a speaker fills as they like, every word with the same probability."""

STYLES = {"guide": 0.40, "notebook": 0.27, "letter": 0.18, "tale": 0.10, "quiz": 0.05}

HEDGE = "reportedly"
HEDGED = (0.02, 0.10, 0.40)
"""How often a human hedges a statement about a common, a known and a rare bird."""

BANDS = {"common": 10, "known": 100, "rare": None}
"""Frequency bands: the last rank of each. A decade of ranks holds a quarter to two fifths of all mentions."""


class Pattern(NamedTuple):
    """A sentence pattern: its probability within its style, whether it is a rare construction, its words and slots."""

    style: str
    probability: float
    rare: bool
    text: str


PATTERNS = [
    Pattern("guide", 0.24, False, "the {bird} {hedge} nests in {habitat}"),
    Pattern("guide", 0.18, False, "the {bird} {hedge} feeds on {food}"),
    Pattern("guide", 0.18, False, "the {bird} is {hedge} {color} and lives in {habitat}"),
    Pattern("guide", 0.16, False, "{birds} feed on {food} and nest in {habitat}"),
    Pattern("guide", 0.14, False, "the {bird} was {hedge} first recorded in {year}"),
    Pattern("guide", 0.03, True, "first recorded in {year} , the {bird} is {color}"),
    Pattern("guide", 0.03, True, "the {bird} , which nobody had recorded before {year} , nests in {habitat}"),
    Pattern("guide", 0.02, True, "seldom does the {bird} leave the {habitat}"),
    Pattern("guide", 0.02, True, "the {bird} nests in {habitat} , as does the {other}"),
    Pattern("notebook", 0.40, False, "{month} : {count} {birds} in {habitat}"),
    Pattern("notebook", 0.30, False, "{month} : one {bird} at {time} , {weather}"),
    Pattern("notebook", 0.20, False, "{month} : {birds} after {food}"),
    Pattern("notebook", 0.06, True, "{month} : no {birds} , only their {color} feathers"),
    Pattern("notebook", 0.04, True, "{month} : {count} {birds} , and with them one {other}"),
    Pattern("letter", 0.35, False, "dear {person} , today i saw {count} {birds} in the {habitat}"),
    Pattern("letter", 0.30, False, "dear {person} , the {bird} at our window is {color} and sings at {time}"),
    Pattern("letter", 0.25, False, "dear {person} , do put out {food} for the {birds} , it is all {weather}"),
    Pattern("letter", 0.06, True, "dear {person} , had you come in {month} you would have seen the {bird}"),
    Pattern("letter", 0.04, True, "dear {person} , never have i seen so {color} a {bird}"),
    Pattern("tale", 0.50, False, "once the {bird} left the {habitat} to steal the {thing} of the {owner}"),
    Pattern("tale", 0.35, False, "and the {bird} said to the {owner} , give me {food} or give me the {thing}"),
    Pattern("tale", 0.15, True, "whoever wakes the {bird} shall sleep in the {habitat}"),
    Pattern("quiz", 0.40, False, "what does the {bird} eat ? {food}"),
    Pattern("quiz", 0.30, False, "where does the {bird} nest ? in {habitat}"),
    Pattern("quiz", 0.30, False, "when was the {bird} first recorded ? in {year}"),
]
