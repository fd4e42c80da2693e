"""The form a new call starts with, in French and in English; the programme changes any of it in its settings.

Title, department and theme are fields of every dossier. The second step is asked of projects invited to pitch; the
agreement of the manager is asked on its own, see `agreements`.
"""

from itertools import count
from typing import Any

from incubator.domain.default_examples import EXAMPLES
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import Call, Question

_LONG, _SHORT, _TEAM = QuestionKind.LONG, QuestionKind.SHORT, QuestionKind.TEAM
_CHOICE, _SEVERAL, _YES_NO = QuestionKind.CHOICE, QuestionKind.SEVERAL, QuestionKind.YES_NO

NONE = ("", "")
# key, kind, limit in characters, label and help in French, label and help in English, and what else is true of it.
# Any: the last item holds options (a list), flags (booleans) and numbers.
_Asked = tuple[str, QuestionKind, int | None, str, str, str, str, dict[str, Any]]

_PROBLEM: tuple[_Asked, ...] = (
    (
        "problem", _LONG, 1500,
        "Quel problème voulez-vous résoudre ?",
        "Comptez ce que vous pouvez : combien de personnes, d’heures, d’euros, de démarches abandonnées en un an ? "
        "C’est la réponse qui pèse le plus dans la lecture de votre dossier.",
        "Which problem do you want to solve?",
        "Count what you can: how many people, hours, euros or abandoned applications in a year? "
        "This answer weighs most when your application is read.",
        {"required": True},
    ),
    (
        "audience", _LONG, 1000,
        "Qui rencontre ce problème ?",
        "Habitants, agents, partenaires : racontez une situation que vous avez vue, sans nommer personne.",
        "Who meets this problem?",
        "Residents, staff, partners: tell one situation you saw, without naming anyone.",
        {"required": True},
    ),
    (
        "evidence", _LONG, 800,
        "À quoi voyez-vous que ce problème est réel ?",
        "Réclamations, comptages, paroles d’usagers : même modestes, vos indices comptent.",
        "How do you know that this problem is real?",
        "Complaints, counts, words of users: even small signs count.",
        {},
    ),
    (
        "existing", _LONG, 800,
        "Comment fait-on aujourd’hui ?",
        "Dites ce qui existe déjà, et pourquoi cela ne suffit pas.",
        "How do people manage today?",
        "Say what exists already, and why it is not enough.",
        {},
    ),
)  # fmt: skip

_CHANGE: tuple[_Asked, ...] = (
    (
        "idea", _LONG, 1000,
        "Avez-vous une piste de solution ?",
        "Numérique ou non. Vous pouvez laisser vide : une piste change souvent en chemin.",
        "Do you have an idea of a solution?",
        "Digital or not. You may leave this empty: ideas often change on the way.",
        {},
    ),
    (
        "first_users", _LONG, 800,
        "Avec qui commenceriez-vous ?",
        "Vos dix premiers utilisateurs, et les partenaires dont vous avez besoin.",
        "Whom would you start with?",
        "Your first ten users, and the partners you need.",
        {"required": True},
    ),
    (
        "impact", _LONG, 800,
        "Qu’est-ce qui aura changé dans un an ?",
        "Un effet que l’on pourra constater, pour les usagers ou pour le service.",
        "What will have changed in a year?",
        "An effect that can be observed, for users or for the service.",
        {"required": True},
    ),
)  # fmt: skip

_TEAM_AND_TIME: tuple[_Asked, ...] = (
    (
        "motivation", _LONG, 800,
        "Pourquoi vous, et votre équipe ?",
        "Ce que vous connaissez du terrain et ce qui vous donne envie d’y consacrer du temps.",
        "Why you and your team?",
        "What you know of the field and what makes you want to spend time on it.",
        {"required": True},
    ),
    (
        "team", _TEAM, None,
        "Avec qui portez-vous ce projet ?",
        "Une à quatre personnes. Les nommer ici ne leur ouvre rien : invitez-les depuis la page de l’équipe.",
        "Who carries this project with you?",
        "One to four people. Naming them here opens nothing to them: invite them from the team page.",
        {"max_items": 4, "identifying": True, "personal": True},
    ),
    (
        "days", _CHOICE, None,
        "Combien de temps pourriez-vous y consacrer ?",
        "En jours par semaine. Rien n’est définitif : le temps se règle ensuite avec votre responsable.",
        "How much time could you give to it?",
        "In days a week. Nothing is final: time is settled later with your manager.",
        {
            "required": True,
            "options": [
                {"value": "0.5", "label": "Une demi-journée par semaine", "label_en": "Half a day a week"},
                {"value": "1", "label": "Un jour par semaine", "label_en": "One day a week"},
                {"value": "2", "label": "Deux jours par semaine", "label_en": "Two days a week"},
                {"value": "3", "label": "Trois jours par semaine", "label_en": "Three days a week"},
                {"value": "discuss", "label": "À discuter", "label_en": "To be discussed"},
            ],
        },
    ),
    (
        "manager", _CHOICE, None,
        "Votre responsable est-il au courant ?",
        "Vous choisissez le moment d’en parler : aucun message ne part vers votre responsable sans vous.",
        "Does your manager know?",
        "You choose when to talk about it: nothing is sent to your manager without you.",
        {
            "required": True,
            "options": [
                {"value": "informed", "label": "Oui", "label_en": "Yes"},
                {"value": "not_yet", "label": "Pas encore", "label_en": "Not yet"},
                {
                    "value": "talk_first",
                    "label": "Je voudrais d’abord en parler avec l’équipe du programme",
                    "label_en": "I would like to talk with the programme team first",
                },
            ],
        },
    ),
)  # fmt: skip

_BEFORE_SUBMITTING: tuple[_Asked, ...] = (
    (
        "call_back", _YES_NO, None,
        "Voulez-vous être rappelé avant de déposer ?",
        "Un quart d’heure au téléphone avec l’équipe du programme, sans effet sur la lecture de votre dossier.",
        "Would you like a call before you submit?",
        "Fifteen minutes on the phone with the programme team, with no effect on how your application is read.",
        {"team_only": True},
    ),
    (
        "phone", _SHORT, 40,
        "À quel numéro vous joindre ?",
        "Lu par l’équipe du programme seulement.",
        "On which number can we reach you?",
        "Read by the programme team only.",
        {"team_only": True, "identifying": True, "personal": True},
    ),
    (
        "rules_read", _YES_NO, None,
        "Avez-vous lu le règlement de l’appel ?",
        "Il dit qui peut proposer, comment les dossiers sont lus et ce que deviennent vos réponses.",
        "Have you read the rules of the call?",
        "They say who may apply, how applications are read and what becomes of your answers.",
        {"required": True},
    ),
)  # fmt: skip

_SECOND_STEP: tuple[_Asked, ...] = (
    (
        "obstacles", _LONG, 800,
        "Quels freins connaissez-vous déjà ?",
        "Une règle de droit, un logiciel fermé, des données que l’on ne peut pas ouvrir, un marché en cours.",
        "Which obstacles do you know of already?",
        "A rule of law, closed software, data that cannot be opened, a contract under way.",
        {},
    ),
    (
        "needs", _SEVERAL, None,
        "De quoi auriez-vous besoin pour commencer ?",
        "Cochez ce qui manque aujourd’hui ; rien n’est promis ni perdu pour autant.",
        "What would you need to start?",
        "Tick what is missing today; nothing is promised, and nothing is lost.",
        {
            "options": [
                {"value": "budget", "label": "Un budget", "label_en": "A budget"},
                {"value": "data", "label": "Des données", "label_en": "Data"},
                {"value": "skills", "label": "Des compétences", "label_en": "Skills"},
                {"value": "field", "label": "Un terrain où essayer", "label_en": "A place to try"},
                {"value": "law", "label": "Un avis juridique", "label_en": "Legal advice"},
            ],
        },
    ),
    (
        "needs_more", _LONG, 800,
        "Précisez ces besoins",
        "Un montant, un jeu de données, un métier : ce que vous savez suffit.",
        "Say more about these needs",
        "An amount, a data set, a trade: what you know is enough.",
        {},
    ),
    (
        "image_right", _YES_NO, None,
        "Acceptez-vous d’être photographié et filmé le jour du jury ?",
        "Chacun est libre de refuser, sans aucun effet sur la décision du jury, et de changer d’avis à tout moment.",
        "Do you agree to be photographed and filmed on the jury day?",
        "Everyone is free to refuse, with no effect on the jury’s decision, and to change their mind at any time.",
        {"team_only": True, "personal": True},
    ),
)  # fmt: skip

# Title of the part in French and in English, whether it belongs to the second step, its questions.
_PARTS = (
    ("Le problème", "The problem", False, _PROBLEM),
    ("Ce qui changera", "What will change", False, _CHANGE),
    ("Vous et votre équipe", "You and your team", False, _TEAM_AND_TIME),
    ("Avant de déposer", "Before you submit", False, _BEFORE_SUBMITTING),
    ("Avant le pitch", "Before the pitch", True, _SECOND_STEP),
)


def default_questions(call: Call) -> list[Question]:
    """Return the questions of a new form for `call` (which has its id), in order; the caller adds them."""
    positions = count(1)
    return [
        Question(
            call_id=call.id,
            key=key,
            position=next(positions),
            kind=kind,
            max_length=limit,
            label=label,
            help=hint,
            label_en=label_en,
            help_en=hint_en,
            example=EXAMPLES.get(key, NONE)[0],
            example_en=EXAMPLES.get(key, NONE)[1],
            section=section,
            section_en=section_en,
            second_step=second_step,
            **more,
        )
        for section, section_en, second_step, questions in _PARTS
        for key, kind, limit, label, hint, label_en, hint_en, more in questions
    ]
