"""What a page needs to know about its reader."""


def unread_by(user) -> int:
    """How many messages somebody has not read."""
    return user.groups_and_unread[1]
