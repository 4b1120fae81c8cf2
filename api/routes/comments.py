"""Readers' comments: write, answer, edit, report, hide and take away; lists are the papers'."""

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy import delete
from sqlalchemy.orm import Session

from api.access import caller
from api.answer import as_json
from api.errors import Problem
from api.queries import papers
from api.schemas.comment import CommentChange, CommentRequest, CommentShape, ReportRequest
from api.session import reading, writing
from api.spec import CHANGES, COMMENTS, POSTS, READS, answers, spec
from scraper.paper_id import PaperId
from scraper.records import Comment, Report, find, utc_now
from scraper.records.panel import materialise

blueprint = Blueprint("comments", __name__, url_prefix="/api/v1/comments")

_ONE = ("comment-unknown", "not-found")


@blueprint.post("")
@spec.validate(
    resp=answers(*POSTS, "bad-paper-id", "paper-unknown", *_ONE, HTTP_201=CommentShape),
    operation_id="createComment",
    tags=[COMMENTS],
)
def write(json: CommentRequest) -> Response:
    """Keep a comment on a paper that is on record; with `reply_to`, an answer to another."""
    who = caller()
    who.need("comment")
    with writing() as session:
        number = papers.paper_number(session, PaperId.parse(json.paper))
        if json.reply_to is not None and _comment(session, json.reply_to).paper_id != number:
            raise Problem("comment-unknown", f"Comment {json.reply_to} is on another paper.")
        comment = Comment(
            paper_id=number,
            author=json.author,
            text=json.text,
            created=utc_now(),
            reply_to=json.reply_to,
            token_id=who.token,
            hidden=False,
        )
        session.add(comment)
        body = _kept(session, comment)
    return as_json(body, 201, Location=url_for("comments.read", comment_id=body["id"]))


@blueprint.get("/<row:comment_id>")
@spec.validate(
    resp=answers(*READS, *_ONE, HTTP_200=CommentShape), operation_id="getComment", tags=[COMMENTS]
)
def read(comment_id: int) -> Response:
    """One comment."""
    with reading() as session:
        return as_json(_shape(session, _comment(session, comment_id)))


@blueprint.patch("/<row:comment_id>")
@spec.validate(
    resp=answers(*POSTS, "not-yours", *_ONE, HTTP_200=CommentShape),
    operation_id="changeComment",
    tags=[COMMENTS],
)
def change(comment_id: int, json: CommentChange) -> Response:
    """Edit the `text` of a comment of one's own; as a curator, set whether it is `hidden`."""
    who = caller()
    with writing() as session:
        if json.hidden is not None:
            who.need("curate")
        if json.text is not None:
            who.need("comment")
        comment = _comment(session, comment_id)
        if json.text is not None:
            _own(comment)
            comment.text, comment.edited = json.text, utc_now()
        if json.hidden is not None:
            decide(session, comment, hidden=json.hidden)
        return as_json(_kept(session, comment))


@blueprint.delete("/<row:comment_id>")
@spec.validate(
    resp=answers(*CHANGES, "not-yours", *_ONE, HTTP_204=None),
    operation_id="deleteComment",
    tags=[COMMENTS],
)
def remove(comment_id: int) -> Response:
    """Take a comment away: one's own; as a curator, anybody's. Answers to it stay."""
    who = caller()
    with writing() as session:
        if not who.may("curate"):
            who.need("comment")
        comment = _comment(session, comment_id)
        if not who.may("curate"):
            _own(comment)
        take_away(session, comment)
    return Response(status=204)


@blueprint.post("/<row:comment_id>/reports")
@spec.validate(
    resp=answers(*POSTS, *_ONE, HTTP_204=None), operation_id="reportComment", tags=[COMMENTS]
)
def report(comment_id: int, json: ReportRequest) -> Response:
    """Ask the curators to look at a comment."""
    caller().need("comment")
    with writing() as session:
        _comment(session, comment_id)
        session.add(Report(comment_id=comment_id, reason=json.reason, created=utc_now()))
    return Response(status=204)


def decide(session: Session, comment: Comment, *, hidden: bool) -> None:
    """Hide a comment or let it be seen, which settles what was reported of it."""
    comment.hidden = hidden
    session.execute(delete(Report).where(Report.comment_id == comment.id))
    session.flush()
    materialise(session, comment.paper_id)


def take_away(session: Session, comment: Comment) -> None:
    """Delete a comment."""
    session.delete(comment)
    session.flush()
    materialise(session, comment.paper_id)


def _comment(session: Session, comment_id: int) -> Comment:
    comment = session.get(Comment, comment_id)
    if comment is None or (comment.hidden and not caller().may("curate")):
        raise Problem("comment-unknown", f"There is no comment {comment_id}.")
    return comment


def _own(comment: Comment) -> None:
    if not caller().owns(comment.token_id):
        raise Problem("not-yours", f"Comment {comment.id} is another reader's; leave it to them.")


def _kept(session: Session, comment: Comment) -> dict[str, Any]:
    session.flush()
    materialise(session, comment.paper_id)
    return _shape(session, comment)


def _shape(session: Session, comment: Comment) -> dict[str, Any]:
    key = session.scalar(find.paper_key(comment.paper_id))
    return papers.comment(comment, key or "", caller())
