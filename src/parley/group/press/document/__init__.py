"""A file's signs to a text: passages told apart, sentences cut, language and own day told."""
