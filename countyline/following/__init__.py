"""What residents are told later: what they wished to hear of, and corrections."""
