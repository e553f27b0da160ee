"""Tools of the build: none of them is installed with the product."""
