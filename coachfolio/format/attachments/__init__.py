"""Reading the text of attached files: other people's Office files, PDFs and pictures, within bounds."""
