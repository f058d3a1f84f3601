"""Whatever strace's text holds, reading it raises nothing, and what it plainly says is understood."""

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_specthis.core.parse.opened import OpenedFiles
from mkdocs_specthis.core.parse.strace import StraceReader

FOLDER = "/project"
names = (
    st.binary(min_size=1, max_size=20)
    .filter(lambda name: not {b"\0"[0], b"/"[0]} & set(name))
    .filter(lambda name: name not in (b".", b".."))
)
pieces = st.sampled_from(
    ["1 ", "22 ", "openat(", "rename(", "chdir(", "execve(", "clone3(", "AT_FDCWD", "</project>", '"a"', '"', "\\",
     "\\777", ", ", "O_RDONLY", "O_RDWR|O_CREAT", ") = 3", ") = 0", "</project/a>", " <unfinished ...>",
     "<... openat resumed>", "+++ exited with 0 +++", "+++ killed by SIGKILL +++", "--- SIGCHLD ---",
     "-1 ENOENT", "\t", "="]
)  # fmt: skip
lines = st.one_of(st.binary(max_size=200), st.lists(pieces, max_size=12).map(lambda words: "".join(words).encode()))


def reader(main: int = 1) -> StraceReader:
    return StraceReader(opened=OpenedFiles((FOLDER,)), main=main, start=FOLDER)


def quoted(name: bytes, also: bytes = b"") -> str:
    """As strace writes it: octal for what is no plain character."""
    plain = set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .-_=(),") - set(also)
    return "".join(chr(byte) if byte in plain else f"\\{byte:03o}" for byte in name)


@given(st.lists(lines, max_size=30))
def test_no_text_is_too_odd(text: list[bytes]) -> None:
    one = reader()
    for line in text:
        one.take(line)
    one.finish()
    assert all(file.path.startswith(FOLDER + "/") for file in one.opened.result())


@given(names, st.booleans(), st.sampled_from(["openat(AT_FDCWD</project>, ", "open("]))
def test_every_name_comes_out_as_it_is(name: bytes, interrupted: bool, call: str) -> None:
    one = reader()
    begun, ended = f'{call}"{quoted(name)}", O_RDONLY|O_CLOEXEC', f") = 3</project/{quoted(name, b'<>')}>"
    if interrupted:
        one.take(f"7 {begun} <unfinished ...>".encode())
        one.take(b'8 openat(AT_FDCWD</project>, "gone", O_RDONLY) = -1 ENOENT (No such file or directory)')
        one.take(f"7 <... {call.partition('(')[0]} resumed>{ended}".encode())
    else:
        one.take(f"7 {begun}{ended}".encode())
    (file,) = one.opened.result()
    assert file.path == "/project/" + name.decode("utf-8", "surrogateescape")


steps = st.lists(
    st.tuples(st.sampled_from(["read", "write", "update"]), st.sampled_from(["a", "b", "c"])), min_size=1, max_size=12
)
FLAGS = {"read": "O_RDONLY", "write": "O_WRONLY|O_CREAT|O_TRUNC, 0666", "update": "O_RDWR"}


@given(steps)
def test_read_is_what_was_not_written_anew_before(text: list[tuple[str, str]]) -> None:
    one = reader()
    expected, made = set(), set()
    for act, name in text:
        one.take(f'1 openat(AT_FDCWD</project>, "{name}", {FLAGS[act]}) = 3</project/{name}>'.encode())
        if act == "write" and name not in expected:
            made.add(name)
        elif act != "write" and name not in made:
            expected.add(name)
    assert {file.path for file in one.opened.result()} == {f"/project/{name}" for name in expected}


def test_folders_follow_processes() -> None:
    one = reader(main=1)
    for line in (
        b'1 chdir("sub") = 0',
        b"1 vfork( <unfinished ...>",
        b'2 execve("./tool", ["./tool"], 0x7ffe /* 3 vars */) = 0',
        b'2 openat(AT_FDCWD</project/sub>, "/etc/ld.so.cache", O_RDONLY) = 3</etc/ld.so.cache>',
        b"1 <... vfork resumed>) = 2",
        b"1 fchdir(4</project/deep>) = 0",
        b"1 clone(child_stack=NULL, flags=SIGCHLD) = 3",
        b'3 execve("bin/other", ["bin/other"], 0x7ffe /* 3 vars */) = 0',
        b'3 rename("kept", "moved") = 0',
        b"3 +++ exited with 0 +++",
    ):
        one.take(line)
    assert [file.path for file in one.opened.result()] == ["/project/sub/tool", "/project/deep/bin/other"]
    assert not one.has_ended()
    one.take(b"1 +++ killed by SIGSEGV (core dumped) +++")
    assert one.has_ended()
