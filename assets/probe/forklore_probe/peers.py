"""Peers: which two sockets are the two ends of one connection, in whatever processes they are.

Whoever connects says so before it does, under the inode of its socket: so whoever accepts finds the connection there, or
knows that nobody who is watched is at its other end. What they know each other by is the kernel's word: of TCP the
address that the connection comes from; of a socket file the process that connects, and where several of its threads do
so at once, the inode at the other end.
"""

import _socket
import os
import sys
from _struct import Struct
from _thread import RLock

from . import arena, ledger, me
from .layout import CLASS

# The two ends, by their place.
CLIENT, SERVER = 0, 1
_PEER_CRED_BYTES = 12

# A connection that could not be made leaves its number to the next attempt, by process and wish.
_left = {}


def ends(number):
    """The names of a connection's two ends."""
    name = arena.object_name(number)
    return name + ".client", name + ".server"


_turns = {}


class Turn:
    """The threads of a process connect to a listener one after the other, so that the order in which they say so is that
    in which they are accepted. Where one has to wait there is no room for the others either."""

    # Should one have been lost: they do not wait for ever.
    SECONDS = 1.0

    def __init__(self, listener):
        self._lock = _turns.setdefault((os.getpid(), listener), RLock())

    def take(self):
        """It is this thread's turn."""
        self._lock.acquire(True, self.SECONDS)

    def give(self):
        """It is another's, if it was this one's."""
        if self._lock._is_owned():
            self._lock.release()


class Dialled:
    """A socket that is about to be connected, and the connection that it will be an end of."""

    side = CLIENT

    def __init__(self, socket, wish, listener):
        self.via, self.wish, self.key = _via(socket), (os.getpid(), wish), _key_of_process(os.getpid())
        # Of those that are not accepted yet the oldest has the smallest number.
        left = None if arena.objects_with(self.key) else _left.pop(self.wish, None)
        self.number, self.alias = left or _new(wish)
        # Of a listener that nobody has told of, nobody knows who it is.
        self.is_seen = bool(listener)
        arena.know(self.number, self.key, listener)
        arena.know(self.alias, ledger.key_of_end(socket.fileno(), True), self.number)

    def reached(self, socket):
        """It is connected: from now on it is known by where it comes from too."""
        if self.via == "tcp":
            before, self.key = self.key, _key_of_way(_here(socket), _there(socket)[1])
            arena.rekey(self.number, before, self.key)

    def fails(self):
        """There is no connection: what has its number is free for the next, unless somebody has accepted it already."""
        if arena.rekey(self.number, self.key, 0):
            arena.forget(self.alias)
            _left[self.wish] = self.number, self.alias


def _new(wish):
    """A new connection, and its client's end."""
    number = _named(wish)
    return number, arena.christen(CLASS["Object"], ends(number)[CLIENT], 0, number)


def _named(wish):
    number = arena.christen(CLASS["Connection"], me.own.names.connection(me.name(), wish))
    if not number:
        raise arena.Full
    return number


class Accepted:
    """A socket that has been accepted, with what the kernel says of who is at the other end."""

    side = SERVER

    def __init__(self, socket):
        self.via, self.inode = _via(socket), os.fstat(socket.fileno()).st_ino
        if self.via == "unix":
            peer = _socket.socket.getsockopt(socket, _socket.SOL_SOCKET, _socket.SO_PEERCRED, _PEER_CRED_BYTES)
            self.pid = int.from_bytes(peer[:4], sys.byteorder)
        else:
            self.here, self.there = _here(socket), _there(socket)

    def joins(self, listener, wish):
        """It is an end of the connection that somebody has told of who is watched, or of one that nobody knows yet."""
        found = self._of_file(listener) if self.via == "unix" else self._of_port()
        self.number, self.is_seen = found or _named(wish), bool(found)
        arena.christen(CLASS["Object"], ends(self.number)[SERVER], ledger.key_of_socket(self.inode), self.number)

    def _of_port(self):
        key = _key_of_way(self.there, self.here[1])
        return _take(key) or _take_by_inode(_inode_at(self.there, self.here[1])) or _take(key)

    def _of_file(self, listener):
        key = _key_of_process(self.pid)
        known = arena.objects_with(key)
        known = [one for one in known if arena.key_of(one)[1] == listener] or known
        number = _take_by_inode(_inode_of_peer(self.inode)) if len(known) > 1 else 0
        return number or next((one for one in known if arena.rekey(one, key, 0)), 0)


def _take(key):
    """The connection that is known by this; from now on nobody else finds it."""
    return next((one for one in arena.objects_with(key) if arena.rekey(one, key, 0)), 0)


def _take_by_inode(inode):
    end = arena.object_with(ledger.key_of_socket(inode)) if inode else None
    if end is None:
        return 0
    # Its client may be about to give it another key.
    return end[1] if any(arena.rekey(end[1], arena.key_of(end[1])[0], 0) for _ in range(2)) else 0


def _key_of_process(pid):
    return ledger.key_of_name("connecting %d" % pid)


def _key_of_way(address, port):
    return ledger.key_of_name("connection %s:%d %d" % (_plain(address[0]), address[1], port))


def _plain(host):
    """An address of the old kind as such, where a socket of the new kind has got it."""
    return host[7:] if host.startswith("::ffff:") else host


def _here(socket):
    return _socket.socket.getsockname(socket)


def _there(socket):
    try:
        return _socket.socket.getpeername(socket)
    except OSError:
        # It is gone already.
        return "", 0


def _via(socket):
    """What carries the connection."""
    return "unix" if _socket.socket.family.__get__(socket) == _socket.AF_UNIX else "tcp"


def _inode_at(address, to):
    """The inode of the socket here that is connected from this address to that port, by the kernel's list (proc(5))."""
    host = _plain(address[0])
    if host.count(".") != 3:
        return 0
    wanted = "%08X:%04X" % (int.from_bytes(_socket.inet_aton(host), sys.byteorder), address[1])
    for line in _read("/proc/net/tcp").splitlines()[1:]:
        words = line.split()
        if words[1].decode() == wanted and int(words[2].split(b":")[1], 16) == to:
            return int(words[9])
    return 0


def _read(path):
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        pieces = []
        while not pieces or pieces[-1]:
            pieces.append(os.read(file, 65536))
        return b"".join(pieces)
    finally:
        os.close(file)


# sock_diag(7), unix_diag.h.
_NETLINK_SOCK_DIAG, _SOCK_DIAG_BY_FAMILY, _SHOW_PEER, _PEER, _ANY = 4, 20, 4, 2, 0xFFFFFFFF
_AF_NETLINK, _DONT_WAIT = 16, 0x40
_header, _request, _attribute = Struct("=IHHII"), Struct("=BBHIIIII"), Struct("=HH")
_ANSWER_BYTES = 16


def _inode_of_peer(inode):
    """The inode of the socket at the other end of one here; 0 where the kernel does not say."""
    body = _request.pack(_socket.AF_UNIX, 0, 0, _ANY, inode, _SHOW_PEER, _ANY, _ANY)
    try:
        link = _socket.socket(_AF_NETLINK, _socket.SOCK_RAW | _socket.SOCK_CLOEXEC, _NETLINK_SOCK_DIAG)
        try:
            link.send(_header.pack(_header.size + len(body), _SOCK_DIAG_BY_FAMILY, 1, 0, 0) + body)
            answer = link.recv(4096, _DONT_WAIT)
        finally:
            link.close()
    except OSError:
        return 0
    if _header.unpack_from(answer)[1] != _SOCK_DIAG_BY_FAMILY:
        return 0
    place = _header.size + _ANSWER_BYTES
    while place + _attribute.size <= len(answer):
        size, what = _attribute.unpack_from(answer, place)
        if what == _PEER:
            return int.from_bytes(answer[place + 4 : place + 8], sys.byteorder)
        place += max(size + 3 & ~3, _attribute.size)
    return 0
