"""Undo and redo: over a restart, whole, and never over someone else's work."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import tempfile
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from db import undo
from db.errors import NothingToRedo, NothingToUndo, UndoImpossible
from db.store import Store
from db.tables import (
    AuditEntry,
    Base,
    Committee,
    CommitteeKind,
    ContactPoint,
    Goal,
    JournalEntry,
    Membership,
    Person,
    Setting,
)
from db.unit import Unit, row_values

EDITED: tuple[type[Base], ...] = (Committee, Person, ContactPoint, Membership, Goal, Setting)


def settled(row: Base) -> dict[str, Any]:
    return {key: value for key, value in row_values(row).items() if key not in ("version", "updated_at")}


def state(store: Store) -> str:
    """A hash of all that people edit, without the bookkeeping that only ever goes up."""
    with store.read() as session:
        found = {
            kind.__tablename__: sorted(
                json.dumps(
                    {k: v for k, v in row_values(row).items() if k not in ("version", "updated_at")}, sort_keys=True
                )
                for row in session.scalars(select(kind))
            )
            for kind in EDITED
        }
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def back(store: Store) -> undo.Step:
    with store.write() as unit:
        return undo.undo(unit)


def again(store: Store) -> undo.Step:
    with store.write() as unit:
        return undo.redo(unit)


def create(store: Store, rows: Any, name: str = "Lyon") -> uuid.UUID:
    with store.write() as unit:
        key: uuid.UUID = rows.committee(unit, name).id
        unit.name("committee.create", committee_id=key, name=name)
    return key


def rename(store: Store, key: uuid.UUID, name: str) -> None:
    with store.write() as unit:
        unit.name("committee.rename", committee_id=key)
        unit.change(unit.session.get_one(Committee, key), name=name)


def read(store: Store, key: uuid.UUID) -> Committee | None:
    with store.read() as session:
        return session.get(Committee, key)


def test_each_kind_of_change_is_undone_and_redone_across_a_restart(reopen: Callable[[], Store], rows: Any) -> None:
    store = reopen()
    states = [state(store)]
    key = create(store, rows)
    states.append(state(store))
    rename(store, key, "Lyon 4")
    states.append(state(store))
    with store.write() as unit:
        unit.name("committee.remove")
        unit.remove(unit.session.get_one(Committee, key))
    states.append(state(store))
    assert len(set(states[:3])) == 3
    assert states[3] == states[0]
    for expected, action in zip(states[2::-1], ("remove", "rename", "create"), strict=True):
        store = reopen()
        assert back(store).action == f"committee.{action}"
        assert state(store) == expected
    for expected, action in zip(states[1:], ("create", "rename", "remove"), strict=True):
        store = reopen()
        assert again(store).action == f"committee.{action}"
        assert state(store) == expected


def test_an_action_of_many_rows_is_one_step(kept: Store, rows: Any) -> None:
    before = state(kept)
    with kept.write() as unit:
        unit.name("import")
        for number in range(50):
            unit.change(rows.committee(unit, f"C{number}"), name=f"D{number}")
    back(kept)
    assert state(kept) == before
    with pytest.raises(NothingToUndo):
        back(kept)


def test_nothing_to_undo_and_nothing_to_redo_are_said(kept: Store) -> None:
    with pytest.raises(NothingToUndo, match="nothing to undo"):
        back(kept)
    with pytest.raises(NothingToRedo, match="nothing to redo"):
        again(kept)


def test_undo_and_redo_are_audited_once_each_and_are_no_actions_themselves(
    kept: Store, rows: Any, actor: uuid.UUID
) -> None:
    key = create(kept, rows)
    with kept.read() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    with kept.write(actor) as unit:
        step = undo.undo(unit)
    assert (step.action, step.state, step.facts) == ("committee.create", "undone", {"name": "Lyon"})
    again(kept)
    with kept.read() as session:
        told = session.scalars(select(AuditEntry).order_by(AuditEntry.seq).offset(before)).all()
        assert [(t.action, t.object_id, t.rows) for t in told] == [
            ("undo:committee.create", key.hex, 1),
            ("redo:committee.create", key.hex, 1),
        ]
        assert told[0].actor_id == actor
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == 1


def test_a_row_that_changed_since_is_not_undone_over(kept: Store, rows: Any) -> None:
    """Someone loads over it without a journal: the only way in which a row can move on under the latest action."""
    key = create(kept, rows)
    rename(kept, key, "Lyon 4")
    with kept.write() as unit:
        unit.name("repair")
        unit.without_journal()
        unit.change(unit.session.get_one(Committee, key), city_abroad="Bern")
    before = state(kept)
    with pytest.raises(UndoImpossible, match="changed since"):
        back(kept)
    assert state(kept) == before
    assert [step.state for step in _steps(kept)] == ["done", "done"]


def test_an_undo_that_is_refused_halfway_has_touched_nothing_even_if_the_caller_goes_on(kept: Store, rows: Any) -> None:
    with kept.write() as unit:
        unit.name("committee.create")
        first, second = rows.committee(unit, "first"), rows.committee(unit, "second")
    with kept.write() as unit:
        unit.name("repair")
        unit.without_journal()
        unit.change(unit.session.get_one(Committee, first.id), name="moved on")
    before = state(kept)
    with kept.write() as unit:
        with pytest.raises(UndoImpossible):
            undo.undo(unit)
        unit.name("go on")
    assert state(kept) == before
    assert read(kept, second.id) is not None


def test_a_row_that_others_lean_on_is_not_undone_away(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    with kept.write() as unit:
        unit.name("seed")
        unit.without_journal()
        person = rows.person(unit)
        unit.add(Membership(committee_id=key, person_id=person.id, level=10, joined_at=unit.now))
    before = state(kept)
    with pytest.raises(UndoImpossible):
        back(kept)
    assert state(kept) == before


def test_a_row_whose_place_was_taken_does_not_come_back(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    goal = {"committee_id": key, "kpi": "doors", "period_from": date(2026, 3, 2), "period_to": date(2026, 3, 9)}
    with kept.write() as unit:
        unit.name("goal.set")
        unit.add(Goal(target=10, **goal))
    back(kept)
    with kept.write() as unit:
        unit.name("seed")
        unit.without_journal()
        unit.add(Goal(target=20, **goal))
    with pytest.raises(UndoImpossible):
        again(kept)
    with kept.read() as session:
        assert session.scalars(select(Goal.target)).all() == [20]


def test_an_action_on_tables_of_another_version_is_refused_not_a_crash(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    for change in ({"table": "gone"}, {"after": None, "before": {"colour": "red"}}):
        with kept.write() as unit:
            entry = unit.session.scalars(select(JournalEntry)).one()
            entry.changes = [{**entry.changes[0], **change}]
            unit.session.flush()
        with pytest.raises(UndoImpossible):
            back(kept)
    assert read(kept, key) is not None


def test_something_new_ends_what_could_be_redone(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    rename(kept, key, "Lyon 4")
    back(kept)
    rename(kept, key, "Lyon 5")
    with pytest.raises(NothingToRedo):
        again(kept)
    assert [step.action for step in _steps(kept)] == ["committee.rename", "committee.create"]
    back(kept)
    row = read(kept, key)
    assert row is not None
    assert row.name == "Lyon"


def test_a_form_opened_before_an_undo_is_overtaken(kept: Store, rows: Any) -> None:
    """Each state that a person can have seen has a version of its own, or their form would overwrite the next one."""
    key = create(kept, rows)
    seen: dict[int, str] = {}
    rename(kept, key, "second")
    for step in (lambda: None, lambda: back(kept), lambda: back(kept), lambda: again(kept), lambda: again(kept),
                 lambda: back(kept), lambda: rename(kept, key, "third")):  # fmt: skip
        step()
        row = read(kept, key)
        if row is not None:
            assert seen.setdefault(row.version, row.name) == row.name
            assert row.version == max(seen), "a version came back"
    assert len(seen) == 6


def test_an_undone_row_says_when_it_was_touched_last(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    made = read(kept, key)
    rename(kept, key, "second")
    renamed = read(kept, key)
    back(kept)
    row = read(kept, key)
    assert made is not None
    assert renamed is not None
    assert row is not None
    assert (row.created_at, row.name) == (made.created_at, "Lyon")
    assert row.updated_at > renamed.updated_at


def test_the_list_is_newest_first_and_as_long_as_asked(kept: Store, rows: Any) -> None:
    key = create(kept, rows)
    for number in range(5):
        rename(kept, key, f"name {number}")
    back(kept)
    assert [step.state for step in _steps(kept)] == ["undone", *["done"] * 5]
    with kept.read() as session:
        assert len(undo.steps(session, limit=2)) == 2


def _steps(store: Store) -> list[undo.Step]:
    with store.read() as session:
        return undo.steps(session)


# --- random histories

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)


class Player:
    """Does random things to random rows, as many people with no plan would."""

    def __init__(self, unit: Unit, chance: random.Random, words: Callable[[], str]) -> None:
        self.unit, self.chance, self.words = unit, chance, words

    def all(self, kind: type[Any]) -> list[Any]:
        return list(self.unit.session.scalars(select(kind).order_by(kind.id)))

    def any(self, kind: type[Any]) -> Any:
        return self.chance.choice(self.all(kind) or [None])

    def add_committee(self) -> None:
        led = self.chance.random() < 0.5
        self.unit.add(
            Committee(name=self.words(), search_key="k", sort_key="k", kind_id="city", zone="UTC", had_leader=led)
        )

    def add_person(self) -> None:
        adult = self.chance.choice([None, 0, 1])
        self.unit.add(
            Person(given_name=self.words(), family_name=self.words(), search_key="k", sort_key="k", adult=adult)
        )

    def rename(self) -> None:
        if row := self.any(Committee):
            self.unit.change(row, name=self.words(), size_max=self.chance.choice([None, 7, 2**62]))

    def close_or_open(self) -> None:
        if row := self.any(Committee):
            ends = row.state == "active"
            self.unit.change(
                row,
                state="closed" if ends else "active",
                ended_at=self.unit.now if ends else None,
                end_reason=self.words() if ends else None,
            )

    def aim(self) -> None:
        if row := self.any(Committee):
            days = {"period_from": date(2026, 3, 2), "period_to": date(2026, 3, 9)}
            target = self.chance.randrange(1, 2**63)
            self.unit.add(Goal(committee_id=row.id, kpi=self.unit.new_id().hex, target=target, **days))

    def join(self) -> None:
        taken = {(m.committee_id, m.person_id) for m in self.all(Membership)}
        free = [(c.id, p.id) for c in self.all(Committee) for p in self.all(Person) if (c.id, p.id) not in taken]
        if free:
            where, who = self.chance.choice(free)
            self.unit.add(Membership(committee_id=where, person_id=who, level=10, joined_at=self.unit.now))

    def rise(self) -> None:
        if row := self.any(Membership):
            left = self.chance.choice([None, self.unit.now])
            self.unit.change(row, level=self.chance.choice([5, 10, 50]), left_at=left)

    def leave(self) -> None:
        if row := self.any(Membership):
            self.unit.remove(row)

    def note_address(self) -> None:
        if row := self.any(Person):
            self.unit.add(ContactPoint(person_id=row.id, kind="email", value=self.words(), search_key="k", position=1))

    def forget_address(self) -> None:
        if row := self.any(ContactPoint):
            self.unit.remove(row)

    def forget_person(self) -> None:
        row = self.any(Person)
        if row and row.id not in {other.person_id for kind in (Membership, ContactPoint) for other in self.all(kind)}:
            self.unit.remove(row)


MOVES = [name for name in vars(Player) if not name.startswith("_") and name not in ("all", "any")]


def act(unit: Unit, chance: random.Random, words: Callable[[], str]) -> None:
    """One random action of one to some rows."""
    unit.name("random")
    player = Player(unit, chance, words)
    while chance.random() < 0.7:
        getattr(player, chance.choice(MOVES))()


class History(RuleBasedStateMachine):
    """Whatever is done, undone, redone and reopened, in whatever order: each undo gives the state before."""

    template: Path

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "local.appui"
        shutil.copy(self.template, self.path)
        self.open()
        self.past: list[str] = []
        self.future: list[str] = []
        self.now_state = state(self.store)

    def open(self) -> None:
        self.store = Store.on_file(self.path, now=lambda: datetime(2026, 3, 2, tzinfo=UTC))

    @rule(seed=st.integers(0, 2**32), text=st.lists(TEXTS, min_size=1, max_size=3))
    def act(self, seed: int, text: list[str]) -> None:
        chance, before = random.Random(seed), self.store.change_counter()
        with self.store.write() as unit:
            act(unit, chance, lambda: chance.choice(text))
        if self.store.change_counter() == before:
            return  # it changed nothing
        self.past.append(self.now_state)
        self.future.clear()
        self.now_state = state(self.store)

    @precondition(lambda self: self.past)
    @rule(times=st.integers(1, 4))
    def back(self, times: int) -> None:
        for _ in range(min(times, len(self.past))):
            back(self.store)
            self.future.append(self.now_state)
            self.now_state = self.past.pop()
            assert state(self.store) == self.now_state

    @precondition(lambda self: self.future)
    @rule(times=st.integers(1, 4))
    def again(self, times: int) -> None:
        for _ in range(min(times, len(self.future))):
            again(self.store)
            self.past.append(self.now_state)
            self.now_state = self.future.pop()
            assert state(self.store) == self.now_state

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.open()

    @invariant()
    def ends_are_known(self) -> None:
        if hasattr(self, "store"):
            steps = _steps(self.store)
            assert [s.state for s in steps] == ["undone"] * len(self.future) + ["done"] * len(self.past)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            while self.past:
                back(self.store)
                self.now_state = self.past.pop()
            assert state(self.store) == self.now_state
            with pytest.raises(NothingToUndo):
                back(self.store)
            self.store.close()
            shutil.rmtree(self.folder)


@pytest.mark.parametrize("examples", [5, pytest.param(400, marks=pytest.mark.long)])
def test_any_history_undoes_to_where_it_began(template: Path, examples: int) -> None:
    machine = type("History", (History,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],  # shrinking a history of file writes takes minutes
        ),
    )


@pytest.mark.parametrize("length", [16, pytest.param(250, marks=pytest.mark.long)])
def test_a_long_history_goes_all_the_way_back_and_forth(kept: Store, length: int) -> None:
    chance = random.Random(11)
    states = [state(kept)]
    while len(states) <= length:
        before = kept.change_counter()
        with kept.write() as unit:
            act(unit, chance, lambda: chance.choice(["Œuvre", "N'Guyên", "x", ""]))
        if kept.change_counter() != before:
            states.append(state(kept))
    for expected in states[-2::-1]:
        back(kept)
        assert state(kept) == expected
    for expected in states[1:]:
        again(kept)
        assert state(kept) == expected


def kinds_of(store: Store) -> list[tuple[str, int]]:
    with store.read() as session:
        found = session.execute(select(CommitteeKind.id, CommitteeKind.position).order_by(CommitteeKind.id))
        return [(key, position) for key, position in found]


def many_kinds(store: Store, count: int) -> None:
    with store.write() as unit:
        unit.name("kinds.import")
        rows = [{"id": f"kind-{n:03}", "position": n, "label_fr": "É", "label_en": "E"} for n in range(count)]
        unit.add_many(CommitteeKind, rows)


def test_a_batch_that_was_undone_is_done_again_row_for_row(kept: Store) -> None:
    before = kinds_of(kept)
    many_kinds(kept, 700)
    with_them = kinds_of(kept)
    assert len(with_them) == len(before) + 700
    for _ in range(2):
        back(kept)
        assert kinds_of(kept) == before
        again(kept)
        assert kinds_of(kept) == with_them
    with kept.read() as session:
        (changes,) = session.scalars(select(JournalEntry.changes).order_by(JournalEntry.seq.desc()).limit(1))
        assert "rows" not in changes[0]  # no copy of what stands in its table


def test_of_a_batch_that_is_too_big_no_copy_is_kept_and_nothing_is_redone(
    kept: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.undo.KEPT_TO_REDO", 2)
    many_kinds(kept, 3)
    back(kept)
    with pytest.raises(NothingToRedo):
        again(kept)
