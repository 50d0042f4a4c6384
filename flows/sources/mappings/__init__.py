"""Any export, by a mapping of its columns and codes; `examples` holds some to start from."""

from importlib.resources import files
from pathlib import Path

EXAMPLES = Path(str(files("flows.sources.mappings"))) / "examples"
