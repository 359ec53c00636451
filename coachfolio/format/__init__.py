"""What may stand in a file: schemas, YAML, qualifications, attachments."""
