"""Who looked at whom, and why: records of access, for auditors."""
