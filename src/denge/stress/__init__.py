"""What shocks would cost: trade, sanctions, corridors, oil and tension, as distributions."""
