"""Why a pick has no seat, and what would give it one."""
