"""Examples for the rules in rules.yaml: Semgrep must report each line after `ruleid`, and no line after `ok`."""

import asyncio
import os
import pickle
import ssl
import subprocess
import xml.etree.ElementTree as ElementTree

import httpx
from markupsafe import Markup


async def run_statements(connection, build_sql, SELECT, table, value):
    # ruleid: sql-built-in-a-call
    await connection.fetch(f"SELECT * FROM {table}", value)
    # ruleid: sql-built-in-a-call
    await connection.execute("SELECT '%s'" % value)
    # ruleid: sql-built-in-a-call
    await connection.fetchval("SELECT {}".format(value))
    # ruleid: sql-built-in-a-call
    await connection.fetchrow("SELECT " + value)
    # ok: sql-built-in-a-call
    await connection.fetch(SELECT, value)
    # ok: sql-built-in-a-call
    await connection.fetch("SELECT $1", value)
    # ok: sql-built-in-a-call
    await connection.fetch(build_sql(table), value)


def connect(url, context):
    # ruleid: certificate-not-verified
    httpx.get(url, verify=False)
    # ruleid: certificate-not-verified
    context.verify_mode = ssl.CERT_NONE
    # ok: certificate-not-verified
    httpx.get(url, verify=context)


async def run_commands(name):
    # ruleid: command-through-a-shell
    subprocess.run(f"ls {name}", shell=True)
    # ruleid: command-through-a-shell
    os.system("ls")
    # ruleid: command-through-a-shell
    await asyncio.create_subprocess_shell("ls")
    # ok: command-through-a-shell
    subprocess.run(["ls", name])


def read(data, name):
    # ruleid: html-not-escaped
    Markup(f"<b>{name}</b>")
    # ok: html-not-escaped
    Markup("<br>")
    # ruleid: xml-parser-with-entities
    ElementTree.fromstring(data)
    # ruleid: object-from-bytes
    pickle.loads(data)
