"""Any bytes at all are read, or refused by a sentence that says why; nothing hangs."""

import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from parley.errors import CannotOpen, InvalidInput
from parley.files.press import MOST_BYTES, MOST_SIGNS, read_press, read_press_file
from parley.group.press.document.text import Form, Language

SAID = {
    "gb18030": ("zh", "第五次会议8月15日在上海举行，双方就金融稳定交换了意见。会议由副行长主持。"),
    "big5": ("zh", "第五次會議8月15日在上海舉行，雙方就金融穩定交換了意見。會議由副行長主持。"),
    "shift_jis": (
        "ja",
        "第5回会合が15日、上海で開かれた。両国の当局者が金融の安定について話し合った。",
    ),
    "euc_jp": (
        "ja",
        "第5回会合が15日、上海で開かれた。両国の当局者が金融の安定について話し合った。",
    ),
    "euc_kr": ("ko", "제5차 회의가 15일 상하이에서 열렸다. 양측은 금융 안정에 대한 의견을 나눴다."),
    "latin-1": ("es", "La quinta reunión se celebró el jueves en Shanghái según el señor Núñez."),
    "cp1252": ("en", "The fifth meeting of the “working group” was held in the bank’s office."),
    "utf-8": ("vi", "Cuộc họp lần thứ năm của hai bên đã được tổ chức tại Thượng Hải."),
    "utf-8-sig": ("en", "The fifth meeting of the group was held on Thursday."),
    "utf-16": ("zh", "第五次会议8月15日在上海举行。"),
    "utf-32": ("ko", "제5차 회의가 15일 상하이에서 열렸다."),
}


@pytest.mark.parametrize("encoding", SAID)
def test_a_text_is_read_in_whatever_encoding_it_came(encoding: str) -> None:
    language, said = SAID[encoding]
    text = read_press(said.encode(encoding), "note.txt")
    assert text.raw.lstrip("\ufeff") == said
    assert text.language == language


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_sixteen_bits_without_a_byte_order_mark_are_told_by_their_zeros(encoding: str) -> None:
    said = "The fifth meeting was held on Thursday."
    assert read_press(said.encode(encoding), "note.txt").raw == said


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = '<html><head><meta charset="GB2312"></head><p>双方在上海会晤。</p></html>'
    text = read_press(page.encode("gb18030"), "page")
    assert (text.form, [one.text for one in text.sentences]) == (Form.HTML, ["双方在上海会晤。"])
    wrong = page.replace("GB2312", "no-such-name").encode()
    assert [one.text for one in read_press(wrong, "page").sentences] == ["双方在上海会晤。"]


def test_a_text_with_a_byte_lost_is_still_read_as_what_it_was() -> None:
    said = "中美金融工作组在上海举行会议。" * 20
    damaged = said.encode()[:-40] + said.encode()[-39:]
    assert read_press(damaged, "damaged.txt").raw.startswith("中美金融工作组")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf", b"<html></html>"])
def test_where_nothing_stands_nothing_is_found(content: bytes) -> None:
    assert read_press(content, "empty").sentences == ()


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 40,
        b"\x7fELF\x02\x01\x01" + bytes(5000),
        b"PK\x03\x04" + bytes(range(255, 0, -1)) * 30,
        b"\x89PNG\r\n\x1a\n" + bytes(range(0, 256, 3)) * 50,
    ],
    ids=["all bytes", "program", "archive", "picture"],
)
def test_what_is_no_text_is_refused_and_said_so(content: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"thing\.bin.*expected a plain text, an HTML page or a"):
        read_press(content, "thing.bin")


def test_what_is_too_long_to_be_a_report_is_refused_before_any_work() -> None:
    with pytest.raises(InvalidInput, match="more than 67108864 bytes"):
        read_press(bytes(MOST_BYTES + 1), "huge.txt")
    with pytest.raises(InvalidInput, match=f"expected at most {MOST_SIGNS} characters"):
        read_press(b"They met. " * 5_000_000, "long.txt")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match=r"none\.txt: No such file"):
        read_press_file(tmp_path / "none.txt")
    with pytest.raises(CannotOpen, match="Is a directory"):
        read_press_file(tmp_path)
    (tmp_path / "one.txt").write_bytes(b"They met.\r\nIt ended.")
    text = read_press_file(tmp_path / "one.txt")
    assert (text.file, text.raw) == ("one.txt", "They met.\r\nIt ended.")


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=3000), st.text(max_size=800).map(str.encode)))
def test_any_bytes_at_all_are_read_or_refused(content: bytes) -> None:
    try:
        text = read_press(content.replace(b"%PDF-", b"PDF"), "any")
    except InvalidInput:
        return
    assert all(one.end <= len(text.raw) for one in text.sentences)


def pdf(*pages: str) -> bytes:
    """A PDF with one line of text for each line of a page, in a font that every reader has."""
    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    for words in pages:
        page = writer.add_blank_page(width=600, height=800)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        lines = " T* ".join(f"({line}) Tj" for line in words.splitlines())
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 14 TL 40 700 Td {lines} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_read_page_after_page_and_its_sentences_lie_in_what_was_taken_out() -> None:
    first = "The two sides held their fifth meeting in the city of Shanghai on\nFriday and parted."
    text = read_press(pdf(first, "They will meet again."), "note.pdf")
    assert text.form is Form.PDF
    assert [one.text for one in text.sentences] == [first, "They will meet again."]
    assert all(text.raw[one.start : one.end] == one.text for one in text.sentences)
    assert text.language is Language.ENGLISH


def test_a_pdf_behind_a_password_is_refused_and_one_without_needs_none() -> None:
    for password, user in (("secret", "secret"), ("owner", "")):
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("They met."))))
        writer.encrypt(user_password=user, owner_password=password, algorithm="AES-256")
        out = io.BytesIO()
        writer.write(out)
        if user:
            with pytest.raises(InvalidInput, match="encrypted with a password"):
                read_press(out.getvalue(), "locked.pdf")
        else:
            assert [one.text for one in read_press(out.getvalue(), "a.pdf").sentences] == [
                "They met."
            ]


def test_a_broken_pdf_is_refused_and_one_that_is_cut_short_too() -> None:
    whole = pdf("They met.")
    for broken in (b"%PDF-1.7\nnothing more", whole[:200], b"%PDF-" + bytes(3000)):
        with pytest.raises(InvalidInput, match=r"note\.pdf, PDF: it"):
            read_press(broken, "note.pdf")


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    with pytest.raises(InvalidInput, match="301 pages"):
        read_press(pdf(*["They met."] * 301), "long.pdf")


def test_a_pdf_that_unpacks_without_end_is_stopped() -> None:
    import zlib

    bomb = zlib.compress(b"(They met.) Tj " * 20_000_000, 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    head += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    head += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    head += b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(bomb)
    content = head + bomb + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    with pytest.raises(InvalidInput, match=r"bomb\.pdf, PDF"):
        read_press(content, "bomb.pdf")


def test_a_reader_of_pdf_that_is_killed_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, -9, b"", b"")

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(InvalidInput, match="too much work or memory"):
        read_press(pdf("They met."), "note.pdf")
