"""What every page shows around its content: organisation, call in hand, menu, tabs of a project."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from incubator.core.db import db
from incubator.core.i18n import LANGUAGES, LazyString, _, language, ngettext
from incubator.core.permissions import current_actor
from incubator.domain import policy, relations, threads
from incubator.domain.actors import Actor
from incubator.domain.kinds import Role
from incubator.domain.models import Organisation, Project
from incubator.home import queries
from incubator.home.queries import CallInReach, House

# The words of an entry, its page, the values of its address, whether the person has it.
Entry = tuple[LazyString | str, str, dict[str, Any], bool]  # Any: what `url_for` takes
# The pages that one reaches from an entry of the menu, which stays marked on them.
WITHIN = {
    "submission.mine": ("submission.help_wanted", "submission.offer_help"),
    "screening.worklist": (
        "screening.screen", "screening.reconsider", "screening.admit", "screening.ask_together",
        "screening.tag_together",
        "screening.call_back", "screening.plan_call_back", "screening.edit_note",
        "screening.views", "screening.edit_view", "screening.tags", "screening.edit_tag",
    ),
    "selection.queue": ("selection.read",),
    "selection.readers": ("selection.assign", "selection.propose"),
    "selection.ranking": ("selection.decide", "selection.letters", "selection.publish", "selection.waiting"),
    "pitching.cards": ("pitching.card",),
    "pitching.day": (
        "pitching.schedule", "pitching.close_day", "pitching.deliberation", "pitching.decide", "pitching.reserve",
        "pitching.letters", "pitching.publish",
    ),
    "mentoring.cohort": ("mentoring.launch", "mentoring.change_coach"),
    "admin.call": (
        "admin.organisation", "admin.roles", "admin.copy", "admin.questions_of", "admin.question", "admin.add_question",
        "admin.calendar", "admin.open_now", "admin.close_now", "admin.postpone", "entry.codes",
        "again.usual", "again.add_usual", "again.edit_usual",
        "imports.history", "imports.columns_of", "imports.show", "imports.demarche", "mailing.announce",
        "mailing.texts", "mailing.edit_text", "screening.checklist", "screening.add_check", "screening.edit_check",
    ),
    "admin.organisation": (
        "admin.roles", "again.usual", "again.add_usual", "again.edit_usual", "mailing.texts", "mailing.edit_text",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu or tab."""

    label: LazyString | str
    url: str
    current: bool
    badge: int | None = None
    badge_words: str = ""  # what the number counts, for who does not see where it stands


def call_in_hand() -> CallInReach | None:
    """Return the call of the page, else the one chosen last, else the newest the person may go to."""
    if "call_in_hand" not in g:
        g.call_in_hand = _find_call()
    call: CallInReach | None = g.call_in_hand
    return call


def _find_call() -> CallInReach | None:
    actor = current_actor()
    if actor is None:
        return None
    calls = calls_to_switch()
    wanted = (request.view_args or {}).get("code") or g.get("call_code") or session.get("call")
    return next((call for call in calls if call.code == wanted), calls[0] if calls else None)


def calls_to_switch() -> list[CallInReach]:
    """Return the calls the person may go to, newest first."""
    if "calls_to_switch" not in g:
        actor = current_actor()
        g.calls_to_switch = [] if actor is None else queries.calls_in_reach(db.session, actor)
    calls: list[CallInReach] = g.calls_to_switch
    return calls


@dataclass(frozen=True, slots=True)
class Brand:
    """The name and colours a page wears."""

    name: str
    short_name: str
    programme_name: str
    slug: str
    logo_url: str
    theme_url: str


def brand_in_hand() -> Brand | None:
    """Return the brand of the page's programme, of the call in hand, or of the only organisation there is."""
    if "brand" not in g:
        house = _house_in_hand()
        g.brand = _brand(house) if house else None
    brand: Brand | None = g.brand
    return brand


def _house_in_hand() -> House | None:
    if "programme" in g:
        return House.of(g.programme)
    call = call_in_hand()
    return call.house if call else queries.only_house(db.session)


def _brand(house: House) -> Brand:
    return Brand(
        name=house.name,
        short_name=house.short_name,
        programme_name=house.programme,
        slug=house.slug,
        logo_url=url_for("public.logo", slug=house.slug, digest=house.logo_digest) if house.logo_digest else "",
        # The colours are in the address: a browser that kept the old ones asks for the new ones at once.
        theme_url=url_for("public.theme", slug=house.slug, v=f"{house.accent}{house.second}".replace("#", "")),
    )


def organisation_texts() -> Organisation | None:
    """Return the organisation whose pages these are, for the texts that the footer leads to."""
    brand = brand_in_hand()
    return queries.organisation(db.session, brand.slug) if brand else None


def navigation() -> list[Link]:
    """Return the menu of the person: only what they have."""
    actor = current_actor()
    if actor is None:
        return []
    call = call_in_hand()
    entries: list[Entry] = [
        (_("À faire"), "home.todo", {}, True),
        (_("Mes projets"), "submission.mine", {}, _has_projects(actor)),
    ]
    if call is not None:
        code = {"code": call.code}
        entries += [
            (_("Lectures"), "selection.queue", code, policy.read_queue(actor, call)),
            (_("Jury"), "pitching.cards", code, policy.view_cards(actor, call)),
            (_("Recevabilité"), "screening.worklist", code, policy.view_worklist(actor, call)),
            (_("Lecteurs"), "selection.readers", code, policy.assign_readers(actor, call)),
            (_("Classement"), "selection.ranking", code, policy.view_ranking(actor, call)),
            (_("Jour du jury"), "pitching.day", code, policy.close_jury_day(actor, call)),
            (_("Accompagnement"), "mentoring.coached", {}, policy.view_coached(actor)),
            (_("Promotion"), "mentoring.cohort", code, policy.view_cohort(actor, call)),
            (_("Recherche"), "similar.search", {}, policy.search(actor)),
        ]
    return [
        Link(label, url_for(endpoint, **values), request.endpoint in (endpoint, *WITHIN.get(endpoint, ())))
        for label, endpoint, values, shown in (*entries, *_settings(actor, call))
        if shown
    ]


def _settings(actor: Actor, call: CallInReach | None) -> list[Entry]:
    """Return the way to the settings: those of the call in hand, else those of an organisation the person manages."""
    if call is not None and policy.manage_call(actor, call):
        return [(_("Réglages"), "admin.call", {"code": call.code}, True)]
    organisation = queries.managed_organisation(db.session, actor)
    return [] if organisation is None else [(_("Réglages"), "admin.organisation", {"slug": organisation.slug}, True)]


def _has_projects(actor: Actor) -> bool:
    return bool(actor.team_of) or actor.organisation_id is not None


def project_tabs(project: Project) -> list[Link]:
    """Return the tabs of a project's one address: each present only if the person may see it."""
    actor = current_actor()
    entries = (
        (_("Dossier"), "submission.show", policy.view_project),
        (_("Équipe"), "submission.team", policy.view_team),
        (_("Échanges"), "exchanges.show", policy.view_thread),
        (_("Lectures"), "selection.readings", policy.view_readings),
        (_("Décisions"), "selection.decision", policy.view_decision),
        (_("Suivi"), "mentoring.follow_up", policy.view_follow_up & relations.is_followed),
        (_("Projets proches"), "similar.show", policy.view_similar),
        (_("Journal"), "submission.journal", policy.view_timeline),
    )
    unread = threads.unread(db.session, actor, project) if policy.write_in_thread(actor, project) else 0
    words = ngettext("message non lu", "messages non lus", unread) if unread else ""
    badges = {"exchanges.show": (unread or None, words)}
    return [
        Link(
            label, url_for(endpoint, project_id=project.id), request.endpoint == endpoint,
            *badges.get(endpoint, (None, "")),
        )
        for label, endpoint, may in entries
        if may(actor, project)
    ]  # fmt: skip


def csrf_field() -> Markup:
    """Return the hidden field of a form that has no other."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _values() -> dict[str, Any]:  # Any: what templates read
    if g.get("without_database"):
        g.brand, g.call_in_hand, g.calls_to_switch, actor = None, None, [], None
    else:
        actor = current_actor()
    return {
        "actor": actor,
        "organisation": brand_in_hand(),
        "accessibility_status": _("non conforme"),
        "current_call": call_in_hand(),
        "locale": language(),
        "languages": LANGUAGES,
        "scheme": actor.scheme if actor is not None else session.get("scheme", "auto"),
    }


def init_app(app: Flask) -> None:
    """Give every template what surrounds its content."""
    app.context_processor(_values)
    app.jinja_env.globals.update(
        navigation=navigation,
        calls_to_switch=calls_to_switch,
        organisation_texts=organisation_texts,
        project_tabs=project_tabs,
        csrf_field=csrf_field,
        policy=policy,
        Role=Role,
    )
