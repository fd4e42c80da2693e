"""Public pages."""

from flask import Blueprint, Response, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.permissions import current_actor, public
from incubator.domain import calls, rules
from incubator.public import queries

bp = Blueprint("public", __name__)
DAY = 86_400
YEAR = 365 * DAY


@bp.get("/")
@public("the programme presents itself")
def home() -> ResponseReturnValue:
    return render_template(
        "public/home.html",
        programmes=queries.programmes(db.session),
        calls=queries.published_calls(db.session),
        followed=queries.projects_followed(db.session, size=3).items,
        now=clock.now(),
        call_is_open=rules.call_is_open,
    )


@bp.get("/calls/<code>")
@public("an agent reads the call before having an account")
def call(code: str) -> ResponseReturnValue:
    found = queries.call_page(db.session, current_actor(), code)
    g.programme = found.programme
    clock.use_zone(found.timezone)
    return render_template(
        "public/call.html",
        call=found,
        is_open=rules.call_is_open(found),
        now=clock.now(),
        who=calls.who_may_propose(found),
        time_offered=calls.time_offered(found),
    )


@bp.get("/followed")
@public("the public sees what came of it")
def showcase() -> ResponseReturnValue:
    published = queries.published_calls(db.session)
    funnels = [(one, queries.funnel(db.session, one)) for one in published[:5]]
    return render_template(
        "public/showcase.html",
        page=queries.projects_followed(
            db.session,
            number=request.args.get("page", 1, type=int),
            make_url=lambda number: url_for(".showcase", page=number),
        ),
        funnels=[(one, stages) for one, stages in funnels if len(stages) > 1],
    )


@bp.get("/accessibility")
@public("the law asks for it")
def accessibility() -> ResponseReturnValue:
    return render_template("public/accessibility.html")


@bp.get("/legal")
@public("the law asks for it")
def legal() -> ResponseReturnValue:
    return render_template("public/legal.html")


@bp.get("/privacy")
@public("the law asks for it")
def privacy() -> ResponseReturnValue:
    return render_template("public/privacy.html")


@bp.get("/organisations/<slug>/logo/<digest>")
@public("the organisation's mark, on every page")
def logo(slug: str, digest: str) -> ResponseReturnValue:
    kind, content = queries.logo(db.session, slug, digest)
    response = Response(content, mimetype=kind)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@bp.get("/theme/<slug>.css")
@public("colours of the pages")
def theme(slug: str) -> ResponseReturnValue:
    organisation = queries.organisation_by_slug(db.session, slug)
    css = render_template("public/theme.css", organisation=organisation)
    response = Response(css, mimetype="text/css")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response
