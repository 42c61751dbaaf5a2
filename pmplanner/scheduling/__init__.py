"""The automatic schedule: a frozen problem in, a proposal out; knows no database and no window."""
