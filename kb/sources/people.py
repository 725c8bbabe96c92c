"""What a cell or a JSON object says of somebody in, a Person out."""

from kb.model.incident import Person

# Accounts that are nobody; as people they would hide plain words everywhere.
_NOBODY = {
    "admin", "administrator", "anonymous", "former user", "guest", "integration", "maint", "system",
    "system administrator", "workflow", "servicenow api", "virtual agent", "event management", "unassigned",
}  # fmt: skip


def person(name: str, *, email: str = "", user: str = "") -> Person | None:
    """Make a person of the forms known; a name that is a mail address counts as one. None when there is nobody."""
    if "@" in name and " " not in name:
        name, email = "", email or name
    if name.lower() in _NOBODY:
        name = ""
    if user.lower() in _NOBODY:
        user = ""
    return Person(name=name, email=email, user=user) if name or email or user else None
