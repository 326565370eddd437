"""Runs the portal on one machine: embedded PostgreSQL and Valkey, and the processes of the portal."""
