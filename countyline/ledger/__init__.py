"""The ledger: who was told what, when, on which channel, resting on which facts."""
