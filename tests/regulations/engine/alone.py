"""The profile of generated examples where the engine is tested alone: few, and the same ones in every run."""

from __future__ import annotations

import hypothesis

hypothesis.settings.register_profile("alone", derandomize=True, max_examples=5, deadline=None, database=None)
hypothesis.settings.load_profile("alone")
