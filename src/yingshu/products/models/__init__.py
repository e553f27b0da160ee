"""The product catalogue 产品目录 (PRD-01)."""

from .product import Product

__all__ = ["Product"]
