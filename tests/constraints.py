"""The versions that the test command takes: ``python -m tests.constraints`` writes down those installed."""

import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

FILE = ROOT / "constraints.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared(*extras: str) -> dict[str, Requirement]:
    """Return what the project asks for, with some of its extras, by name."""
    lines = [*PROJECT["dependencies"], *(x for e in extras for x in PROJECT["optional-dependencies"][e])]
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


def installed(requirements: Iterable[Requirement]) -> dict[str, str]:
    """Return the versions here of all that these requirements bring, by name."""
    versions: dict[str, str] = {}
    todo = [(each, "") for each in requirements]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name in versions and not requirement.extras:
            continue
        try:
            found = distribution(name)
        except PackageNotFoundError:
            raise SystemExit(f"{name} is not installed; it is needed by the tests.") from None
        versions[name] = found.version
        needs = [Requirement(line) for line in found.requires or ()]
        todo += [(each, extra) for each in needs for extra in ("", *requirement.extras)]
    return versions


if __name__ == "__main__":
    pinned = installed(declared("test").values())
    lines = sorted(f"{name}=={version}\n" for name, version in pinned.items())
    FILE.write_text("".join(lines), encoding="utf-8")
