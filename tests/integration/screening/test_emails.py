"""The two letters of screening: warm, plain, and saying what comes next."""

from incubator.core import outbox
from incubator.domain import mails
from tests.factories import make_project
from tests.texts import plain


def test_admissible_says_what_comes_next(session, call):
    project = make_project(session, call, title="Guichet <mobile>")
    email = outbox.queue(session, mails.admissible(session, project, "")[0])
    assert plain(email.subject).startswith("Votre dossier est recevable : Guichet <mobile> · Édition")
    assert "au moins 3 membres du comité lisent votre dossier" in plain(email.body)
    assert "ajoute" not in plain(email.body)
    assert "\n\n\n" not in plain(email.body)


def test_admissible_carries_the_word_of_the_team(session, call):
    project = make_project(session, call)
    email = outbox.queue(session, mails.admissible(session, project, "Pensez à nommer un équipier.")[0])
    assert "L’équipe du programme ajoute :\n\nPensez à nommer un équipier.\n" in plain(email.body)
    assert "\n\n\n" not in plain(email.body)


def test_not_admissible_gives_the_reason_and_a_way_on(session, call):
    project = make_project(session, call, title="Guichet mobile")
    email = outbox.queue(session, mails.not_admissible(session, project, "Hors du champ de l’appel.")[0])
    assert plain(email.subject).startswith("Votre dossier ne peut pas être examiné : Guichet mobile · Édition")
    for words in ("Pourquoi :\n\nHors du champ de l’appel.\n", "Ce que vous pouvez faire", "prochaine édition"):
        assert words in plain(email.body)
    assert "\n\n\n" not in plain(email.body)
