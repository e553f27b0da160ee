"""Business actions of the room."""
