"""A server that has lost the last transactions replaces the database while the service runs."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest

from api.analysis.findings.change_watch import ChangePosition, read_changes_since
from api.database.pool import Database
from api.exchange.changes.positions import FeedPosition, encode_position
from tests.analysis.findings.run_cache import E_KATALOG
from tests.database.failover import ReplaceableDatabase, follow_stream, read_pages, replaceable_database
from tests.http.recording import figure_id, target
from tests.support.databases import execute

EPOCHS = "SELECT count(*) FROM epoch"
EPOCH_OF_CHANGE = "SELECT epoch FROM change WHERE record_id = '{}'"
POSITION_OF_CHANGE = "SELECT ARRAY[epoch, xid::text::bigint, ordinal] FROM change WHERE record_id = '{}'"
TIMELINE_OF_EPOCH = "SELECT timeline FROM epoch ORDER BY number DESC LIMIT 1"
# The new server then has more transaction numbers than the lost one: they do not show the loss.
USE_NUMBERS = "DO $$ BEGIN FOR i IN 1..50 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"
REGIONS = ("11", "31", "32", "91", "91.71", "32.73")


class Loss(NamedTuple):
    """What clients see before and after a server replaces another one that had a further target."""

    epochs: tuple[int, int]  # their number before and after
    lost_seal: int  # number of the last seal that was lost
    lost_cursor: str
    later: int  # number of the target that was added later
    findings: set[str]
    watch: tuple[bool, bool]  # whether a check of findings continues before and after, regardless of the epoch
    pages: list[dict[str, Any]]
    streamed: list[str]  # ids of the records in a stream that was open during the loss
    reconnected: list[str]  # the first lines of a stream that continues after the lost change
    rejected: list[tuple[int, str]]  # status and code for cursors that never existed
    verification: str
    epoch: int  # of the later target


def figure(number: int) -> str:
    return target(number, region=REGIONS[number - 1], **E_KATALOG)


def read_findings(replaceable: ReplaceableDatabase) -> set[str]:
    """Return the ids of the figures with findings."""
    response = replaceable.get("/v1/findings", program="e-katalog")
    assert response.status_code == 200
    return {subject["id"] for found in response.json()["data"] for subject in found["subjects"]}


def watch_changes(replaceable: ReplaceableDatabase, last: ChangePosition | None) -> tuple[ChangePosition, bool]:
    async def read(database: Database) -> tuple[ChangePosition, bool]:
        async with database.acquire_public() as connection:
            if last is not None:
                epoch = await connection.fetchval("SELECT current_epoch()")
            observed = await read_changes_since(connection, last and last._replace(epoch=epoch))
            return observed.position, observed.continues

    result: tuple[ChangePosition, bool] = replaceable.with_pool(read)
    return result


class LossRecorder:
    """Records the observations of a client. Use it in this order: before, replaced, after."""

    def __init__(self, replaceable: ReplaceableDatabase, first: int) -> None:
        self.replaceable = replaceable
        self.survivor, self.lost, self.later = first, first + 1, first + 2
        self.threads = ThreadPoolExecutor(1)

    def before(self, backup: str) -> None:
        """Write a target, back up, and write another target. Ends with a stopped server."""
        replaceable = self.replaceable
        with replaceable.running():
            replaceable.write(figure(self.survivor))
            replaceable.wait_until_sealed()
            self.epochs_before = replaceable.fetch(EPOCHS)
        self.backup = replaceable.back_up(backup)
        with replaceable.running():
            replaceable.write(figure(self.lost))
            replaceable.wait_until_sealed()
            self.lost_cursor = replaceable.get("/v1/changes", cursor="latest").json()["meta"]["next_cursor"]
            self.lost_seal = replaceable.heads.read()[-1].number
            assert figure_id(self.lost) in read_findings(replaceable)
            assert replaceable.fetch(EPOCHS) == self.epochs_before  # after a restart on the same timeline
            assert replaceable.verify().returncode == (0 if self.epochs_before == 1 else 1)
            lines = follow_stream(replaceable, self.lost_cursor, self.later)
            next(lines)  # the response has begun
            self.stream = self.threads.submit(list, lines)
            self.position, _ = watch_changes(replaceable, None)
            _, self.continued = watch_changes(replaceable, self.position)

    def after(self) -> Loss:
        replaceable = self.replaceable
        execute(replaceable.urls.owner, USE_NUMBERS)
        _, continues = watch_changes(replaceable, self.position)
        replaceable.write(figure(self.later))
        findings = read_findings(replaceable)
        pages = read_pages(replaceable, self.lost_cursor)
        streamed = [
            json.loads(line[6:])["record"]["id"] for line in self.stream.result(30) if line.startswith("data: ")
        ]
        reconnected = list(follow_stream(replaceable, self.lost_cursor, self.later))
        epoch = replaceable.fetch(EPOCH_OF_CHANGE.format(figure_id(self.later)))
        survivor = FeedPosition(*replaceable.fetch(POSITION_OF_CHANGE.format(figure_id(self.survivor))))
        never_existed = (
            FeedPosition(epoch, 1, 1),
            FeedPosition(epoch + 1, 1, 1),
            survivor._replace(ordinal=survivor.ordinal + 1),  # another change of a transaction that remains
        )
        rejected = []
        for position in never_existed:
            response = replaceable.get("/v1/changes", cursor=encode_position(position))
            rejected.append((response.status_code, response.json()["errors"][0]["code"]))
        replaceable.wait_until_sealed()
        verification = replaceable.verify()
        assert verification.returncode == 1
        return Loss(
            (self.epochs_before, replaceable.fetch(EPOCHS)),
            self.lost_seal,
            self.lost_cursor,
            self.later,
            findings,
            (self.continued, continues),
            pages,
            streamed,
            reconnected,
            rejected,
            verification.stdout,
            epoch,
        )


@pytest.fixture(scope="module")
def replaceable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReplaceableDatabase]:
    """Return a service whose server is stopped."""
    with replaceable_database(tmp_path_factory.mktemp("failover")) as replaceable:
        yield replaceable


@pytest.fixture(scope="module")
def promoted(replaceable: ReplaceableDatabase) -> Loss:
    """A standby that is behind becomes the primary."""
    recorder = LossRecorder(replaceable, 1)
    recorder.before("standby")
    with replaceable.running_standby(recorder.backup):
        assert replaceable.fetch(EPOCHS) == recorder.epochs_before
        assert replaceable.fetch("SELECT pg_promote()")
        replaceable.service.wait_until_ready()
        replaceable.write("SELECT 1")
        assert replaceable.fetch(TIMELINE_OF_EPOCH) == 2
        return recorder.after()


@pytest.fixture(scope="module")
def restored(replaceable: ReplaceableDatabase, promoted: Loss) -> Loss:
    """An earlier copy of the data directory then replaces it: the same server and timeline."""
    recorder = LossRecorder(replaceable, 4)
    recorder.before("copy")
    replaceable.server = recorder.backup
    with replaceable.running():
        return recorder.after()


@pytest.fixture(params=["promoted", "restored"])
def loss(request: pytest.FixtureRequest) -> Loss:
    found: Loss = request.getfixturevalue(request.param)
    return found


def test_a_server_that_lost_transactions_begins_one_epoch(loss: Loss) -> None:
    before, after = loss.epochs
    assert after == before + 1
    assert loss.epoch > 2  # a time, so that two restores of one backup have different epochs


def test_findings_of_lost_records_disappear(loss: Loss) -> None:
    assert {figure_id(loss.later - 2), figure_id(loss.later)} <= loss.findings
    assert figure_id(loss.later - 1) not in loss.findings


def test_a_check_for_changes_does_not_continue_on_another_server(loss: Loss) -> None:
    assert loss.watch == (True, False)


def test_a_lost_cursor_continues_after_the_last_change_that_remains(loss: Loss) -> None:
    first, second = loss.pages
    assert [change["record"]["id"] for change in first["data"]] == [figure_id(loss.later)]
    assert first["meta"]["note_en"].startswith("The database lost the last changes before `cursor`")
    assert first["meta"]["note"].startswith("Basis data kehilangan")
    assert (second["data"], second["meta"]["note"]) == ([], None)


def test_a_stream_receives_the_changes_after_a_loss(loss: Loss) -> None:
    assert loss.streamed == [figure_id(loss.later)]
    assert [line.partition(",")[0] for line in loss.reconnected if line.startswith(": ")] == [
        ": The database lost the last changes before `cursor`"
    ]


def test_a_cursor_that_never_existed_is_rejected(loss: Loss) -> None:
    assert loss.rejected == [(400, "unknown_cursor")] * 3


def test_the_verification_names_the_lost_seals_and_finds_nothing_else(loss: Loss) -> None:
    *discrepancies, result, _head, _signer = loss.verification.splitlines()
    assert [line.partition(":")[0] for line in discrepancies][-1] == str(loss.lost_seal)
    assert f"seals {loss.lost_seal} to {loss.lost_seal}, after position" in discrepancies[-1]
    assert len(discrepancies) == loss.epochs[0]  # an earlier loss is still reported
    assert result.endswith(" sealed, 0 not yet.")
