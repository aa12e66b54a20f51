"""`import scopeinspect`: recording in one's own process, and what can be asked of a recording."""
