"""What every stage shares: states, events, dates, estimates, origins, errors. Imports no stage."""
