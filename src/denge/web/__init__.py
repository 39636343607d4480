"""The app: the brief live, with measures, stress, choice and review, on this machine alone.

>>> from denge.web import Settings, create_app
>>> create_app(Settings(workers=0)).title
'denge'
"""

from __future__ import annotations

from denge.web.app import create_app
from denge.web.settings import Settings

__all__ = ["Settings", "create_app"]
