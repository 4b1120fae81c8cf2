"""Whether two names of authors can be one person's, and two lists one paper's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from scraper.normalise.authors import group_name, spoken_parts

AUTHORS = 60  # of each list are compared
_GROUP_OF = 10  # authors, or more: such a list may be a collaboration's that it does not name

# Folded letters: й is и by then, and ї is і.
_CYRILLIC = {
    pair[0]: pair[1:]
    for pair in (
        "аa бb вv гg дd еe жzh зz иi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь"
        " эe юyu яya іi єye ґg"
    ).split()
}
_DIGRAPHS = frozenset("yu ya ye iu ia ju ja ts ch sh zh kh".split())  # an initial in Cyrillic
# What one Russian, Ukrainian or Bulgarian name becomes in English, French, German or Czech.
_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("schtsch|shch|sc|tsch|tch|ch|sh|cz|sz|ts|tz|c", "s"),
        ("zh", "z"),
        ("kh", "h"),
        ("ks", "x"),
        ("ph", "f"),
        ("th", "t"),
        ("w", "v"),
        ("ou", "u"),
        ("[yj](?=[aou])", "i"),
        ("[yji]e", "e"),
        ("[iyj]+", "i"),
        ("(?<=[oe])f+$", "v"),
        (r"(.)\1+", r"\1"),
    )
]


class Agreement(IntEnum):
    """How far two lists of authors agree."""

    NO = 0
    UNKNOWN = 1  # one of them is missing, or names a collaboration where the other has people
    FIRST = 2  # the one name that both have could be one person's
    FULL = 3  # several names, or the only one, written out in both


@dataclass(frozen=True, slots=True)
class _Person:
    family: str
    given: tuple[str, ...]
    group: str = ""  # of a collaboration, which is no person


@lru_cache(maxsize=20_000)
def _person(name: str) -> _Person:
    if group := group_name(name):
        return _Person("", (), group)
    given, family = spoken_parts(name)
    return _Person(family, given)


@lru_cache(maxsize=20_000)
def _sound(word: str) -> str:
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in word)
    for pattern, sound in _SOUNDS:
        latin = pattern.sub(sound, latin)
    return latin


def compare(one: Sequence[str], other: Sequence[str], title: str = "") -> Agreement:
    """How far the author lists of two records agree; either may be cut short after any name.

    `title` is the title key that both have: it may name the collaboration.
    """
    ours, theirs = (
        [_person(part) for name in names[:AUTHORS] for part in name.split(": ") if part.strip()]
        for names in (one, other)
    )
    if not ours or not theirs:
        return Agreement.UNKNOWN
    groups = [{each.group for each in people if each.group} for people in (ours, theirs)]
    ours, theirs = ([each for each in people if not each.group] for people in (ours, theirs))
    if not ours or not theirs:
        return _as_groups(groups[0], groups[1], max(len(ours), len(theirs)), title)
    return _as_people(ours, theirs)


def _as_groups(one: set[str], other: set[str], people: int, title: str) -> Agreement:
    if one & other:
        return Agreement.FULL
    if one and other:
        return Agreement.NO
    if any(len(group) > 2 and group in title for group in one | other):
        return Agreement.FIRST
    return Agreement.UNKNOWN if people >= _GROUP_OF else Agreement.NO


def _as_people(ours: list[_Person], theirs: list[_Person]) -> Agreement:
    few, many = sorted((ours, theirs), key=len)
    first = _alike(few[0], many[0])
    if len(few) == 1:
        if not first:
            return Agreement.NO
        alone = len(many) == 1
        return Agreement.FULL if alone and first == 2 else Agreement.FIRST
    met = [max((_alike(each, another) for another in many), default=0) for each in few]
    share = sum(map(bool, met)) / len(few)
    if first and share >= 0.75:
        return Agreement.FULL
    if not first and met.count(2) > 1 and len(many) - len(few) < 2:
        known = few[0].family == many[0].family  # under another forename: Bill, William
        return Agreement.FULL if share >= (0.6 if known else 0.75) else Agreement.NO
    return Agreement.FIRST if first and share >= 0.6 else Agreement.NO


def _alike(one: _Person, other: _Person) -> int:
    """2 where the names are one, 1 where they can be (initials, another alphabet), 0 else."""
    if one == other:
        return 2 if one.given and len(one.given[0]) > 1 else 1
    if one.family == other.family:
        return _given(one.given, other.given)
    swapped = one.family in other.given and other.family in one.given
    if swapped and set(one.given) ^ {one.family} == set(other.given) ^ {other.family}:
        return 2
    for short, long in ((one, other), (other, one)):
        if len(short.family) > 2 and short.family in long.given[1:]:
            at = long.given.index(short.family)  # J. García and Juan García López
            return min(1, _given(short.given, long.given[:at]))
    same = len(one.family) > 3 and _sound(one.family) == _sound(other.family)
    return min(1, _given(one.given, other.given)) if same else 0


def _given(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    if not one or not other:
        return 1
    short, long = sorted((one, other), key=len)
    if one[0] == other[0] and len(one[0]) > 1:
        return 2
    if "".join(one) == "".join(other):
        return 2  # Jian-Feng and Jianfeng
    if _name_alike(one[0], other[0]):
        seconds = zip(short[1:], long[1:], strict=False)
        return int(len(short) != len(long) or all(_name_alike(a, b) for a, b in seconds))
    # The forename that is used may be the second.
    return int(len(short) == 1 and len(short[0]) > 1 and short[0] in long)


def _name_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short in _DIGRAPHS:
        return _sound(long).startswith(_sound(short))
    if len(one) > 1 and len(other) > 1:
        return one == other or _sound(one) == _sound(other)
    return one[0] == other[0] or _sound(one)[:1] == _sound(other)[:1]
