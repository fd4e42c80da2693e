"""The secretary gives dossiers to readers: the table, one dossier, the proposed draft."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion
from incubator.core.i18n import _, ngettext
from incubator.core.paging import PAGE_SIZE, Page
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call, find_project
from incubator.selection import assignment, operations, queries
from incubator.selection.forms import AddReadersForm, PublishProposalForm, ReaderForm
from incubator.selection.proposal import Line, Proposal
from incubator.selection.views.blueprint import bp, page_number, pages_of


@bp.get("/calls/<code>/readers")
@guard(policy.assign_readers, load=find_call)
def readers(call: Call) -> ResponseReturnValue:
    """The dossiers and who reads them; or the committee and what each of them has been given."""
    actor, view = current_actor(), request.args.get("view")
    lacking_count = assignment.count_lacking(db.session, actor=actor, call=call)
    if view == "load":
        people = assignment.members(db.session, call.id)
        loads = assignment.loads(db.session, actor=actor, call_id=call.id, people=people)
        return render_template("selection/committee.html", call=call, lacking_count=lacking_count, loads=loads)
    lacking = view == "lacking"
    make_url = pages_of(".readers", code=call.code, **({"view": "lacking"} if lacking else {}))
    page = assignment.dossiers(
        db.session, actor=actor, call=call, lacking=lacking, number=page_number(), make_url=make_url
    )
    return render_template(
        "selection/readers.html",
        call=call,
        page=page,
        lacking=lacking,
        lacking_count=lacking_count,
        readings=assignment.readings_by_project(db.session, (project.id for project in page.items)),
    )


@bp.route("/projects/<uuid:project_id>/readers", methods=["GET", "POST"])
@guard(policy.assign_readers_of, load=find_project)
def assign(project: Project) -> ResponseReturnValue:
    """Add readers to one dossier."""
    actor = current_actor()
    readings = queries.readings_of(db.session, project)
    candidates = assignment.candidates(db.session, actor=actor, project=project, readings=readings)
    form = AddReadersForm()
    form.offer(candidates)
    if form.validate_on_submit():
        call = find_call(db.session, actor, project.call.code)
        added = operations.assign_readers(db.session, actor=actor, call=call, project=project, reader_ids=form.chosen())
        said = ngettext("%(num)s lecteur ajouté et prévenu.", "%(num)s lecteurs ajoutés et prévenus.", len(added))
        flash(said, "success")
        return redirect(url_for(".assign", project_id=project.id))
    page = render_template(
        "selection/assign.html",
        project=project,
        readings=readings,
        candidates=candidates,
        form=form,
        assignable=project.state in assignment.ASSIGNABLE,
    )
    return page, 422 if form.errors else 200


@bp.post("/projects/<uuid:project_id>/readers/remove")
@guard(policy.assign_readers_of, load=find_project)
def unassign(project: Project) -> ResponseReturnValue:
    """Take a dossier back from a reader who has not finished."""
    form = ReaderForm()
    reader_id = form.key()
    if form.validate_on_submit() and reader_id is not None:
        operations.unassign_reader(db.session, actor=current_actor(), project=project, reader_id=reader_id)
        flash(_("Lecteur retiré : ce dossier n’est plus dans ses lectures."), "success")
    return redirect(url_for(".assign", project_id=project.id))


@bp.route("/calls/<code>/readers/proposal", methods=["GET", "POST"])
@guard(policy.assign_readers, load=find_call)
def propose(call: Call) -> ResponseReturnValue:
    """The draft of the whole assignment, then its publication."""
    actor = current_actor()
    form = PublishProposalForm()
    status = 200
    if form.validate_on_submit():
        try:
            draft = operations.publish_proposal(
                db.session, actor=actor, call=call, fingerprint=str(form.fingerprint.data)
            )
        except StaleVersion as error:
            flash(str(error), "warning")
            status = 409
        else:
            flash(_said_of(draft), "success")
            return redirect(url_for(".readers", code=call.code))
    draft = assignment.proposal(db.session, actor=actor, call=call)
    people = assignment.members(db.session, call.id)
    before = assignment.loads(db.session, actor=actor, call_id=call.id, people=people)
    page = render_template(
        "selection/proposal.html", call=call, draft=draft, page=_page_of(draft, call), loads=before, form=form
    )
    return page, status


def _page_of(draft: Proposal, call: Call) -> Page[Line]:
    pages = max(1, -(-len(draft.lines) // PAGE_SIZE))
    number = min(max(1, page_number()), pages)
    lines = draft.lines[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(lines, number, PAGE_SIZE, len(draft.lines), pages_of(".propose", code=call.code))


def _said_of(draft: Proposal) -> str:
    told = len({person.id for _project, person in draft.pairs})
    given = ngettext("%(num)s lecture confiée", "%(num)s lectures confiées", len(draft.pairs))
    people = ngettext("%(num)s lecteur prévenu", "%(num)s lecteurs prévenus, par un seul message chacun", told)
    return f"{given}, {people}."
