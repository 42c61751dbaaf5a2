"""Paper: the calendar of a plan and its attendance sheets, printed or as PDF."""
