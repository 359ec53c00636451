"""What is true of a portfolio, worked out once: progress, assessment, sampling, losses."""
