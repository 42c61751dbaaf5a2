"""Problems over time: found, kept up to date, accepted, blocked."""
