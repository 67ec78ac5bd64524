"""Documents that people take into a meeting: one value, written as text, Markdown, HTML and PDF."""
