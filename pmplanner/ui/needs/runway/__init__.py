"""The runway: what expires when, as a picture, and the sessions in which it is renewed."""
