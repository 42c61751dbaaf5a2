"""The command that builds the shipped catalogue from its text.

``python -m pmplanner.services.catalog.build`` rebuilds it; ``--check`` says whether the two agree.
"""

import argparse
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from pmplanner.exchange.catalog_rows import Catalog, CatalogError, catalog_differences
from pmplanner.exchange.catalog_text import read_catalog_text
from pmplanner.sentences import counted, said
from pmplanner.services.catalog.catalog_file import build_catalog_file, read_catalog_file
from pmplanner.services.catalog.version import FILE_NAME, PACKAGE


def main(arguments: Sequence[str] | None = None, folder: Path | None = None) -> int:
    """Build the shipped file from its text, or check that they agree; return 0 when all is well, else 1.

    *folder* holds the text in ``catalog`` and the file beside it; without it the program's own is taken.
    """
    parser = argparse.ArgumentParser(description=said("Build the bundled catalogue from its text."))
    parser.add_argument(
        "--check", action="store_true", help=said("only say whether the file agrees with the text")
    )
    options = parser.parse_args(arguments)
    resources = folder or Path(str(files(PACKAGE)))
    try:
        catalog = read_catalog_text(resources / "catalog")
        if options.check:
            return _check(catalog, resources / FILE_NAME)
        build_catalog_file(catalog, resources / FILE_NAME)
    except (CatalogError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    built = counted(
        "Built {file}, version {version}: {n} course.",
        "Built {file}, version {version}: {n} courses.",
        len(catalog.courses),
        file=FILE_NAME,
        version=catalog.version,
    )
    sys.stdout.write(f"{built}\n")
    return 0


def _check(catalog: Catalog, path: Path) -> int:
    found = catalog_differences(catalog, read_catalog_file(path), "the text", "the file")
    sys.stdout.writelines(f"{line}\n" for line in found or [said("The file agrees with the text.")])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
