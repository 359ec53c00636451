"""What every other room stands on: errors, words, days, findings, files and programs."""
