"""The window of an import: file, columns, words, what each row would do."""
