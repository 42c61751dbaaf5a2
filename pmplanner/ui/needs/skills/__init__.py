"""Skills: what tracks want and courses give, who has what at which level, and which courses give the rest."""
