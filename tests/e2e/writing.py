"""What the agents of the tests write in their dossier, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Dossier:
    """A title, then by label of field: options of lists, texts, buttons to choose."""

    title: str
    facts: dict[str, str]
    answers: dict[str, str]
    choices: dict[str, str]


FRENCH = Dossier(
    "Ne plus perdre une journée pour une signature",
    {"Votre direction": "Enfance et famille", "Thème": "Solidarités"},
    {
        "Quel problème voulez-vous résoudre ?": "Chaque semaine, 40 assistantes familiales font une heure de route "
        "pour signer une feuille.",
        "Qui rencontre ce problème ?": "Les assistantes familiales du nord du Département, et nos deux secrétaires.",
        "Avec qui commenceriez-vous ?": "Dix assistantes familiales de Valbrun et leur référente.",
        "Qu’est-ce qui aura changé dans un an ?": "Plus aucun trajet pour une signature seule.",
        "Pourquoi vous, et votre équipe ?": "J’ai compté ces trajets pendant trois mois.",
    },
    {
        "Combien de temps pourriez-vous y consacrer ?": "Un jour par semaine",
        "Votre responsable est-il au courant ?": "Oui",
        "Avez-vous lu le règlement de l’appel ?": "Oui",
    },
)

ENGLISH = Dossier(
    "A day lost for one signature",
    {"Your department": "Enfance et famille", "Theme": "Solidarités"},
    {
        "Which problem do you want to solve?": "Each week 40 foster carers drive an hour to sign one sheet.",
        "Who meets this problem?": "Foster carers in the north of the county, and our two secretaries.",
        "Whom would you start with?": "Ten foster carers of Valbrun.",
        "What will have changed in a year?": "Nobody drives for a signature alone.",
        "Why you and your team?": "I counted these trips for three months.",
    },
    {
        "How much time could you give to it?": "One day a week",
        "Does your manager know?": "Yes",
        "Have you read the rules of the call?": "Yes",
    },
)
