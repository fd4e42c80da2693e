"""The graph of the lifecycle, without a database."""

from incubator.domain.kinds import OUTCOMES, Outcome
from incubator.domain.lifecycle import BY_NAME, STEPS, WITHDRAW, diagram
from incubator.domain.states import ENDINGS, State

FINAL = {State.NOT_ADMISSIBLE, State.NOT_SHORTLISTED, State.NOT_SELECTED, State.WITHDRAWN, *ENDINGS}


def test_every_state_is_reachable_from_draft() -> None:
    reached = {State.DRAFT}
    while True:
        further = reached | {step.target for step in STEPS if step.sources & reached}
        if further == reached:
            break
        reached = further

    assert reached == set(State)


def test_only_final_states_have_no_way_on() -> None:
    sources = {
        state
        for step in STEPS
        if step.name not in {"reconsider", "take_back", "resume", "come_back"}
        for state in step.sources
    }

    assert set(State) - sources == FINAL


def test_names_of_steps_are_unique() -> None:
    assert len(BY_NAME) == len(STEPS)


def test_withdraw_is_open_from_every_living_state() -> None:
    assert set(State) - WITHDRAW.sources == FINAL


def test_every_outcome_is_a_state_a_step_leads_to() -> None:
    targets = {step.target for step in STEPS}

    assert {outcome.state for outcomes in OUTCOMES.values() for outcome in outcomes} <= targets
    assert {outcome for outcomes in OUTCOMES.values() for outcome in outcomes} == set(Outcome)


def test_every_state_has_words_a_look_and_a_next_sentence() -> None:
    for state in State:
        assert str(state.label) and str(state.candidate_label) and str(state.next_for_candidate)
        assert state.tone and state.icon


def test_diagram_names_every_step_once_per_source() -> None:
    lines = diagram().splitlines()

    for step in STEPS:
        if step is not WITHDRAW:
            assert sum(line.endswith(f": {step.name}") for line in lines) == len(step.sources)
