"""The accounts of a demonstration, and the file that shows their password again at each start."""

from __future__ import annotations

from pathlib import Path

KEPT = "demo-accounts.txt"
ACCOUNTS = (
    ("credit", "", "credit_office"),
    ("fuhe", "", "credit_office"),
    ("shichang", "market_supervision", "clerk,officer"),
    ("fuze", "market_supervision", "supervisor"),
    ("chengguan", "urban_management", "clerk,officer"),
    ("yingji", "emergency_management", "clerk,officer"),
    ("huanbao", "ecology_environment", "clerk,officer"),
    ("jiaotong", "transport", "clerk,officer"),
    ("shenji", "", "auditor"),
    ("guanli", "", "administrator"),
)
NAMES = tuple(name for name, _, _ in ACCOUNTS)


def kept_password(home: Path) -> str | None:
    """The password of the demo accounts as the demonstration wrote it down; None where there never was one."""
    path = home / KEPT
    if not path.is_file():
        return None
    return path.read_text("utf-8").split()[-1]
