"""Pages of the room `access`: signing in and up, account security, on whose behalf, mandates."""
