"""What the owner needs for migrations: rights, and the URL for dbmate."""
