"""A file as a form: its values as they are filled in, what was filled in as values, and the file with the change."""
