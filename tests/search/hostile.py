"""Queries that no engine may fail on, take long for, or take for an operator."""

HOSTILE = [
    "", " ", "*", "?*?*?*", "[a TO z]", "a OR (b AND", "NOT", "title:offer", '"', "~~~", "^^^5", "offer~3",
    "\x00", "\x00offer\x00", "\ud800 offer", "((((((((((", "💥💥 payslip 💥", "' OR 1=1 --", "../../etc/passwd", "%s%n{0}",
    "<script>alert(1)</script>", "\u202eoffer", "א" * 200, "a" * 100_000, "offer " * 20_000, "* " * 50_000,
    " ".join(f"pasword{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400)), "-" * 100_000, "a-" * 50_000,
    "ﬀ" * 30_000, "e\u0301" * 50_000,
]  # fmt: skip
