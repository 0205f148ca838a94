"""Who may do what: one function an act, answering with the reason why not."""

from __future__ import annotations

from dataclasses import dataclass, field

from xinzhi.core.base.problems import Problem, problem

CREDIT_OFFICE = "credit_office"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of a department, or the system itself. No act is without one."""

    name: str
    department: str = ""
    region: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_credit_office(self) -> bool:
        return CREDIT_OFFICE in self.roles

    @property
    def is_system(self) -> bool:
        return SYSTEM in self.roles


def system(name: str = "system") -> Actor:
    """The actor of what runs by itself."""
    return Actor(name=name, roles=frozenset((SYSTEM,)))


def hand_in_for(actor: Actor, department: str) -> Problem | None:
    """Who generates it enters it and answers for it (谁产生、谁录入、谁负责): only one's own department's records."""
    if actor.is_system or actor.department == department:
        return None
    return problem("not_your_department", department=department, actor=actor.name, own=actor.department)


def change_record_of(acting_department: str, producing_department: str) -> Problem | None:
    """Only the department that generated a record may correct or withdraw it; anyone else objects."""
    if acting_department == producing_department:
        return None
    return problem("only_producer_may_change", acting=acting_department, producer=producing_department)


def decide_identity(actor: Actor) -> Problem | None:
    """A person decides whose a record is; the system only where a valid code does."""
    if actor.is_system:
        return problem("person_must_decide", actor=actor.name)
    return None


def merge_subjects(actor: Actor) -> Problem | None:
    """Whether two subjects are one touches the files of all departments: the credit office decides, and a person does."""
    if actor.is_credit_office and not actor.is_system:
        return None
    return problem("credit_office_only", actor=actor.name, act="merge_subjects")


def run_evaluations(actor: Actor) -> Problem | None:
    """Runs are published by the credit office."""
    if actor.is_system or actor.is_credit_office:
        return None
    return problem("credit_office_only", actor=actor.name, act="publish_run")


def remove_uploads(actor: Actor) -> Problem | None:
    """Files are removed when their time is up, by the system; earlier only as an erasure."""
    return None if actor.is_system else erase_personal(actor)


def erase_personal(actor: Actor) -> Problem | None:
    """Personal content is erased by the credit office, on a stated ground."""
    if actor.is_credit_office:
        return None
    return problem("credit_office_only", actor=actor.name, act="erase")
