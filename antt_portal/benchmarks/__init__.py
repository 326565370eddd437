"""What ``make bench`` measures: each job on a database of its own, real workers, real numbers."""
