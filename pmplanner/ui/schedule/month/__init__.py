"""The month: a grid of days with the sessions on them."""
