"""One story in which every rule has its say."""

from collections.abc import Iterator

from tests.soundness.entities import Asked, Content
from tests.soundness.world import SHIPPED, World

# The reasons to be refused that the model has as rules of its own.
BREAKING = {
    "nobody", "scope", "institution", "code is taken", "unknown source", "no If-Match", "stale", "status",
    "takes a publisher", "no citation", "somebody's work", "others' work", "four eyes", "unpublished source",
    "still named",
}  # fmt: skip

PUBLISHED = 7  # requests, after which a source and a target that cites it are published


def tell(world: World) -> Iterator[Asked]:
    whos = world.house.whos
    writer, colleague, publisher, editor = (whos[name] for name in ("writer", "colleague", "publisher", "editor"))
    source, target = world.new("source", "idea"), world.new("target", "idea")

    def figure(value: int, *cites: str) -> Content:
        return {"value": value, "cites": list(cites)}

    yield Asked(writer, "create", source, {"title": "Laporan"})
    yield Asked(writer, "create", target, figure(1, source.key))
    yield Asked(writer, "submit", target)
    yield Asked(publisher, "publish", target)  # whose source is a draft
    yield Asked(writer, "submit", source)
    yield Asked(publisher, "publish", source)
    yield Asked(publisher, "publish", target)

    yield Asked(publisher, "withdraw", source)
    yield Asked(colleague, "withdraw", target)
    yield Asked(writer, "submit", target)
    yield Asked(writer, "revise", target, {"value": 2})
    yield Asked(writer, "revise", target, {"value": 2}, 1)
    yield Asked(writer, "revise", target, {}, "*")
    yield Asked(writer, "revise", target, {"value": 2}, target.revisions[-1].number)
    yield Asked(colleague, "revise", target, {"value": 3}, "*")

    twin = world.new("source", "idea")
    twin.key = source.key
    yield Asked(colleague, "create", twin, {"title": "Laporan"})
    for name in ("public", "admin", "bound"):
        yield Asked(whos[name], "create", world.new("target", "idea"), figure(4, SHIPPED))

    bare, shared = world.new("target", "idea"), world.new("target", "kemenkop-ukm")
    yield Asked(writer, "create", bare, figure(5))
    yield Asked(writer, "submit", bare)
    yield Asked(publisher, "publish", bare)
    yield Asked(writer, "create", shared, figure(6, SHIPPED), key=f"once-{source.key}")
    yield Asked(writer, "create", shared, figure(6, SHIPPED), key=f"once-{source.key}")
    yield Asked(writer, "create", shared, figure(7, SHIPPED), key=f"once-{source.key}")
    yield Asked(writer, "submit", shared)
    yield Asked(editor, "revise", shared, {"value": 8}, "*")
    yield Asked(writer, "withdraw", shared)
    yield Asked(writer, "submit", shared)
    yield Asked(editor, "publish", shared)

    gone = world.new("source", "idea")
    yield Asked(writer, "create", gone, {"title": "Laporan"})
    yield Asked(writer, "withdraw", gone)
    yield Asked(writer, "create", world.new("target", "idea"), figure(9, gone.key))
