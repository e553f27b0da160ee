"""Business actions of the rulebook."""

from .parameters import set_parameters

__all__ = ["set_parameters"]
