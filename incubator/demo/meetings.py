"""Teams that meet: dossiers linked, a merge proposed, teammates wanted, an invitation; a dossier shown another way."""

from datetime import timedelta

from incubator.again import operations as again
from incubator.again import usual
from incubator.core.links import hash_of
from incubator.core.urls import absolute
from incubator.demo.acts import Stagehand
from incubator.demo.around import ago
from incubator.demo.content import MAIN_ID, key, read
from incubator.demo.lives import Life
from incubator.demo.moments import Moments, Stage
from incubator.demo.people import MANAGER_ID, SECRETARY_ID
from incubator.domain import lifecycle
from incubator.domain.chance_kinds import RedirectionKind
from incubator.domain.link_kinds import LinkKind
from incubator.domain.models import Organisation
from incubator.similar import merging
from incubator.similar import operations as similar
from incubator.submission import help_wanted, invitations


def play(hand: Stagehand, told: list[Life], when: Moments) -> None:
    """Take these acts, those of the stage."""
    _usual(hand, when)
    _link(hand, when)
    if when.stage is Stage.OPEN:
        _merge(hand, when)
        _helps(hand, when)
        _invitation(hand, when)
    else:
        _redirect(hand, {life.dossier.slug: life for life in told}, when)


def _link(hand: Stagehand, when: Moments) -> None:
    raw = read("stories")["link"]
    with hand.acting(SECRETARY_ID, ago(1, [16, 0], when)) as actor:
        first, second = hand.project(raw["first"]), hand.project(raw["second"])
        kind = LinkKind(raw["kind"])
        similar.link(hand.session, actor=actor, project=first, other=second, kind=kind, note=raw["note"])


def _merge(hand: Stagehand, when: Moments) -> None:
    """Propose a merge: one of the two has agreed, the other wonders."""
    raw = read("stories")["merge"]
    kept, absorbed = hand.project(raw["kept"]), hand.project(raw["absorbed"])
    with hand.acting(SECRETARY_ID, ago(2, [9, 30], when)) as actor:
        found = merging.propose(hand.session, actor=actor, kept=kept, absorbed=absorbed, note=raw["note"].strip())
    with hand.acting(absorbed.owner_id, ago(1, [12, 25], when)) as actor:
        merging.agree(hand.session, actor=actor, project=absorbed, key=found.id)


def _helps(hand: Stagehand, when: Moments) -> None:
    for days, raw in enumerate(read("stories")["help"], start=2):
        project = hand.project(raw["dossier"])
        with hand.acting(project.owner_id, ago(days, [13, 10], when)) as actor:
            help_wanted.seek(hand.session, actor=actor, project=project, sentence=raw["sentence"])
        if "helper" in raw:
            with hand.acting(hand.project(raw["helper"]).owner_id, ago(days - 1, [17, 40], when)) as actor:
                help_wanted.offer(hand.session, actor=actor, project=project, message=raw["offer"])


def _invitation(hand: Stagehand, when: Moments) -> None:
    """Invite a colleague; the secret of the link is the same at each load."""
    raw = read("stories")["invitation"]
    project, secret = hand.project(raw["dossier"]), key("invitation", raw["dossier"]).hex
    guest = hand.project(raw["guest"]).owner
    with hand.acting(project.owner_id, ago(1, [18, 5], when)) as actor:
        invitation = invitations.invite(
            hand.session, actor=actor, project=project, email=guest.email, role=raw["role"], message=raw["message"],
            make_url=lambda _drawn: absolute("submission.invitation", secret=secret),
        )  # fmt: skip
        assert invitation is not None, "nobody has invited them before"
        invitation.secret_hash = hash_of(secret)


def _usual(hand: Stagehand, when: Moments) -> None:
    organisation = hand.session.get_one(Organisation, MAIN_ID)
    with hand.acting(MANAGER_ID, ago(20, [10, 15], when)) as actor:
        for raw in read("stories")["usual"]:
            values = raw | {"kind": RedirectionKind(raw["kind"])}
            usual.write(hand.session, actor=actor, organisation=organisation, row=None, values=values)


def _redirect(hand: Stagehand, told: dict[str, Life], when: Moments) -> None:
    raw = read("stories")["redirection"]
    refused = told[raw["slug"]].took(lifecycle.REJECT)
    if refused is None:
        return
    with hand.acting(MANAGER_ID, when.past(refused.at + timedelta(days=1))) as actor:
        words = {name: raw[name] for name in ("name", "contact", "note")}
        again.redirect(hand.session, actor=actor, project=hand.project(raw["slug"]), **words)
