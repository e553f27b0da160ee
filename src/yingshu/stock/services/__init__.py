"""Business actions of the warehouse, and the plain functions that other actions call inside theirs."""

from .movements import allot, commit, release, ship, take_back, unallot
from .safety import scan_safety_stock
from .shops import move_to_place, open_place
from .stocktake import approve_stocktake, count_stock, sign_stocktake, start_stocktake, start_stocktakes, submit_stocktake
from .warehouse import adjust_stock, receive_stock, set_opening_stock

__all__ = ["adjust_stock", "allot", "approve_stocktake", "commit", "count_stock", "move_to_place", "open_place", "receive_stock", "release",
           "scan_safety_stock", "set_opening_stock", "ship", "sign_stocktake",
           "start_stocktake", "start_stocktakes", "submit_stocktake", "take_back",
           "unallot"]
