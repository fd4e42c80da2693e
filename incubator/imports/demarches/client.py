"""Asking for the dossiers of a procedure, a hundred at a time, no faster than allowed; failures are said plainly."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from incubator.core import clock
from incubator.core.i18n import _
from incubator.core.jobs import Refused

PAGE = 100
PER_MINUTE = 400
PATIENCE = 30.0
TRIES, LONGEST_WAIT = 5, 300.0
ANSWER_LIMIT = 60 * 1024 * 1024
Answer = dict[str, Any]  # Any: what JSON holds


@dataclass
class Client:
    """One procedure, seen with one token. `pause` waits without losing the job in hand."""

    address: str
    token: str
    number: int
    local: bool
    pause: Callable[[float], None]
    _last: float = 0.0

    def page(self, **variables: Any) -> Answer:  # Any: as above
        """Return the procedure with what `variables` ask of it; Refused, with a sentence, when it cannot be had."""
        wanted = {name: value for name, value in variables.items() if value is not None}
        body = {
            "queryId": "ds-query-v2",
            "operationName": "getDemarche",
            "variables": {"demarcheNumber": self.number, **wanted},
        }
        for attempt in range(1, TRIES + 1):
            self._slow_down()
            status, headers, text = self._post(body, last=attempt == TRIES)
            if status in (429, 502, 503, 504):
                self.pause(_wait(headers.get("Retry-After", ""), attempt))
            elif status:
                return _demarche(status, text, self.number)
        raise Refused(_("Démarches Simplifiées demande d’attendre : relancez la synchronisation plus tard."))

    def _slow_down(self) -> None:
        left = self._last + 60 / PER_MINUTE - time.monotonic()
        if left > 0:
            time.sleep(left)
        self._last = time.monotonic()

    def _post(self, body: Answer, *, last: bool) -> tuple[int, Any, bytes]:
        """Return status, headers and text of an answer; status 0 when there was none and another try is left."""
        import requests  # 10 MB, which only a synchronisation needs

        from incubator.imports.demarches import public_http

        try:
            with public_http.session(local=self.local) as asking:
                answer = asking.post(
                    f"{self.address.rstrip('/')}/api/v2/graphql", json=body, timeout=PATIENCE, stream=True,
                    allow_redirects=False, headers={"Authorization": f"Bearer {self.token}"},
                )  # fmt: skip
                text = answer.raw.read(ANSWER_LIMIT, decode_content=True)
                return answer.status_code, answer.headers, text
        except public_http.PrivateAddress as error:
            raise Refused(_("Cette adresse mène à une machine d’un réseau privé : elle n’est pas demandée.")) from error
        except (requests.RequestException, OSError) as error:
            if last:
                raise Refused(_("%(address)s ne répond pas : vérifiez l’adresse.", address=self.address)) from error
            self.pause(2.0)
            return 0, {}, b""


def _wait(asked: str, attempt: int) -> float:
    """Return how many seconds to wait: what the answer says, in seconds or as a date, else longer each time."""
    if asked.strip().isdecimal():
        return min(float(asked), LONGEST_WAIT)
    try:
        left = (parsedate_to_datetime(asked) - clock.now()).total_seconds()
    except (TypeError, ValueError):
        left = 5.0 * 2**attempt
    return min(max(left, 1.0), LONGEST_WAIT)


def _demarche(status: int, text: bytes, number: int) -> Answer:
    try:
        answer = json.loads(text)
    except ValueError:
        answer = {}
    answer = answer if isinstance(answer, dict) else {}
    errors = answer.get("errors") or []
    codes = {str((error.get("extensions") or {}).get("code", "")) for error in errors if isinstance(error, dict)}
    if status == 401 or "unauthorized" in codes:
        raise Refused(_("Le jeton n’est pas reconnu : il a expiré, ou n’est pas celui de cette instance."))
    if status == 403 or "forbidden" in codes:
        raise Refused(
            _("Le jeton n’ouvre pas la démarche %(number)s, ou n’est pas permis depuis cette machine.", number=number)
        )
    found = (answer.get("data") or {}).get("demarche")
    if "not_found" in codes or (status == 200 and not errors and not found and "data" in answer):
        raise Refused(_("La démarche %(number)s n’existe pas sur cette instance.", number=number))
    if errors:
        said = str(errors[0].get("message", "") if isinstance(errors[0], dict) else errors[0])[:300]
        raise Refused(_("Démarches Simplifiées refuse la demande : %(said)s", said=said))
    if status != 200 or not isinstance(found, dict):
        raise Refused(_("L’adresse ne répond pas comme Démarches Simplifiées (réponse %(status)s).", status=status))
    return found
