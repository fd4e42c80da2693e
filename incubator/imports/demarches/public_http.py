"""Asking other machines, never those of our own network: the address in hand is checked once connected.

What a name means may change between a check and a connection, so the check is made on the connection itself, for each
redirection too. Through a proxy, it is the proxy that connects: it is of the operator's choice, as are its rules.
"""

import ipaddress
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager


class PrivateAddress(Exception):
    """The name leads to a machine of a private network."""


def _refuse_private(connected: socket.socket) -> socket.socket:
    address = ipaddress.ip_address(str(connected.getpeername()[0]).split("%")[0])
    if not (getattr(address, "ipv4_mapped", None) or address).is_global:
        connected.close()
        raise PrivateAddress(str(address))
    return connected


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(super()._new_conn())


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(super()._new_conn())


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class PublicOnly(HTTPAdapter):
    """What connects to public addresses alone."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # Any: as the library passes them on
        self.poolmanager = PoolManager(num_pools=args[0], maxsize=args[1], block=args[2] if len(args) > 2 else False)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def session(*, local: bool) -> requests.Session:
    """Return what asks other machines; `local` lets it ask this one and speak without encryption."""
    asking = requests.Session()
    asking.headers["User-Agent"] = "incubator"
    if not local:
        asking.adapters.clear()  # http is not spoken at all
        asking.mount("https://", PublicOnly())
    return asking
