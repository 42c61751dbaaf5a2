"""What the terminal says of settings, and sets."""

import json
from collections.abc import Callable

Run = Callable[..., tuple[int, str, str]]


def test_settings_are_listed_set_and_as_usual_again(run_cli: Run) -> None:
    assert run_cli("workspace", "settings", "currency", "nok") == (0, "currency: NOK.\n", "")
    status, out, _ = run_cli("workspace", "settings", "--format", "json")
    rows = {row["setting"]: row["value"] for row in json.loads(out)}
    assert (status, rows["currency"], rows["schedule-seconds"]) == (0, "NOK", "30")
    status, out, _ = run_cli("workspace", "settings", "currency", "--format", "csv")
    assert out.splitlines()[1].startswith("currency,NOK,")
    assert run_cli("workspace", "settings", "currency", "--usual")[1] == "currency: as usual.\n"
    status, out, refused = run_cli("workspace", "settings", "colour", "red")
    assert (status, out) == (2, "")
    assert "There is no setting “colour”" in refused
