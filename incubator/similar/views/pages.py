"""Pages of search, look-alikes and links."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.i18n import _, in_language
from incubator.core.keys import key_in
from incubator.core.permissions import current_actor, guard
from incubator.core.search import QUERY_LIMIT
from incubator.domain import answers, policy
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import Project
from incubator.domain.queries import calls_of
from incubator.domain.search.extracts import Piece, marked
from incubator.similar import kin, merging, operations, queries
from incubator.similar.forms import LinkForm
from incubator.similar.views.blueprint import ONE_PROJECT, bp

COMPARED = (QuestionKind.SHORT, QuestionKind.LONG, QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.NUMBER)


@bp.get("/search")
@guard(policy.search)
def search() -> ResponseReturnValue:
    """The words, and the edition if one is chosen, stay in the address."""
    actor = current_actor()
    words, code = request.args.get("q", "").replace("\0", "").strip()[:QUERY_LIMIT], request.args.get("call", "")
    page = None
    if words:
        page = queries.search(
            db.session,
            actor,
            words=words,
            code=code,
            number=request.args.get("page", 1, type=int),
            make_url=lambda number: url_for(".search", q=words, call=code or None, page=number),
        )
    calls = [(call.code, in_language(call, "title")) for call in calls_of(db.session, actor)]
    return render_template("similar/search.html", page=page, words=words, code=code, calls=calls)


@bp.get(f"{ONE_PROJECT}/similar")
@guard(policy.view_similar, load=queries.dossier)
def show(project: Project) -> ResponseReturnValue:
    """For those who run the call, dossiers like this one; for its team, what they may know of other projects."""
    actor = current_actor()
    if "panel" in request.args:  # for the script of the page where the dossier is written
        return render_template("similar/_near.html", project=project, kin=kin.kin_of(db.session, actor, project))
    if not policy.compare_projects(actor, project):
        return render_template(
            "similar/kin.html",
            project=project,
            kin=kin.kin_of(db.session, actor, project),
            joined=queries.joined_to(db.session, project),
        )
    return render_template(
        "similar/show.html",
        project=project,
        near=queries.similar_to(db.session, actor, project),
        links=queries.links_of(db.session, actor, project),
        proposal=merging.proposal_of(db.session, project),
        may_cancel=lambda one: policy.propose_merge(actor, one.kept) and policy.propose_merge(actor, one.absorbed),
    )


@bp.route(f"{ONE_PROJECT}/compare", methods=["GET", "POST"])
@guard(policy.compare_projects, load=queries.dossier)
def compare(project: Project) -> ResponseReturnValue:
    """The address names the other dossier (`with`): two dossiers side by side, and the link between them."""
    key = key_in(request.args.get("with"))
    if key is None:
        flash(_("Choisissez, parmi ceux qui lui ressemblent, le dossier à comparer."), "info")
        return redirect(url_for(".show", project_id=project.id))
    project, other = queries.pair(db.session, current_actor(), project, key)
    form = LinkForm(obj=queries.link_between(db.session, project, other))
    if form.validate_on_submit():
        note = form.note.data or ""
        kind = LinkKind(form.kind.data)
        operations.link(db.session, actor=current_actor(), project=project, other=other, kind=kind, note=note)
        flash(_("Les deux dossiers sont liés : le lien se lit depuis l’un et l’autre."), "success")
        return redirect(url_for(".show", project_id=project.id))
    return render_template("similar/compare.html", form=form, **_compared(project, other)), 422 if form.errors else 200


@bp.post(f"{ONE_PROJECT}/unlink")
@guard(policy.link_projects, load=queries.dossier)
def unlink(project: Project) -> ResponseReturnValue:
    project, other = queries.pair(db.session, current_actor(), project, key_in(request.form.get("other")))
    done = operations.unlink(db.session, actor=current_actor(), project=project, other=other)
    flash(_("Le lien est retiré.") if done else _("Ce lien était déjà retiré."), "success" if done else "info")
    return redirect(url_for(".show", project_id=project.id))


def _compared(project: Project, other: Project) -> dict[str, Any]:  # Any: what the template reads
    common, written = queries.shared(db.session, current_actor(), project, other), _words(project)
    return {
        "project": project,
        "other": other,
        "rows": _rows(project, other, common),
        "words": [written[stem] for stem in common if stem in written],
        "link": queries.link_between(db.session, project, other),
        "may_merge": not merging.why_not(db.session, project, other),
        "merge_awaited": merging.is_awaited(db.session, project, other),
    }


def _texts(project: Project) -> dict[str, tuple[str, str]]:
    """Return, by key of question, its label and its answer in words."""
    shown = answers.shown_in(project.state, project.questions)
    pairs = [pair for pair in answers.reference_answers(shown, project.answers) if pair[0].kind in COMPARED]
    return {one.key: (in_language(one, "label"), answers.in_words(one, value)) for one, value in pairs}


def _words(project: Project) -> dict[str, str]:
    return queries.as_written([project.title, *(text for _label, text in _texts(project).values())])


def _rows(project: Project, other: Project, common: list[str]) -> list[tuple[str, list[Piece], list[Piece]]]:
    """Return the questions of both dossiers, each with the two answers, the words in common marked."""
    one, two = _texts(project), _texts(other)
    empty = ("", "")
    rows = [
        (one.get(key, two.get(key, empty))[0], one.get(key, empty)[1], two.get(key, empty)[1])
        for key in dict.fromkeys([*one, *two])
    ]
    return [(label, marked(first, common), marked(second, common)) for label, first, second in rows if first or second]
