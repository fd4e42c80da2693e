"""The manager's agreement: the agent's pages beside the project, and the manager's page, which wants no account."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.agreement import operations, queries
from incubator.agreement.forms import AskForm, answer_forms
from incubator.core import clock, outbox
from incubator.core.db import db
from incubator.core.errors import NotFound, NotReady, WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard, public
from incubator.core.urls import absolute
from incubator.domain import agreements, mails, people, policy
from incubator.domain.models import Agreement, Project
from incubator.domain.states import OVER
from incubator.extensions import csrf, limiter

bp = Blueprint("agreement", __name__)
ONE_PROJECT = "/projects/<uuid:project_id>/agreement"
HALF_A_YEAR = timedelta(weeks=26)


def _link(secret: str) -> str:
    return absolute("agreement.answer", token=secret)


def _address() -> str:
    return "agreement:" + request.form.get("manager_email", request.form.get("delegate-email", "")).lower()


def _not_sent() -> bool:
    """Tell whether the request only looks at a preview: nothing leaves, nothing is counted."""
    return "send" not in request.form


def _no_delegate() -> bool:
    return not request.form.get("delegate-email")


@bp.get(ONE_PROJECT)
@guard(policy.view_agreement, load=queries.find_project)
def show(project: Project) -> ResponseReturnValue:
    requests = agreements.history(db.session, project)
    awaited = next((one for one in requests if one.awaits), None)
    return render_template(
        "agreement/show.html",
        project=project,
        requests=requests,
        agreement=agreements.in_force(requests),
        awaited=awaited,
        next_reminder=awaited.last_sent_at + operations.REMINDER_EVERY if awaited else None,
        now=clock.now(),
        may_ask=policy.ask_agreement(current_actor(), project) and project.state not in OVER,
        time=agreements.days_in_words,
    )


@bp.route(f"{ONE_PROJECT}/ask", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"], exempt_when=_not_sent)
@limiter.limit("5 per hour", methods=["POST"], key_func=_address, exempt_when=_not_sent)
@guard(policy.ask_agreement, load=queries.find_project)
def ask(project: Project) -> ResponseReturnValue:
    """Write the request, read it as the manager will, send it."""
    if queries.awaited(db.session, project) is not None:
        return _back(project, _("Une demande attend déjà sa réponse."), "info")
    form = AskForm(data=_known(project))
    if not form.validate_on_submit():
        return _ask_page(project, form), 422 if form.errors else 200
    if reasons := queries.missing_to_ask(db.session, project, form.request().manager_email):
        form.manager_email.errors = reasons
        return _ask_page(project, form), 422
    if _not_sent():
        return _ask_page(project, form, preview=_preview(project, form))
    actor = current_actor()
    operations.ask(db.session, actor=actor, project=project, request=form.request(), make_url=_link)
    return _back(project, _("Votre demande est partie : nous vous écrirons dès la réponse."))


def _known(project: Project) -> dict[str, Any]:  # Any: what the fields of the form hold
    """Return what the tool knows already: the last request, else the dossier and the dates of the call."""
    last = next(iter(agreements.history(db.session, project)), None)
    if last is not None:
        names = ("manager_name", "manager_email", "starts_on", "ends_on", "message")
        return {**{name: getattr(last, name) for name in names}, "days": f"{last.days:g}"}
    days = queries.days_in_dossier(db.session, project)
    starts_on = max(project.call.mentoring_from, clock.today())
    ends_on = starts_on + HALF_A_YEAR
    return {
        "days": days if days in {f"{one:g}" for one in agreements.WEEKLY_DAYS} else "1",
        "starts_on": starts_on,
        "ends_on": ends_on,
    }


def _preview(project: Project, form: AskForm) -> outbox.OutboxEmail:
    draft = operations.new_request(db.session, actor=current_actor(), project=project, request=form.request())
    url = _("[le lien personnel de votre responsable]")
    language = people.language_of(db.session, draft.manager_email)
    return outbox.write(mails.agreement_request(db.session, draft, url=url, language=language))


def _ask_page(project: Project, form: AskForm, preview: outbox.OutboxEmail | None = None) -> str:
    return render_template(
        "agreement/ask.html",
        project=project,
        form=form,
        preview=preview,
        problem=agreements.problem_in_a_sentence(db.session, project),
    )


@bp.route(f"{ONE_PROJECT}/cancel", methods=["GET", "POST"])
@guard(policy.ask_agreement, load=queries.find_project)
def cancel(project: Project) -> ResponseReturnValue:
    """Take the request back."""
    awaited = queries.awaited(db.session, project)
    if awaited is None:
        return _back(project, _("Aucune demande n’attend de réponse."), "info")
    form = ConfirmForm()
    if form.validate_on_submit():
        operations.cancel(db.session, actor=current_actor(), project=project)
        return _back(project, _("Votre demande est annulée : votre responsable vient d’en être informé."))
    return render_template("agreement/cancel.html", project=project, form=form, agreement=awaited)


@bp.post(f"{ONE_PROJECT}/remind")
@limiter.limit("20 per hour")
@guard(policy.remind_manager, load=queries.find_project)
def remind(project: Project) -> ResponseReturnValue:
    """Write to the manager again."""
    try:
        operations.remind(db.session, actor=current_actor(), project=project, make_url=_link)
    except WrongState as error:
        return _back(project, str(error), "info")
    return _back(project, _("Un nouveau courriel est parti, avec un nouveau lien."))


def _back(project: Project, sentence: str, category: str = "success") -> ResponseReturnValue:
    flash(sentence, category)
    return redirect(url_for(".show", project_id=project.id))


# --- the manager, without an account ---------------------------------------------------------------------------------


@bp.route("/agreement/<token>", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@limiter.limit("5 per hour", methods=["POST"], key_func=_address, exempt_when=_no_delegate)
@public("the link itself proves who comes")
def answer(token: str) -> ResponseReturnValue:
    """Read the request and answer it, once; reading changes nothing, as mail scanners open links."""
    agreement = queries.by_secret(db.session, token)
    if agreement is None:
        return _plain(render_template("agreement/gone.html"), 404)
    g.programme = agreement.project.call.programme
    g.language = people.language_of(db.session, agreement.manager_email)
    chosen = request.form.get("answer", "") if request.method == "POST" else ""
    forms = answer_forms(agreement, chosen)
    status = 200
    if chosen and agreement.awaits:
        status = _answered(token, chosen, forms)
    if status == 302 or (request.method == "POST" and not agreement.awaits):
        return _plain(redirect(url_for(".answer", token=token)))
    return _plain(_answer_page(agreement, forms, chosen), status)


csrf.exempt(answer)  # no session stands behind the page: who holds the link may answer, and nobody else can


def _answered(token: str, chosen: str, forms: dict[str, Any]) -> int:  # Any: forms whose `answer` differs
    """Give the answer `chosen`; return 302 once it is given, 422 when its form is to be read again."""
    form = forms.get(chosen)
    if form is None or not form.validate_on_submit():
        return 422
    acts: dict[str, Any] = {
        "agree": operations.agree,
        "otherwise": operations.agree_otherwise,
        "refuse": operations.refuse,
        "talk": operations.talk_first,
        "delegate": operations.delegate,
    }
    values = form.answer() if hasattr(form, "answer") else {}
    if chosen == "delegate":
        values["make_url"] = _link
    try:
        acts[chosen](db.session, secret=token, **values)
    except NotReady as error:
        form.form_errors.extend(error.reasons)
        return 422
    except (NotFound, WrongState):
        pass  # another window was faster: the page says what is recorded
    return 302


def _answer_page(agreement: Agreement, forms: dict[str, Any], chosen: str) -> str:
    return render_template(
        "agreement/answer.html",
        agreement=agreement,
        project=agreement.project,
        call=agreement.project.call,
        forms=forms,
        chosen=chosen,
        problem=agreements.problem_in_a_sentence(db.session, agreement.project),
        time=agreements.days_in_words,
    )


def _plain(page: ResponseReturnValue, status: int | None = None) -> Response:
    """Answer with what no search engine keeps."""
    response = make_response(page)
    if status is not None:
        response.status_code = status
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response
