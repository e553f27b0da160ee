"""Business actions of duties."""
