"""Student's t distribution in exact decimals, for intervals and tests: the house has no binary floating point.

Everything goes through the regularized incomplete beta function, by its continued fraction; the logarithm of gamma by Stirling's series.
Good to more than 15 digits for one degree of freedom up to millions.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache

Z95 = Decimal("1.959963984540054235524594430520551527")
LN_2PI = Decimal("1.837877066409345483560659472811235279722794")
PI = Decimal("3.141592653589793238462643383279502884197")
DIGITS, SHIFT, MOST_TERMS = 34, 24, 5000
TINY, ENOUGH = Decimal("1e-60"), Decimal("1e-25")
# B(2k) / (2k (2k - 1)): the terms of Stirling's series
STIRLING = tuple(Decimal(a) / Decimal(b) for a, b in ((1, 12), (-1, 360), (1, 1260), (-1, 1680), (1, 1188), (-691, 360360), (1, 156),
                                                      (-3617, 122400), (43867, 244188), (-174611, 125400)))


def ln_gamma(x: Decimal) -> Decimal:
    """The logarithm of the gamma function of a positive number."""
    product = Decimal(1)
    while x < SHIFT:
        product *= x
        x += 1
    series, power, square = Decimal(0), 1 / x, x * x
    for term in STIRLING:
        series += term * power
        power /= square
    return (x - Decimal("0.5")) * x.ln() - x + LN_2PI / 2 + series - product.ln()


def _fraction(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """The continued fraction of the incomplete beta function (modified Lentz)."""
    c, d = Decimal(1), 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, MOST_TERMS):
        for top in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d, c = 1 / _not_zero(1 + top * d), _not_zero(1 + top / c)
            found *= d * c
        if abs(d * c - 1) < ENOUGH:
            break
    return found


def _not_zero(value: Decimal) -> Decimal:
    return value if abs(value) > TINY else TINY


def incomplete_beta(a: Decimal, b: Decimal, x: Decimal) -> Decimal:
    """The regularized incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return Decimal(0) if x <= 0 else Decimal(1)
    front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (1 - x).ln()).exp()
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def two_sided(t: Decimal, freedom: Decimal) -> Decimal:
    """How likely a value at least as far from zero is: P(|T| ≥ |t|)."""
    with localcontext() as precise:
        precise.prec = DIGITS
        return incomplete_beta(freedom / 2, Decimal("0.5"), freedom / (freedom + t * t))


@lru_cache(maxsize=4096)
def t95(freedom: int) -> Decimal:
    """The two-sided 95 % point of the t distribution: beyond it lies one value in twenty."""
    with localcontext() as precise:
        precise.prec = DIGITS
        f = Decimal(freedom)
        scale = (ln_gamma((f + 1) / 2) - ln_gamma(f / 2)).exp() / (f * PI).sqrt()
        t = Z95 + (Z95 ** 3 + Z95) / (4 * f) if freedom > 2 else Decimal("4.302652729911275") if freedom == 2 else Decimal(
            "12.706204736432095")
        for _step in range(20):
            density = scale * (-(f + 1) / 2 * (1 + t * t / f).ln()).exp()
            move = (two_sided(t, f) - Decimal("0.05")) / (2 * density)
            t += move
            if abs(move) < Decimal("1e-22"):
                break
        return t
