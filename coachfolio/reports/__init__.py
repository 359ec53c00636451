"""What is shown to people, in no format: outputs only set it."""
