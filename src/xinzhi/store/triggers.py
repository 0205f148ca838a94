"""Triggers that keep the log, and what may not change, as it was written. They stay on in tests."""

from __future__ import annotations

from typing import Any

FROZEN = (
    "store_log",
    "store_entry",
    "store_node",
    "store_checkpoint",
    "store_commit",
    "store_record",
    "store_act",
    "store_link",
    "store_look",
)
"""Neither UPDATE nor DELETE."""


def create(_apps: Any, editor: Any) -> None:
    for statement in statements(editor.connection.vendor):
        editor.execute(statement, params=None)  # no parameters: a % is a %


def statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return _sqlite()
    if vendor == "postgresql":
        return _postgresql()
    raise NotImplementedError(f"no append-only triggers for {vendor}")


def _sqlite() -> list[str]:
    out = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
        for table in FROZEN
        for verb in ("UPDATE", "DELETE")
    ]
    out.append(
        "CREATE TRIGGER store_personal_no_delete BEFORE DELETE ON store_personal"
        " BEGIN SELECT RAISE(ABORT, 'append-only: store_personal'); END"
    )
    out.append(
        "CREATE TRIGGER store_personal_only_erase BEFORE UPDATE ON store_personal"
        " WHEN NEW.salt IS NOT NULL OR NEW.ciphertext IS NOT NULL OR NEW.entry_idx <> OLD.entry_idx OR NEW.slot <> OLD.slot"
        " BEGIN SELECT RAISE(ABORT, 'append-only: store_personal'); END"
    )
    return out


def _postgresql() -> list[str]:
    out = [
        "CREATE FUNCTION xinzhi_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$",
        "CREATE FUNCTION xinzhi_only_erase() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF NEW.salt IS NOT NULL OR NEW.ciphertext IS NOT NULL OR NEW.entry_idx <> OLD.entry_idx"
        " OR NEW.slot <> OLD.slot THEN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END IF; RETURN NEW; END $$",
    ]
    out += [
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION xinzhi_refuse()"
        for table in FROZEN
    ]
    out += [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION xinzhi_refuse()"
        for table in (*FROZEN, "store_personal")
    ]
    out.append(
        "CREATE TRIGGER store_personal_no_delete BEFORE DELETE ON store_personal"
        " FOR EACH ROW EXECUTE FUNCTION xinzhi_refuse()"
    )
    out.append(
        "CREATE TRIGGER store_personal_only_erase BEFORE UPDATE ON store_personal"
        " FOR EACH ROW EXECUTE FUNCTION xinzhi_only_erase()"
    )
    return out
