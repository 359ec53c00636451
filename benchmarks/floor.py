"""The least that reading YAML in Python can cost: the C parser of PyYAML over every file, and nothing made of it.

python benchmarks/floor.py FOLDER
"""

import os
import sys

import yaml

for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".yaml"):
            with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123 - pathlib would be part of the cost
                yaml.compose(file.read(), Loader=yaml.CBaseLoader)
