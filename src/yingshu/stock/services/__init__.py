"""Business actions of the warehouse, and the plain functions that other actions call inside theirs."""

from .movements import allot, commit, release, ship, take_back, unallot
from .safety import scan_safety_stock
from .warehouse import adjust_stock, receive_stock, set_opening_stock

__all__ = ["adjust_stock", "allot", "commit", "receive_stock", "release", "scan_safety_stock", "set_opening_stock", "ship", "take_back",
           "unallot"]
