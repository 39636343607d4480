"""The pole that a partner belongs to."""

from __future__ import annotations

from denge.measure.poles import headline_scheme, pole_shares, poles_of

__all__ = ["pole_of"]


def pole_of(state: str, partner: str | None) -> str:
    """The pole of the headline scheme that a partner belongs to, "" for none.

    >>> pole_of("KAZ", "DEU"), pole_of("KAZ", "UZB")
    ('europe', '')
    """
    poles = poles_of(headline_scheme(), state)
    shares = pole_shares(poles).get(partner or "", {})
    return poles[max(shares, key=lambda k: shares[k])] if shares else ""
