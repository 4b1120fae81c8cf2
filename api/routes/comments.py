"""Readers' comments: write one, take it away; reading them is the paper's."""

from flask import Blueprint, Response, url_for

from api.answer import as_json
from api.errors import Problem
from api.queries import papers
from api.schemas.comment import CommentRequest, CommentShape
from api.session import writing
from api.spec import answers, require_object, spec
from scraper.records import Comment, find, utc_now
from scraper.records.panel import materialise

blueprint = Blueprint("comments", __name__, url_prefix="/api/v1/comments")
blueprint.before_request(require_object)


@blueprint.post("")
@spec.validate(resp=answers(400, 403, 404, 415, HTTP_201=CommentShape))
def write(json: CommentRequest) -> Response:
    """Keep a comment on a paper that is on record."""
    with writing() as session:
        number = papers.paper_number(session, json.paper)
        comment = Comment(paper_id=number, author=json.author, text=json.text, created=utc_now())
        session.add(comment)
        session.flush()
        body = papers.comment(comment, session.scalar(find.paper_key(number)) or "")
        materialise(session, number)
    return as_json(body, 201, Location=url_for("comments.delete", comment_id=body["id"]))


@blueprint.delete("/<int:comment_id>")
@spec.validate(resp=answers(403, 404, HTTP_204=None))
def delete(comment_id: int) -> Response:
    """Take a comment away."""
    with writing() as session:
        comment = session.get(Comment, comment_id) if comment_id < 2**31 else None
        if comment is None:
            raise Problem(404, "comment-unknown", f"There is no comment {comment_id}.")
        number = comment.paper_id
        session.delete(comment)
        session.flush()
        materialise(session, number)
    return Response(status=204)
