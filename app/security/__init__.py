"""Who may call, and how we know: tokens, sign-in links, sessions, tickets, and one policy table."""
