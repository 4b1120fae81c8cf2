"""What stands for an id in a path."""

from werkzeug.routing import BaseConverter, PathConverter


class PaperConverter(PathConverter):
    """A paper's id before `/citations` and the like: those may also end a DOI.

    `doi:10.1000/citations` is a paper and not the citations of `doi:10.1000`, which is none.
    """

    regex = "(?:(?i:doi):[^/]+/.+?|(?!(?i:doi):)[^/].*?)"


class WholePaperConverter(PathConverter):
    """A paper's id at the end of a path, where what is no paper's may stand as well."""

    regex = "(?!batch$)[^/].*?"


class RowConverter(BaseConverter):
    """The number of a row, in figures and small enough for any database."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)
