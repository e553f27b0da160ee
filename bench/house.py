"""The product under measurement: a database with customers and products, a server process, a client that runs the cycle."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CUSTOMERS, PRODUCTS = 2000, 200
ROOT = Path(__file__).resolve().parent.parent


def environment(home: str, database: str = "") -> dict[str, str]:
    """Environment of the product's processes."""
    return {**os.environ, "YINGSHU_HOME": home, "YINGSHU_DATABASE_URL": database, "YINGSHU_SECRET_KEY": "bench",
            "DJANGO_SETTINGS_MODULE": "yingshu.portal.settings", "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def prepare(home: str, database: str, customers: int = CUSTOMERS, products: int = PRODUCTS) -> dict[str, Any]:
    """Migrate, fill in customers, products, stock, one person who may do everything; answers token and ids."""
    done = subprocess.run([sys.executable, "-m", "bench.filling", str(customers), str(products)], env=environment(home, database),
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


class House:
    """A running server of the product."""

    def __init__(self, home: str, database: str, port: int, workers: int) -> None:
        self.home, self.database, self.port, self.workers = home, database, port, workers
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
                   "--workers", str(self.workers), "--blocking-threads", "1", "--no-ws", "--log-level", "error",
                   "yingshu.portal.wsgi:application"]
        self.process = subprocess.Popen(command, env=environment(self.home, self.database), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        _wait(self.port)

    @property
    def pid(self) -> int:
        """The server's process; its workers are children of it."""
        return self.process.pid if self.process else 0

    def end(self, number: int = signal.SIGTERM) -> None:
        """Stop the server and its workers; with SIGKILL as a power cut would."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait(20)
            self.process = None


@contextmanager
def serving(home: str, database: str, workers: int = 2) -> Iterator[int]:
    """The product's server on a free port; yields the port."""
    with running(home, database, workers) as house:
        yield house.port


@contextmanager
def running(home: str, database: str, workers: int = 1) -> Iterator[House]:
    """The product's server on a free port."""
    house = House(home, database, free_port(), workers)
    house.start()
    try:
        yield house
    finally:
        house.end()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, seconds: int = 180) -> None:
    """Until the server answers; a machine with other work takes its time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/api/v1/none")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")


class Client:
    """One user over REST with a kept-alive connection."""

    tries, pause = 3, 0.0

    def __init__(self, port: int, token: str, seed: int) -> None:
        self.port, self.token, self.random = port, token, random.Random(seed)
        self.connection: http.client.HTTPConnection | None = None

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """POST with an idempotency key; a connection lost on the way is opened again and the same request sent again."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        text = json.dumps(body)
        for _ in range(self.tries):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.connection.request("POST", f"/api/v1/{path}", text, headers)
                answer = self.connection.getresponse()
                text_back = answer.read()
                data = json.loads(text_back) if text_back.startswith(b"{") else {"text": text_back.decode()[:300]}
            except (OSError, http.client.HTTPException):
                self.connection = None
                time.sleep(self.pause)
                continue
            if answer.status >= 300:
                raise RuntimeError(f"{path}: {answer.status} {data}")
            return data
        raise RuntimeError(f"{path}: no answer")

    def cycle(self, facts: dict[str, Any]) -> None:
        """From registration to allocated payment in fourteen requests."""
        lines = [{"product_id": p, "quantity": str(self.random.randint(1, 9))} for p in sorted(self.random.sample(facts["products"], 3))]
        customer = self.random.choice(facts["customers"])
        order = self.post("orders", customer_id=customer, payment_method="credit", lines=lines, consignee="a",
                          phone="13800005678", address="b", packing="c")
        oid = order["id"]
        self.post(f"orders/{oid}/instructions")
        for lane in ("workshop", "finance", "logistics"):
            self.post(f"orders/{oid}/{lane}/acknowledge")
        self.post(f"orders/{oid}/workshop/ready")
        self.post(f"orders/{oid}/finance/receipt")
        shipment = self.post(f"orders/{oid}/vehicle", carrier_id=facts["carrier"], plate="A1", driver="d", driver_phone="1390000",
                             pickup_at="2026-06-17T16:30:00+08:00", freight="10.00")["id"]
        slip = self.post(f"orders/{oid}/slips")
        self.post(f"slips/{slip['id']}/count")
        self.post(f"slips/{slip['id']}/depart")
        self.post(f"shipments/{shipment}/report")
        self.post(f"shipments/{shipment}/arrive", signed_by="e")
        receipt = self.post("receipts", customer_id=customer, amount=slip["gross"])
        self.post(f"receipts/{receipt['id']}/allocate-oldest")


def cycles(port: int, facts: dict[str, Any]) -> Callable[[int], Callable[[], None]]:
    """For ``measure.load``: a client per process."""
    def make(seed: int) -> Callable[[], None]:
        client = Client(port, facts["token"], seed)
        return lambda: client.cycle(facts)
    return make


@contextmanager
def home():
    """A data folder that is removed afterwards."""
    folder = tempfile.mkdtemp(prefix="yingshu-bench-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
