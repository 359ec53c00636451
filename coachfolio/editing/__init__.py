"""What people do in the assessment, worked out as drafts: nothing here writes or prints."""
