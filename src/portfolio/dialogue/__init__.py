"""Booking by chat."""
