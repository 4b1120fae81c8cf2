"""arXiv identifiers, old and new.

The forms are those of arXiv's own page on identifiers: `YYMM.NNNN` from 0704 to 1412,
`YYMM.NNNNN` from 1501, and `archive/YYMMNNN` before April 2007; each may carry a version `vN`.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from scraper.errors import BadArxivId

_NEW = re.compile(
    r"(?P<yymm>\d{2}(?:0[1-9]|1[0-2]))\.(?P<number>\d{4,5})(?:v(?P<version>[1-9]\d{0,3}))?",
    re.ASCII,
)
_OLD = re.compile(
    r"(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z]+(?:-[A-Za-z]+)?)?/"
    r"(?P<number>\d{2}(?:0[1-9]|1[0-2])\d{3})(?:v(?P<version>[1-9]\d{0,3}))?",
    re.ASCII,
)
_PREFIX = re.compile(r"(?:arxiv:|(?:doi:)?10\.48550/arxiv\.)\s*", re.IGNORECASE)
_HOSTS = re.compile(r"(?:[a-z0-9-]+\.)*arxiv\.org|ar5iv\.org|(?:dx\.)?doi\.org", re.IGNORECASE)
_PATH = re.compile(r"/(?:abs|pdf|html|format|ps|src|e-print|tb|cits|refs)/(?P<id>.+)")
_SUFFIX = re.compile(r"(?:\.pdf|\.ps|\.ps\.gz)?/*$", re.IGNORECASE)

# Archives that ended before 2007 keep their ids: https://arxiv.org/archive lists them.
ARCHIVES = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas"
    " cond-mat cs dg-ga funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin"
    " nucl-ex nucl-th patt-sol physics plasm-ph q-alg q-bio quant-ph solv-int supr-con".split()
)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """One paper on arXiv; `version` is None where no version is pinned.

    `str()` gives the canonical form: `2311.09227v2`, `hep-th/9901001`.
    """

    paper: str
    version: int | None = None

    @classmethod
    def parse(cls, text: str) -> "ArxivId":
        """Read an id, an `arXiv:` id, arXiv's own DOI of a paper, or any arXiv URL of one.

        Raises BadArxivId, whose sentence can be shown to whoever typed the text.
        """
        rest = text.strip()
        if "://" in rest or _HOSTS.match(rest.split("/")[0]):
            rest = _id_in_url(rest) or ""
        rest = _PREFIX.sub("", unquote(rest), count=1)
        rest = _SUFFIX.sub("", rest)
        if match := _NEW.fullmatch(rest):
            yymm, number = match["yymm"], match["number"]
            # Numbers grew to five digits in January 2015; 9107 to 0703 were the years of old ids.
            if "0704" <= yymm <= "9106" and len(number) == (4 if yymm <= "1412" else 5):
                return cls(f"{yymm}.{number}", _version(match["version"]))
        elif (match := _OLD.fullmatch(rest)) and match["archive"] in ARCHIVES:
            yymm = match["number"][:4]
            if yymm >= "9107" or yymm <= "0703":
                return cls(f"{match['archive']}/{match['number']}", _version(match["version"]))
        raise BadArxivId(text)

    @property
    def bare(self) -> "ArxivId":
        """The same paper with no version pinned."""
        return replace(self, version=None)

    def __str__(self) -> str:
        return self.paper if self.version is None else f"{self.paper}v{self.version}"


def _version(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _id_in_url(url: str) -> str | None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = parts.hostname or ""
    except ValueError:  # such as an address with half a bracket
        return None
    if parts.scheme not in ("http", "https") or not _HOSTS.fullmatch(host):
        return None
    if host.endswith("doi.org"):
        return parts.path.lstrip("/")
    match = _PATH.fullmatch(parts.path)
    return match["id"] if match else None
