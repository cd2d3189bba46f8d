"""The folder of the checkout, and the folder of shared material that may be next to it."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
