"""A record's way from a department's file to a grade with its reasons, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tests.flows.conftest import Installation
from xinzhi.core.authority import system
from xinzhi.core.base.problems import Refused
from xinzhi.flows import erase, ledger, publish_run, rebuild, settle_identity
from xinzhi.flows.assess import catch_up
from xinzhi.flows.open_file import open_file
from xinzhi.flows.review_case import open_cases, review_case
from xinzhi.store.models import Alert, Grade, Record, Standing, Subject
from xinzhi.store.reads.counted import ledger_size

Penalties = Callable[..., str]
CODE = "91150902MA0N1F3T06"
NAME = "集宁区聚福餐饮服务有限公司"


def damage(city: Installation, held: tuple[str, ...] = ()) -> list[str]:
    return [p.code for p in ledger.verify(city.tools, held)]


def test_a_penalty_becomes_a_grade_that_explains_itself(city: Installation, penalties: Penalties) -> None:
    done = city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    assert (done.accepted, done.refused, done.state) == (1, 0, "done")
    assert done.number
    standing = city.standing(NAME)
    assert standing.grade == "C"  # a serious penalty within a year holds the grade down
    file = open_file(city.tools, standing.subject_id, by=city.clerk, at=city.clock(), purpose="核对", door="test")
    assert [r.contribution.rule for r in file.reasons] == ["penalty_serious", "serious_recent"]
    dimensions = file.tables.scheme.dimensions
    total = sum(d.weight * v for d, v in zip(dimensions, file.assessment.dimensions, strict=True))
    assert file.assessment.score == (total + 500) // 1000 == standing.score
    assert damage(city) == []


def test_the_same_file_twice_changes_nothing(city: Installation, penalties: Penalties) -> None:
    text = penalties(("甲1号", NAME, CODE, "2026-05-20", "一般"))
    first = city.hand_in(text, "penalty")
    size = ledger_size()
    again = city.hand_in(text, "penalty")
    assert again.number == first.number
    other_file = city.hand_in(text + "\n", "penalty", name="again.csv")
    assert (other_file.accepted, other_file.duplicate) == (0, 1)
    assert Record.objects.count() == 1
    assert ledger_size() == size + 1  # only the second file's own receipt


def test_a_changed_decision_supersedes_and_a_changed_party_waits(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    changed = city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty", name="b.csv")
    assert changed.superseded == 1
    assert city.standing(NAME).grade == "C"
    fine = penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")).replace("5000", "9000")
    waits = city.hand_in(fine, "penalty", name="c.csv")
    assert (waits.waiting, waits.superseded) == (1, 0)
    assert Record.objects.count() == 2
    assert damage(city) == []


def test_good_rows_are_not_held_up_by_bad_ones(city: Installation, penalties: Penalties) -> None:
    text = penalties(
        ("甲1号", NAME, CODE, "2026-05-20", "一般"),
        ("甲2号", NAME, "91150902MA0N1F3T07", "2026-05-20", "一般"),
        ("甲3号", NAME, CODE, "2026-02-30", "一般"),
        ("", NAME, CODE, "2026-05-20", "一般"),
    )
    done = city.hand_in(text, "penalty")
    assert (done.accepted, done.refused, done.done_rows) == (1, 3, 4)
    codes = {row.row: row.problems for row in done.rows.all()}
    assert set(codes) == {3, 4, 5}
    assert "uscc_check" in codes[3]


def test_withdrawn_counts_nowhere_and_only_its_producer_may_withdraw(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    before = ledger_size()
    head = "文书编号,所涉记录类型,所涉记录文号,决定日期,理由\n"
    row = "撤1号,行政处罚,甲1号,2026-05-25,复议撤销"
    other = city.hand_in(head + row, "withdrawal", by=city.safety, name="w.csv")
    assert other.refused == 1
    assert "only_producer_may_change" in other.rows.get().problems
    own = city.hand_in(head + row, "withdrawal", name="w2.csv")
    assert own.accepted == 1
    standing = city.standing(NAME)
    assert (standing.grade, standing.records) == ("not_rated", 1)
    then = open_file(
        city.tools, standing.subject_id, by=city.clerk, at=city.clock(), purpose="核对", door="test",
        known_at=datetime(2026, 6, 1, 2, 2, 30, tzinfo=UTC),
    )  # fmt: skip
    assert before < ledger_size()
    assert then.assessment.grade in ("C", "not_rated")
    assert damage(city) == []


def test_as_it_was_known_then(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    known = city.clock()
    city.clock.on(days=1)
    city.hand_in(penalties(("甲2号", NAME, CODE, "2026-05-21", "严重")), "penalty", name="b.csv")
    subject = Subject.objects.get(name=NAME).subject_id
    day = date(2026, 6, 2)
    now = open_file(city.tools, subject, by=city.clerk, at=city.clock(), purpose="x", door="t", as_of=day)
    then = open_file(city.tools, subject, by=city.clerk, at=city.clock(), purpose="x", door="t", as_of=day, known_at=known)
    assert [len(now.assessment.contributions), len(then.assessment.contributions)] == [3, 1]


def test_repair_ends_what_a_record_counts_from_that_day(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-02-20", "一般")), "penalty")
    head = "文书编号,所涉记录类型,所涉记录文号,决定日期,决定,理由\n"
    done = city.hand_in(head + "修1号,行政处罚,甲1号,2026-05-25,准予修复,已整改", "repair_decision", name="r.csv")
    assert done.accepted == 1
    subject = Subject.objects.get(name=NAME).subject_id
    before = open_file(city.tools, subject, by=city.clerk, at=city.clock(), purpose="x", door="t", as_of=date(2026, 5, 24))
    after = open_file(city.tools, subject, by=city.clerk, at=city.clock(), purpose="x", door="t", as_of=date(2026, 5, 25))
    assert len(before.assessment.contributions) == 1
    assert len(after.assessment.contributions) == 0
    assert [n.reason for n in after.not_counted if n.record.record_type == "penalty"] == ["repaired"]


def test_a_repair_before_its_time_is_taken_with_a_warning(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-02-20", "一般")), "penalty")
    head = "文书编号,所涉记录类型,所涉记录文号,决定日期,决定,理由\n"
    early = city.hand_in(head + "修1号,行政处罚,甲1号,2026-05-19,准予修复,已整改", "repair_decision", name="r.csv")
    assert (early.accepted, early.warned) == (1, 1)
    assert '"first":"2026-05-20"' in early.rows.get().problems.replace(" ", "")
    city.hand_in(penalties(("甲2号", NAME, CODE, "2026-02-20", "一般")), "penalty", name="b.csv")
    in_time = city.hand_in(head + "修2号,行政处罚,甲2号,2026-05-20,准予修复,已整改", "repair_decision", name="s.csv")
    assert (in_time.accepted, in_time.warned) == (1, 0)


def test_the_safe_liar_is_known_to_the_second_department_at_once(city: Installation, penalties: Penalties) -> None:
    head = "检查编号,检查对象名称,统一社会信用代码,检查日期,检查结果\n"
    city.hand_in(head + f"J1,{NAME},{CODE},2026-04-01,未发现问题", "inspection", by=city.safety, name="i.csv")
    assert city.standing(NAME).grade == "A"
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    told = set(Alert.objects.filter(department="emergency_management").values_list("kind", flat=True))
    assert {"another_department_concerned", "grade_dropped"} <= told
    count = Alert.objects.count()
    catch_up(city.tools, at=city.clock.on(hours=1), everybody=True)
    assert Alert.objects.count() == count  # nothing is told twice


def test_a_name_alone_waits_for_a_person_and_the_choice_is_remembered(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "一般")), "penalty")
    bare = city.hand_in(penalties(("甲2号", NAME, "", "2026-05-21", "一般")), "penalty", name="b.csv")
    assert bare.accepted == 1
    (record_id,), total = open_cases()
    assert total == 1
    case = review_case(city.tools, record_id)
    assert case.suggested[0].subject.name == NAME
    with pytest.raises(Refused):  # the machine may not decide
        settle_identity.link(city.tools, record_id, case.suggested[0].subject.id, by=system(city.tools.rights), at=city.clock())
    settle_identity.link(city.tools, record_id, case.suggested[0].subject.id, by=city.clerk, at=city.clock.on(minutes=1))
    city.hand_in(penalties(("甲3号", NAME, "", "2026-05-22", "一般")), "penalty", name="c.csv")
    assert open_cases()[1] == 0
    assert city.standing(NAME).records == 3
    assert damage(city) == []


def test_a_run_is_published_whole_and_standing_stays_live(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    evaluated = publish_run.evaluate(city.tools, "market_credit", as_of=date(2026, 6, 1))
    with pytest.raises(Refused):
        publish_run.publish(city.tools, evaluated, by=city.clerk, at=city.clock())
    assert Grade.objects.count() == 0
    run = publish_run.publish(city.tools, evaluated, by=city.office, at=city.clock.on(minutes=1))
    grade = Grade.objects.get()
    assert (grade.grade, grade.run) == ("C", run.run)
    assert grade.score == Standing.objects.get().score
    assert damage(city) == []


def test_erasure_leaves_the_chain_whole(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    held = ledger.checkpoint(city.tools, at=city.clock())
    record = Record.objects.get()
    with pytest.raises(Refused):
        erase.erase_record(city.tools, record.record_id, "个人信息保护法第47条", by=city.clerk, at=city.clock())
    erase.erase_record(city.tools, record.record_id, "个人信息保护法第47条", by=city.office, at=city.clock.on(minutes=1))
    assert damage(city, (held,)) == []
    assert city.standing(NAME).grade == "C"  # what it counted for stays


def test_a_whole_subject_can_be_erased(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重")), "penalty")
    subject = Subject.objects.get(name=NAME).subject_id
    erase.erase_subject(city.tools, subject, "个人信息保护法第47条", by=city.office, at=city.clock.on(minutes=1))
    assert Subject.objects.get(subject_id=subject).name == ""
    assert damage(city) == []


def test_the_tables_agree_with_the_log_and_can_be_made_again(city: Installation, penalties: Penalties) -> None:
    city.hand_in(penalties(("甲1号", NAME, CODE, "2026-05-20", "严重"), ("甲2号", "", CODE, "2026-05-21", "一般")), "penalty")
    assert rebuild.rebuild(city.tools, keep=False) == []
    assert rebuild.rebuild(city.tools, keep=True) == []
    assert city.standing(NAME).grade == "C"
