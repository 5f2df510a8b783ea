"""All kinds of machines by name: each function makes what one does with one mail of ten buttons."""

from collections.abc import Callable, Iterator
from random import Random

from tests.benchmarks.adversary import gateways, home_machines
from tests.benchmarks.adversary.clients import Row

Kind = Callable[[Random], Iterator[Row]]
MACHINES: dict[str, Kind] = {
    name.replace("_", "-"): kind
    for module in (gateways, home_machines)
    for name, kind in vars(module).items()
    if getattr(kind, "__module__", "") == module.__name__ and name != "soon"
}
