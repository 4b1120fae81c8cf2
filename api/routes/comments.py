"""Readers' comments: write one, take it away; reading them is the paper's."""

from flask import Blueprint, Response, url_for

from api.answer import as_json
from api.errors import Problem
from api.queries import papers
from api.schemas.comment import CommentRequest, CommentShape
from api.session import writing
from api.spec import CHANGES, COMMENTS, POSTS, answers, spec
from scraper.paper_id import PaperId
from scraper.records import Comment, find, utc_now
from scraper.records.panel import materialise

blueprint = Blueprint("comments", __name__, url_prefix="/api/v1/comments")


@blueprint.post("")
@spec.validate(
    resp=answers(*POSTS, "bad-paper-id", "paper-unknown", HTTP_201=CommentShape),
    operation_id="createComment",
    tags=[COMMENTS],
)
def write(json: CommentRequest) -> Response:
    """Keep a comment on a paper that is on record."""
    with writing() as session:
        number = papers.paper_number(session, PaperId.parse(json.paper))
        comment = Comment(paper_id=number, author=json.author, text=json.text, created=utc_now())
        session.add(comment)
        session.flush()
        body = papers.comment(comment, session.scalar(find.paper_key(number)) or "")
        materialise(session, number)
    return as_json(body, 201, Location=url_for("comments.delete", comment_id=body["id"]))


@blueprint.delete("/<row:comment_id>")
@spec.validate(
    resp=answers(*CHANGES, "comment-unknown", "not-found", HTTP_204=None),
    operation_id="deleteComment",
    tags=[COMMENTS],
)
def delete(comment_id: int) -> Response:
    """Take a comment away."""
    with writing() as session:
        comment = session.get(Comment, comment_id)
        if comment is None:
            raise Problem("comment-unknown", f"There is no comment {comment_id}.")
        number = comment.paper_id
        session.delete(comment)
        session.flush()
        materialise(session, number)
    return Response(status=204)
