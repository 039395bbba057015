"""A customer's page followed over the live socket: for tests, terminals and whoever builds on the service."""
