"""Business actions of the product catalogue (PRD-01)."""

from .catalogue import change_product, create_product, discontinue_product, resume_product
from .importing import import_products

__all__ = ["change_product", "create_product", "discontinue_product", "import_products", "resume_product"]
