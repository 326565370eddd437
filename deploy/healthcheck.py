"""Asks the web process of this container whether it is well; the status tells Docker."""

from __future__ import annotations

import http.client
import os

connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
connection.request("GET", "/healthz", headers={"Host": host})
raise SystemExit(connection.getresponse().status != 200)
