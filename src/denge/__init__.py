"""denge: the instrument panel and the wind tunnel for multi-vector foreign policy."""

__version__ = "0.1.0"
