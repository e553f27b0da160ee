"""Price lists, special prices, quotations, price strategies."""

from .price import PriceLine, PriceList, Quotation, QuotationLine, SpecialPrice
from .strategy import PriceStrategy, StrategyLine, StrategyOpinion

__all__ = ["PriceLine", "PriceList", "PriceStrategy", "Quotation", "QuotationLine", "SpecialPrice", "StrategyLine", "StrategyOpinion"]
