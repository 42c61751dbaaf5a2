"""All that is written out: tables, calendars, mails, paper."""
