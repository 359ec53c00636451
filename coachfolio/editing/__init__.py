"""What people write: worked out as drafts, and written all or none. Nothing here prints or asks."""
