"""The quick summary by the user's own language model, where Semantic Scholar has written none."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from scrapy import Request
from scrapy.http import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.desk import desk_of
from scraper.enrich.summary import grounded
from scraper.errors import NoSummary
from scraper.freshness import GOOD, Known
from scraper.items import Answer, SummaryItem
from scraper.pages import llm_summary
from scraper.paper_id import PaperId
from scraper.records import Paper, Summary, find
from scraper.records.panel import materialise
from scraper.records.store import known_answer, store_summary
from scraper.sources import language_model
from scraper.spiders.base import Asking, LensSpider


class LlmSummarySpider(LensSpider):
    """Asks the configured server; without one, no abstract goes anywhere."""

    name = "llm_summary"
    source = language_model.NAME
    part = "summary"
    kind = "json"

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        """Nothing: what there is to ask is known when all other parts are on record."""
        yield from ()

    async def lastly(self, target: str, known: Known) -> Sequence[Request]:
        before = known.standings.get((self.source, self.part))
        failed = before is not None and before.state not in (*GOOD, "unknown")
        root = self.ours.llm_url
        if not root or (failed and not known.is_due(self.source, self.part)):
            return ()
        paper = await desk_of(self.crawler).write(partial(self._unsummed, target=target))
        if paper is None:
            return ()
        title, abstract = paper
        body = language_model.chat_body(self.ours.llm_model, title, abstract)
        name = language_model.question(root, body)
        key = self.ours.llm_api_key

        def read(response: Response, asking: Asking) -> Iterator[Answer]:
            try:
                text = llm_summary.parse(response.body)
                if not grounded(text, title, abstract):
                    raise NoSummary("it is not about this paper")
            except NoSummary as error:
                yield asking.answer(
                    state="unknown",
                    summary=SummaryItem(question=name),
                    message=f"The language model's answer is not shown: {error}.",
                )
            else:
                yield asking.answer(
                    summary=SummaryItem(question=name, text=text, model=self.ours.llm_model)
                )

        delay = self.ours.delay_of(self.source, language_model.DELAY)
        asking = replace(
            self.asking(target, PaperId.parse(target), delay, None),
            daily=self.ours.llm_daily_requests,
        )
        request = self.request(
            language_model.chat_url(root),
            read,
            asking,
            method="POST",
            body=body,
            headers=language_model.headers(key.get_secret_value() if key else None),
        )
        request.meta["download_timeout"] = self.ours.llm_timeout
        return (request,)

    def _unsummed(self, session: Session, target: str) -> tuple[str, str] | None:
        """Title and abstract of a paper that the model is to be asked about.

        None for one without an abstract worth summing up, one with Semantic Scholar's summary,
        and one that the model was asked about before: what it said then is its summary again.
        """
        paper = session.execute(
            select(Paper.id, Paper.title, Paper.abstract).where(
                Paper.id == find.paper_id(PaperId.parse(target)).scalar_subquery()
            )
        ).one_or_none()
        if paper is None or not paper.abstract:
            return None
        written = set(session.scalars(select(Summary.source).where(Summary.paper_id == paper.id)))
        if "semantic_scholar" in written or "abstract" not in written:
            return None
        title, abstract = paper.title or "", paper.abstract
        body = language_model.chat_body(self.ours.llm_model, title, abstract)
        known = known_answer(session, language_model.question(self.ours.llm_url or "", body))
        if known is None:
            return title, abstract
        if known.answer and self.source not in written:
            store_summary(session, paper.id, self.source, known.answer, known.model)
            materialise(session, paper.id)
        return None
