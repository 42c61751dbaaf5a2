"""What docs/ says is so: files, links, the order of the rooms, the four walks, the worked example."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from pmplanner.scheduling.model.problem import GOALS
from pmplanner.scheduling.pipeline import STAGES
from pmplanner.services.policies.problem_kinds import KINDS
from tests.conftest import ROOT
from tests.import_graph import Graph, import_graph
from tests.services.test_worked_example import SECOND, TABLE

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "CONTRIBUTING.md"])
HOW_TOS = [page for page in PAGES if page.parent.name == "how-to"]

_TOP = ("pmplanner", "resources", "tests", "docs", ".ci")
_NAME = re.compile(rf"`((?:{'|'.join(map(re.escape, _TOP))})/[^`\s<>]*)`")
_BARE = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)(?:\(\))?`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_STEP = re.compile(r"\| (\d+) \| `(\S+)` \| (.+?) \| .+ \|")
_DOI = re.compile(r"https://doi\.org/10\.\d{4,}/\S+")


@dataclass(frozen=True)
class Step:
    """A row of a walk: its number, the file, and how the walk gets there."""

    walk: str
    number: int
    file: str
    reached: str

    def __str__(self) -> str:
        return f"{self.walk}, step {self.number}"

    @property
    def module(self) -> str:
        return ".".join(Path(self.file).with_suffix("").parts)

    @property
    def text(self) -> str:
        return (ROOT / self.file).read_text(encoding="utf-8")


def _walks(text: str) -> dict[str, list[Step]]:
    walks: dict[str, list[Step]] = {}
    for line in text.splitlines():
        if line.startswith("## Walk "):
            walk = walks[line[3:]] = []
        elif step := _STEP.fullmatch(line):
            name = list(walks)[-1]
            walk.append(Step(name, int(step[1]), step[2], step[3]))
    return walks


def _architecture() -> str:
    return (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def _untrue(walk: list[Step], graph: Graph) -> Iterator[str]:
    """Yield what of a walk is not so in the code."""
    for place, step in enumerate(walk):
        before = {earlier.number: earlier for earlier in walk[:place]}
        if step.number != place + 1:
            yield f"{step} is the number {place + 1}"
        elif step.module not in graph:
            yield f"{step}: there is no {step.file}"
        elif not _is_reached(step, before, graph):
            yield f"{step}: {step.file} is not reached by “{step.reached}”"


def _is_reached(step: Step, before: dict[int, Step], graph: Graph) -> bool:
    if step.reached == "start":
        return True
    if how := re.fullmatch(r"(\d+) imports it", step.reached):
        return step.module in graph[before[int(how[1])].module]
    if how := re.fullmatch(r"it imports (\d+)", step.reached):
        return before[int(how[1])].module in graph[step.module]
    if how := re.fullmatch(r"signal `(\w+)` of (\d+)", step.reached):
        makes = rf"^    {how[1]} = Signal\("
        takes = rf"\.{how[1]}(\.connect\(|\s*,)"
        return bool(re.search(makes, before[int(how[2])].text, re.M) and re.search(takes, step.text))
    return False


def test_there_are_four_walks() -> None:
    walks = _walks(_architecture())
    assert len(walks) == 4
    assert min(map(len, walks.values())) > 15


@pytest.mark.parametrize("walk", _walks(_architecture()).values(), ids=lambda walk: walk[0].walk[:6])
def test_a_walk_is_true(walk: list[Step]) -> None:
    assert list(_untrue(walk, import_graph(ROOT))) == []


def test_a_walk_that_is_not_true_is_noticed() -> None:
    text = """\
## Walk 1: made up
| 1 | `pmplanner/ui/core/page.py` | start | … |
| 2 | `pmplanner/ui/core/actions.py` | 1 imports it | true |
| 3 | `pmplanner/ui/plan/page.py` | 2 imports it | the other way round |
| 4 | `pmplanner/ui/core/page.py` | signal `changed` of 2 | true |
| 5 | `pmplanner/ui/core/page.py` | signal `not_kept` of 2 | it takes another one |
| 6 | `pmplanner/ui/core/nothing.py` | 1 imports it | gone |
| 8 | `pmplanner/ui/core/page.py` | start | left one out |
"""
    (walk,) = _walks(text).values()
    assert [said.split(":")[0].split(" is")[0] for said in _untrue(walk, import_graph(ROOT))] == [
        f"Walk 1: made up, step {number}".split(":")[0] for number in (3, 5, 6, 8)
    ]


def _orders() -> dict[str, list[str]]:
    block = re.search(r"```order\n(.+?)```", _architecture(), re.S)
    assert block is not None
    lines = (line.split(": ") for line in block[1].splitlines())
    return {layer: rooms.split() for layer, rooms in lines}


@pytest.mark.parametrize("layer", ["services", "scheduling", "ui"])
def test_rooms_import_from_those_to_their_left(layer: str) -> None:
    order = {room: place for place, room in enumerate(_orders()[layer])}
    graph = import_graph(ROOT)
    prefix = f"pmplanner.{layer}."
    rooms = {name: name.removeprefix(prefix).split(".")[0] for name in graph if name.startswith(prefix)}
    assert set(rooms.values()) == set(order)
    wrong = [
        f"{name} imports {other}"
        for name, room in rooms.items()
        for other in graph[name]
        if other in rooms and order[rooms[other]] > order[room]
    ]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    gone = [name for name in _NAME.findall(text) if not any(ROOT.glob(name.rstrip("/")))]
    assert gone == []


@pytest.mark.parametrize("page", HOW_TOS, ids=lambda page: page.name)
def test_names_in_a_how_to_are_in_the_files_that_it_names(page: Path) -> None:
    assert list(_nowhere(page.read_text(encoding="utf-8"))) == []


def test_a_name_that_is_in_no_file_named_is_noticed() -> None:
    text = "1. `pmplanner/sentences.py`: `said` and `speak()`, `sung`, `Catalogue.hum`, `LICENSE`."
    assert list(_nowhere(text)) == ["sung", "Catalogue.hum"]


def _nowhere(text: str) -> Iterator[str]:
    """Yield the bare names in backticks that are in none of the files that the text names."""
    files = {path for name in _NAME.findall(text) for path in ROOT.glob(name) if path.is_file()}
    words = {word for path in files for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    for name in dict.fromkeys(_BARE.findall(text)):
        if not (ROOT / name).exists() and not name.endswith(".py") and not words.issuperset(name.split(".")):
            yield name


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md"], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = [link for link in _LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    broken = [target for target in targets if not _is_there(page, *target.partition("#")[::2])]
    assert broken == []


def _is_there(page: Path, target: str, heading: str) -> bool:
    file = page.parent / target if target else page
    if not file.exists():
        return False
    if not heading:
        return True
    titles = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M)
    return heading in {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_readme_leads_to_the_pages() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"docs/architecture.md", "docs/domain.md", "docs/scheduling.md"} <= set(_LINK.findall(readme))


@pytest.mark.parametrize(("part", "table"), [("### First worked", TABLE), ("### Second worked", SECOND)])
def test_the_worked_examples_are_those_that_are_computed(
    part: str, table: dict[str, tuple[Decimal | int | None, ...]]
) -> None:
    text = (ROOT / "docs" / "domain.md").read_text(encoding="utf-8")
    rows = _table(text[text.index(part) :], "| track | people |")
    assert {name: tuple(map(float, filter(None, cells))) for name, *cells in rows} == {
        name: tuple(float(figure) for figure in figures if figure is not None)
        for name, figures in table.items()
    }


def _table(text: str, begin: str) -> list[list[str]]:
    """Return the cells of the first table whose header begins so."""
    lines = text[text.index(begin) :].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_stages_of_the_schedule_are_told_in_their_order() -> None:
    rows = _table((ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8"), "| stage |")
    assert [cells[0].strip("`") for cells in rows] == [stage.__name__ for stage in STAGES]


def test_all_goals_and_kinds_of_problems_are_told() -> None:
    goals = _table((ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8"), "| goal |")
    assert [cells[0].strip("`") for cells in goals] == list(GOALS)
    kinds = _table((ROOT / "docs" / "domain.md").read_text(encoding="utf-8"), "| kind of problem |")
    assert [cells[0] for cells in kinds] == list(KINDS)


def test_papers_named_in_the_engine_are_in_its_page_and_the_other_way_round() -> None:
    told = set(_DOI.findall((ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")))
    sources = (ROOT / "pmplanner" / "scheduling").rglob("*.py")
    named = {doi for path in sources for doi in _DOI.findall(path.read_text(encoding="utf-8"))}
    assert {doi.rstrip(".,;>)") for doi in told} == {doi.rstrip(".,;>)") for doi in named}
    assert len(named) > 8


def test_private_words_are_used_where_the_glossary_says() -> None:
    rows = _table((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), "| word |")
    unused = [
        f"{word} in {name}"
        for words, _, where in rows
        for name in _NAME.findall(where)
        for word in re.sub(r"\(.*\)", "", words).split(", ")
        if not re.search(word.strip().replace(" ", "[ _]?"), (ROOT / name).read_text(encoding="utf-8"), re.I)
    ]
    assert unused == []
    assert len(rows) > 20
