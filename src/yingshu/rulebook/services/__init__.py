"""Business actions of the rulebook."""

from .parameters import (
    prepare_parameters,
    refuse_parameters,
    release_parameters,
    set_parameters,
    withdraw_parameters,
)
from .superior import end_superior_rule, register_superior_rule

__all__ = ["end_superior_rule", "prepare_parameters", "refuse_parameters", "register_superior_rule", "release_parameters",
           "set_parameters", "withdraw_parameters"]
