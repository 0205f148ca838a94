"""Who may do what: the one place where a rule is asked, answering from the table of rights with the reason why not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from xinzhi.core.base.problems import Problem, Refused, problem
from xinzhi.core.identity.regions import lies_within
from xinzhi.core.rights import NOTHING, Reach, Rights

CREDIT_OFFICE = "credit_office"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person of a department and a region, or the system itself. No act is without one.

    `rights` is the table by which this actor is judged; without it nothing is allowed. An empty region is the whole installation's.
    `second` names the other person who agreed to what is being done.
    """

    name: str
    department: str = ""
    region: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    rights: Rights = field(default=NOTHING, compare=False, repr=False)
    second: str = ""

    @property
    def is_credit_office(self) -> bool:
        return CREDIT_OFFICE in self.roles

    @property
    def is_system(self) -> bool:
        return SYSTEM in self.roles


def system(rights: Rights, name: str = "system") -> Actor:
    """The actor of what runs by itself."""
    return Actor(name=name, roles=frozenset((SYSTEM,)), rights=rights)


def may(
    actor: Actor, act: str, *, department: str | None = None, region: str | None = None, person: str | None = None
) -> Problem | None:
    """Why the actor may not do this to a thing of this department, region or person; None where it may.

    Without an owner: whether the actor may do it to anything at all. A thing whose region nobody knows lies in everybody's.
    Raises `KeyError` for an act that the table does not have.
    """
    rule = actor.rights.acts[act]
    reaches = rule.reaches(actor.roles)
    if not reaches:
        return _nobody(actor, act)
    if Reach.ANY in reaches or (department is None and region is None and person is None):
        return None
    if Reach.DEPARTMENT in reaches and department is not None and actor.department and actor.department == department:
        return None
    if Reach.REGION in reaches and region is not None and (not region or lies_within(region, actor.region)):
        return None
    if Reach.OWN in reaches and person == actor.name:
        return None
    if Reach.DEPARTMENT in reaches:
        return problem("not_your_department", department=department, actor=actor.name, own=actor.department, act=act)
    if Reach.REGION in reaches:
        return problem("not_your_region", region=region, actor=actor.name, own=actor.region, act=act)
    return problem("not_your_own", actor=actor.name, act=act)


def fits(actor: Actor, act: str, state: str) -> bool:
    """Whether a thing in this state can be acted on so."""
    states = actor.rights.acts[act].states
    return not states or state in states


def department_filter(actor: Actor, act: str) -> str:
    """The only department whose things the actor may do this to; empty where it may to all. Raises `Refused` where to none."""
    denial = may(actor, act)
    if denial is not None:
        raise Refused(denial)
    if Reach.ANY in actor.rights.acts[act].reaches(actor.roles):
        return ""
    if not actor.department:
        raise Refused(problem("account_without_department", actor=actor.name, act=act))
    return actor.department


def region_filter(actor: Actor, act: str) -> str:
    """The only region whose things the actor may do this to; empty where it may to all. Raises `Refused` where to none."""
    denial = may(actor, act)
    if denial is not None:
        raise Refused(denial)
    return "" if Reach.ANY in actor.rights.acts[act].reaches(actor.roles) else actor.region


def seconded(actor: Actor, act: str) -> Problem | None:
    """Why the act may not be done by this actor alone; None where nobody else is needed, or somebody else has agreed."""
    if not actor.rights.acts[act].second or actor.is_system or actor.second:
        return None
    return problem("second_person_needed", act=act, actor=actor.name, roles=_holders(actor, act))


def with_second(actor: Actor, act: str, other: Actor) -> Actor:
    """The actor together with another person who agrees. Raises `Refused` where it is the same person, or one without the right."""
    denial = may(other, act)
    if denial is not None:
        raise Refused(denial)
    if other.is_system or other.name == actor.name:
        raise Refused(problem("second_person_is_first", act=act, actor=actor.name))
    return replace(actor, second=other.name)


def hand_in_for(actor: Actor, department: str) -> Problem | None:
    """Who generates it enters it and answers for it (谁产生、谁录入、谁负责): only one's own department's records."""
    return may(actor, "hand_in", department=department)


def change_record_of(actor: Actor, acting_department: str, producing_department: str) -> Problem | None:
    """Only the department that generated a record may correct, withdraw or repair it; anyone else objects."""
    if acting_department != producing_department:
        return problem("only_producer_may_change", acting=acting_department, producer=producing_department)
    return may(actor, "change_record", department=producing_department)


def decide_identity(actor: Actor, department: str | None = None) -> Problem | None:
    """A person decides whose a record is; the system only where a valid code does."""
    return may(actor, "decide_identity", department=department)


def merge_subjects(actor: Actor) -> Problem | None:
    """Whether two subjects are one touches the files of all departments."""
    return may(actor, "merge_subjects")


def run_evaluations(actor: Actor) -> Problem | None:
    """Published grades carry consequences."""
    return may(actor, "publish_run")


def remove_uploads(actor: Actor) -> Problem | None:
    """Files are removed when their time is up; earlier only as an erasure."""
    return may(actor, "remove_old_uploads")


def erase_personal(actor: Actor) -> Problem | None:
    """Personal content is erased on a stated ground, and for good."""
    return may(actor, "erase")


def _nobody(actor: Actor, act: str) -> Problem:
    if actor.is_system:
        return problem("person_must_decide", actor=actor.name, act=act)
    return problem("role_may_not", actor=actor.name, act=act, own=",".join(sorted(actor.roles)), roles=_holders(actor, act))


def _holders(actor: Actor, act: str) -> str:
    return ",".join(role for role in actor.rights.acts[act].who if role != SYSTEM)
