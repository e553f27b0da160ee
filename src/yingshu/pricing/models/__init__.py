"""Price lists, special prices, quotations."""

from .price import PriceLine, PriceList, Quotation, QuotationLine, SpecialPrice

__all__ = ["PriceLine", "PriceList", "Quotation", "QuotationLine", "SpecialPrice"]
