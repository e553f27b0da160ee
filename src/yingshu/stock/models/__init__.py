"""Stock: balances and the ledger that explains them (LOG-06); goods in shops and how they are counted (LOG-09)."""

from .stock import StockBalance, StockEntry
from .stocktake import Place, PlaceStock, Stocktake, StocktakeLine

__all__ = ["Place", "PlaceStock", "StockBalance", "StockEntry", "Stocktake", "StocktakeLine"]
