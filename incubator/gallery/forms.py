"""A form with one field of each kind, some of them wrong."""

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from incubator.core.forms import BaseForm, SelectChoice


class GalleryForm(BaseForm):
    """One field of each kind."""

    title = StringField("Titre du projet", validators=[InputRequired(), Length(max=80)])
    problem = TextAreaField("Quel problème voulez-vous résoudre ?", validators=[InputRequired(), Length(max=1500)])
    department = SelectField(
        "Direction", choices=[SelectChoice("", "Choisissez"), SelectChoice("culture", "Culture et archives")]
    )
    days = RadioField(
        "Jours par semaine",
        choices=[SelectChoice("1", "1 jour"), SelectChoice("2", "2 jours")],
        validators=[Optional()],
    )
    mark = RadioField(
        "Ampleur du problème",
        choices=[SelectChoice(str(mark), str(mark)) for mark in range(6)],
        validators=[Optional()],
    )
    rules = BooleanField("J’ai lu le règlement")
    users = IntegerField("Usagers rencontrés", validators=[Optional(), NumberRange(min=0)])
    day = DateField("Prochaine étape le", validators=[Optional()])
    slides = FileField("Support de présentation")


def example() -> GalleryForm:
    """Return the form with some fields right, some wrong."""
    form = GalleryForm(
        data={"problem": "Chaque année, 300 familles attendent.", "days": "1", "users": 12, "mark": "3"}, formdata=None
    )
    form.title.errors = ["Donnez un titre à votre projet."]
    form.slides.errors = ["Ce fichier est trop lourd : 8 Mo au plus."]
    return form
