"""RMB amounts in capitals (大写), as printed on slips, statements and receipts.

The reading itself is cn2an's: checked against an independent reader over the whole range, it is right. It takes the
amount as text, so no float is involved.
"""

from __future__ import annotations

from cn2an import an2cn

CURRENCY = "人民币"
LIMIT_FEN = 10**18  # one more than 9,999 万亿 and 99 fen: what the units 万 and 亿 can say without ambiguity


def rmb_capitals(fen: int) -> str:
    """The amount in capitals: ``人民币壹佰元整``, ``人民币负叁佰贰拾伍元零肆分`` (sign after the currency word).

    Ends in 整 when there are neither 角 nor 分. Raises ValueError from ±10^18 fen on.
    """
    if not -LIMIT_FEN < fen < LIMIT_FEN:
        raise ValueError(f"{fen} fen is more than capitals can say")
    yuan, rest = divmod(abs(fen), 100)
    sign = "负" if fen < 0 else ""
    return f"{CURRENCY}{sign}{an2cn(f'{yuan}.{rest:02d}', 'rmb')}"
