"""Read markers: up to where each person has read a customer's page."""
