"""The one door: a CloudEvent comes in, a durable receipt goes out."""
