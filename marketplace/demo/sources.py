"""Where the data of the demo mesh lies: files inside installed packages, found without running the packages."""

import importlib.util
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
BUNDLES = HERE / "bundles"


@dataclass(frozen=True)
class SourceTable:
    """One table of a source system, as a file on this machine."""

    system: str
    name: str
    path: Path
    format: str
    compression: str
    nulls: tuple[str, ...]
    description: str

    @property
    def key(self) -> str:
        """What a bundle calls the table: "<system>.<table>"."""
        return f"{self.system}.{self.name}"

    @contextmanager
    def opened(self) -> Iterator[Path]:
        """A plain file to read the table from; what had to be unpacked is gone afterwards."""
        if self.compression != "zip":
            yield self.path
            return
        with tempfile.TemporaryDirectory(prefix="marketplace-") as folder, zipfile.ZipFile(self.path) as archive:
            member = archive.infolist()[0]
            plain = Path(folder) / f"{self.name}.{self.format}"
            with archive.open(member) as packed, plain.open("wb") as target:
                shutil.copyfileobj(packed, target)
            yield plain


@dataclass(frozen=True)
class MissingPackage:
    """A source system whose package is not installed, or not whole."""

    system: str
    package: str
    sentence: str


@dataclass(frozen=True)
class DemoBundle:
    """A bundle of the mesh, with what it makes and what it reads."""

    path: Path
    slug: str
    owner_team: str
    contracts: frozenset[str]
    reads_tables: frozenset[str]
    reads_contracts: frozenset[str]


def mesh() -> dict[str, Any]:
    """The people, teams, domains, sources and order of publication."""
    tree: dict[str, Any] = yaml.safe_load((HERE / "mesh.yaml").read_text(encoding="utf-8"))
    return tree


def find_sources() -> tuple[list[SourceTable], list[MissingPackage]]:
    """The tables that are on this machine, and a sentence for each system that is not."""
    tables: list[SourceTable] = []
    missing: list[MissingPackage] = []
    for system in mesh()["sources"]:
        root = package_folder(system["package"])
        found = [_table(system["slug"], root, row) for row in system["tables"]] if root else []
        lost = [table.path.name for table in found if not table.path.is_file()]
        if root is None or lost:
            missing.append(MissingPackage(system["slug"], system["package"], _why(system, lost)))
        else:
            tables.extend(found)
    return tables, missing


def package_folder(package: str) -> Path | None:
    """Where a package lies; it is looked up, never imported."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(next(iter(spec.submodule_search_locations)))


def bundles() -> list[DemoBundle]:
    """Every bundle of the mesh, in the order of publication."""
    return [_bundle(BUNDLES / f"{name}.yaml") for name in mesh()["publish"]]


def publishable(tables: list[SourceTable]) -> list[DemoBundle]:
    """The bundles whose sources are here, and whose inputs are made by one that is."""
    here = {table.key for table in tables}
    made: set[str] = set()
    ready = []
    for bundle in bundles():
        if bundle.reads_tables <= here and bundle.reads_contracts <= made:
            ready.append(bundle)
            made |= bundle.contracts
    return ready


def _table(system: str, root: Path, row: Mapping[str, Any]) -> SourceTable:
    return SourceTable(
        system=system,
        name=row["name"],
        path=root / row["path"],
        format=row["format"],
        compression=row.get("compression", ""),
        nulls=tuple(row.get("nulls", ())),
        description=row["description"],
    )


def _why(system: Mapping[str, Any], lost: list[str]) -> str:
    package, name = system["package"], system["name"]
    if lost:
        return f"{name} is left out, with all that reads it: the package {package} has no {', '.join(lost)}."
    return f"{name} is left out, with all that reads it: the package {package} is not installed."


def _bundle(path: Path) -> DemoBundle:
    with path.open(encoding="utf-8") as stream:
        product = next(iter(yaml.safe_load_all(stream)))
    facts = {row["property"]: row["value"] for row in product["customProperties"]}
    inputs = product["inputPorts"]
    return DemoBundle(
        path=path,
        slug=facts["slug"],
        owner_team=facts["ownerTeam"],
        contracts=frozenset(port["contractId"] for port in product["outputPorts"]),
        reads_contracts=frozenset(port["contractId"] for port in inputs if "contractId" in port),
        reads_tables=frozenset(
            row["value"] for port in inputs for row in port.get("customProperties", []) if row["property"] == "source"
        ),
    )
