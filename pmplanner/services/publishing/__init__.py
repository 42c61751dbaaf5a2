"""What others were told of the plan, and what they are told next."""
