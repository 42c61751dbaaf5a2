"""Tables: models whose columns are data, sorting, the table itself."""
