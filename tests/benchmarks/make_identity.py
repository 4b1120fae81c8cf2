"""Makes tests/samples/identity/from_records.jsonl: pairs of records that are one paper, or two.

    python -m tests.benchmarks.make_identity DATA

DATA is the folder with arxiv_abstracts.jsonl.xz and aan.json. Every record is a real one of arXiv
or of the ACL Anthology Network. The other half of a pair that is one paper is the same record as
other sources write it, one difference a kind; the other half of a look-alike is another real record
near it, or (kind "other authors") the same title under the authors of another real paper. What
transformations cannot show stands in by_hand.jsonl.
"""

import json
import lzma
import random
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scraper.normalise.authors import display_name, spoken_parts
from scraper.normalise.titles import title_key, without_subtitle
from scraper.pages import author_line

OUT = Path(__file__).parents[1] / "samples" / "identity" / "from_records.jsonl"
EACH = 9  # pairs of a kind
Record = dict[str, Any]  # title, authors, year, and arxiv_id where there is one

_TEX = {"\u0301": "'", "\u0300": "`", "\u0308": '"', "\u0302": "^", "\u0303": "~", "\u030c": "v"}


def arxiv(data: Path) -> Iterator[Record]:
    with lzma.open(data / "arxiv_abstracts.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper = json.loads(line)
            yield {
                "arxiv_id": paper["id"],
                "title": " ".join(paper["title"].split()),
                "authors": list(author_line.names(paper["authors"])),
                "year": 2000 + int(paper["id"][:2]),
            }


def anthology(data: Path) -> Iterator[Record]:
    for paper in json.loads((data / "aan.json").read_text("utf-8"))["papers"]:
        names = [display_name(name) for name in paper["authors"].split("; ") if name]
        yield {"title": paper["title"], "authors": names, "year": paper["year"]}


def tex_accents(text: str) -> str:
    return "".join(
        f"\\{_TEX[apart[1]]}{{{apart[0]}}}" if len(apart) == 2 and apart[1] in _TEX else letter
        for letter in text
        for apart in [unicodedata.normalize("NFD", letter)]
    )


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def initials(name: str) -> str:
    *given, family = name.split()
    return " ".join([*(f"{part[0]}." for part in given), family])


def family_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def typographic(title: str) -> str:
    title = title.replace("-", "\u2010").replace("'", "\u2019")
    for plain, ligature in (
        ("ffi", "\ufb03"),
        ("fi", "\ufb01"),
        ("fl", "\ufb02"),
        ("ff", "\ufb00"),
    ):
        title = title.replace(plain, ligature)
    return title


def as_others_write(record: Record) -> dict[str, Record | None]:
    """The record by kind of difference; None where the kind has nothing to differ in."""
    title, authors, year = record["title"], record["authors"], record["year"]
    main = without_subtitle(title)
    words = len(title.split())

    def but(**changed: Any) -> Record:
        return {"title": title, "authors": authors, "year": year} | changed

    accented = any(ord(c) > 127 for c in "".join(authors))
    return {
        "capitals": but(title=title.upper()),
        "small letters and a full stop": but(title=title.lower() + "."),
        "initials": but(authors=[initials(name) for name in authors]),
        "initials, a year later": but(authors=[initials(name) for name in authors], year=year + 1),
        "family names first": but(authors=[family_first(name) for name in authors]),
        "TeX accents": but(authors=[tex_accents(n) for n in authors]) if accented else None,
        "accents lost": but(authors=[without_accents(n) for n in authors]) if accented else None,
        "typographic": but(title=typographic(title)) if typographic(title) != title else None,
        "a year earlier": but(year=year - 1),
        "no year": but(year=None) if words >= 5 else None,
        "no authors": but(authors=[]) if words >= 7 else None,
        "neither authors nor year": but(authors=[], year=None) if words >= 8 else None,
        "the first author alone": but(authors=authors[:1]) if len(authors) > 2 else None,
        "subtitle left out": but(title=main)
        if main and len(main.split()) > 3 and len(authors) > 1 and ":" in title
        else None,
        "a space before the colon": but(title=title.replace(": ", " - "))
        if ": " in title
        else None,
        "TeX in the title": but(title=re.sub(r"\b([A-Z]{2,})\b", r"{\\sc \1}", title))
        if re.search(r"\b[A-Z]{2,}\b", title)
        else None,
    }


def ones(records: list[Record], dice: random.Random) -> Iterator[dict[str, Any]]:
    counts: dict[str, int] = defaultdict(int)
    for record in records:
        for kind, other in dice.sample(sorted(as_others_write(record).items()), 3):
            if other and counts[kind] < EACH:
                counts[kind] += 1
                yield {"kind": kind, "same": True, "one": record, "other": other}
                break


def bare(record: Record) -> Record:
    """As a source without arXiv's ids has it."""
    return {name: value for name, value in record.items() if name != "arxiv_id"}


def _numbered(title: str) -> str:
    return re.sub(r"\b(?:\d+|[IVX]+)\b", "#", title)


def _subject(title: str) -> str:
    found = re.match(r"(?:A|An) (?:\w+ )?(?:Survey|Review) (?:of|on) ", title, re.IGNORECASE)
    return "survey" if found else ""


def _about(title: str) -> str:
    return title_key(
        re.sub(r"^(?:comment on|reply to|response to|a note on)\W*", "", title, flags=re.I)
    )


def _one_word_changed(title: str) -> list[str]:
    words = title.split()
    return (
        [" ".join([*words[:at], "*", *words[at + 1 :]]) for at in range(len(words))]
        if len(words) > 3
        else []
    )


def _first_family(record: Record) -> str:
    return spoken_parts(record["authors"][0])[1] if record["authors"] else ""


def near(
    records: list[Record],
    keys: Callable[[Record], list[str]],
    fits: Callable[[Record, Record], bool],
) -> list[tuple[Record, Record]]:
    """Pairs of records that have a key in common and fit, each record once."""
    by_key: dict[str, list[Record]] = defaultdict(list)
    used: set[int] = set()
    found = []
    for record in records:
        for key in filter(None, keys(record)):
            twin = next((r for r in by_key[key] if id(r) not in used and fits(r, record)), None)
            if twin and id(record) not in used:
                used |= {id(twin), id(record)}
                found.append((twin, record))
            by_key[key].append(record)
    return found


def twos(records: list[Record], dice: random.Random) -> Iterator[dict[str, Any]]:
    def other_title(one: Record, other: Record) -> bool:
        return title_key(one["title"]) != title_key(other["title"])

    def group(one: Record, other: Record) -> bool:
        return other_title(one, other) and bool(set(one["authors"]) & set(other["authors"]))

    def other_year(one: Record, other: Record) -> bool:
        return abs(one["year"] - other["year"]) > 1 and bool(
            set(one["authors"]) & set(other["authors"])
        )

    kinds = {
        "another number": near(records, lambda r: [_numbered(r["title"])], group),
        "surveys of one family name": near(
            records,
            lambda r: [_subject(r["title"]) and _first_family(r)],
            lambda a, b: other_title(a, b) and abs(a["year"] - b["year"]) < 2,
        ),
        "a paper about the other": near(records, lambda r: [_about(r["title"])], other_title),
        "one word changed": near(records, lambda r: _one_word_changed(r["title"]), group),
        "one title, two subtitles": near(
            records, lambda r: [without_subtitle(r["title"]) or ""], group
        ),
        "a report each year": near(records, lambda r: [title_key(r["title"])], other_year),
    }
    for kind, pairs in kinds.items():
        for one, other in dice.sample(pairs, min(2 * EACH, len(pairs))):
            yield {"kind": kind, "same": False, "one": one, "other": bare(other)}
    by_family: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_family[_first_family(record)].append(record)
    for one in dice.sample(records, 400)[: 2 * EACH]:
        family = _first_family(one)
        others = [
            r for r in by_family[family] if r["authors"][0].split()[0][:1] != one["authors"][0][:1]
        ]
        authors = dice.choice(others or records)["authors"]
        yield {
            "kind": "other authors",
            "same": False,
            "one": one,
            "other": {"title": one["title"], "authors": authors, "year": one["year"]},
        }


def main(data: Path) -> None:
    dice = random.Random(5)
    records = [
        r for r in (*arxiv(data), *anthology(data)) if r["authors"] and len(r["authors"]) < 30
    ]
    some = dice.sample([r for r in records if len(r["title"].split()) > 2], 3_000)
    some += [r for r in some if any(ord(c) > 127 for c in "".join(r["authors"]))]
    pairs = [*ones(some, dice), *twos(records, dice)]
    pairs.sort(key=lambda pair: (not pair["same"], pair["kind"], pair["one"]["title"]))
    lines = (json.dumps(pair, ensure_ascii=False) for pair in pairs)
    OUT.write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
