"""What is said and noted around the dossiers: threads, tags, notes, call-backs, a saved view."""

from datetime import date, datetime, timedelta

from incubator.demo.acts import Stagehand
from incubator.demo.book import Row
from incubator.demo.content import key, read
from incubator.demo.lives import Life
from incubator.demo.moments import Moments, at, working_day
from incubator.demo.people import MANAGER_ID, SECRETARY_ID
from incubator.domain.screening_kinds import Flag, TagTone
from incubator.exchanges import operations as threads
from incubator.screening import call_backs, notes, saved_views, tagging
from incubator.screening.filters import Filters


def play(hand: Stagehand, told: list[Life], when: Moments) -> None:
    """Take these acts, those of the stage."""
    handed_in = {life.dossier.slug for life in told if life.submitted_at is not None}
    _tags(hand, handed_in, when)
    _views(hand, when)
    for raw in read("around")["note"]:
        _note(hand, raw, when)
    for raw in read("around")["message"]:
        if when.stage in raw["stages"]:
            _message(hand, raw, when)
    for raw in read("around")["call_back"]:
        if when.stage in raw["stages"]:
            _call_back(hand, raw, when)


def ago(days: float, time: list[int], when: Moments) -> datetime:
    """Return an instant some days before today, at `time` (hours, minutes)."""
    return when.past(at(when.today - timedelta(days=days), *time))


def _message(hand: Stagehand, raw: Row, when: Moments) -> None:
    project, moment = hand.project(raw["dossier"]), ago(raw["ago"], raw["time"], when)
    by_team = raw["from"] == "team"
    author, reader = (project.owner_id, SECRETARY_ID) if by_team else (SECRETARY_ID, project.owner_id)
    with hand.acting(author, moment) as actor:
        threads.write(hand.session, actor=actor, project=project, text=raw["text"].strip())
    if raw.get("read"):
        with hand.acting(reader, when.past(moment + timedelta(hours=1))) as actor:
            threads.mark_read(hand.session, actor=actor, project=project)


def _tags(hand: Stagehand, handed_in: set[str], when: Moments) -> None:
    first = min(when.now - timedelta(days=1), at(when.closes_on + timedelta(days=2), 15))
    for minutes, raw in enumerate(read("around")["tag"]):
        projects = [hand.project(slug) for slug in raw["dossiers"] if slug in handed_in]
        with hand.acting(SECRETARY_ID, first + timedelta(minutes=minutes)) as actor:
            tag = tagging.tag_named(hand.session, actor=actor, call=hand.call(), name=raw["name"])
            tagging.edit_tag(hand.session, actor=actor, tag=tag, name=raw["name"], tone=TagTone(raw["tone"]))
            tagging.tag(hand.session, actor=actor, tag_id=tag.id, projects=projects)


def _views(hand: Stagehand, when: Moments) -> None:
    """Save a view shared with the team, and one of one's own."""
    newest = Filters(theme="Solidarités", sort="submitted", direction="desc")
    saved = (
        (MANAGER_ID, "Équipes à rappeler", Filters(flag=Flag.CALL_BACK), True),
        (SECRETARY_ID, "Solidarités, les plus récents", newest, False),
    )
    for person_id, name, filters, shared in saved:
        with hand.acting(person_id, when.now - timedelta(hours=20)) as actor:
            saved_views.save_view(
                hand.session, actor=actor, call=hand.call(), name=name, filters=filters, shared=shared
            )


def _note(hand: Stagehand, raw: Row, when: Moments) -> None:
    with hand.acting(key("person", raw["by"]), ago(raw["ago"], raw["time"], when)) as actor:
        notes.write_note(hand.session, actor=actor, project=hand.project(raw["dossier"]), text=raw["text"].strip())


def _call_back(hand: Stagehand, raw: Row, when: Moments) -> None:
    """Ask, plan and make a call, as far as it went; a call made was made on the day it was planned for."""
    project, words = hand.project(raw["dossier"]), {name: raw[name] for name in ("subject", "phone")}
    row = None
    if "asked" in raw:
        with hand.acting(project.owner_id, ago(raw["asked"], [8, 50], when)) as actor:
            row = call_backs.ask(hand.session, actor=actor, project=project, **words)
    if "planned" not in raw:
        return
    call_at = at(_office_day(when, raw["planned"]), *raw["time"])
    with hand.acting(
        SECRETARY_ID, min(call_at - timedelta(hours=3), ago(raw.get("asked", 3), [10, 15], when))
    ) as actor:
        row = call_backs.plan(hand.session, actor=actor, project=project, row=row, at=call_at, **words)
    if "note" in raw:
        row.project = project
        with hand.acting(SECRETARY_ID, call_at + timedelta(minutes=20)) as actor:
            call_backs.close(hand.session, actor=actor, row=row, note=raw["note"])


def _office_day(when: Moments, days: int) -> date:
    """Return a day some days from today; nobody calls on a weekend: the Monday after, or the Friday before."""
    day = when.today + timedelta(days=days)
    return working_day(day) if days > 0 else day - timedelta(days=max(0, day.weekday() - 4))
