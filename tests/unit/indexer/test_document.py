import io
import os
import time
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import numpy as np
import pymupdf
import pytest
from PIL import Image

from indexer.extract import DamagedPage, Item, Limits, UnreadableError
from indexer.extract.document import PASSAGE_CHARACTERS, read, read_text, render
from indexer.extract.markup import decode_html, decode_markdown

LIMITS = Limits(image_size=64, pixels=50_000_000)
LONG = "\n".join(
    f"Paragraph {n}. " + "The heron stands in the shallow water and waits for fish. " * 6
    for n in range(8)
)


def test_pages_come_in_order_with_their_text(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["A heron by the water.", "A lighthouse at dusk."])
    pages = list(read(path, LIMITS))
    assert [page.page for page in pages] == [1, 2]
    assert [page.passages[0].text for page in pages] == [
        "A heron by the water.",
        "A lighthouse at dusk.",
    ]
    assert (pages[0].width, pages[0].height) == (595, 842)
    assert len(pages[0].pixels) == 0


def test_a_page_without_text_is_given_as_a_picture(tmp_path: Path, write_pdf) -> None:
    (page,) = read(write_pdf(tmp_path / "a.pdf", [""]), LIMITS)
    assert page.passages == ()
    assert page.pixels.shape == (1, 64, 64, 3)
    assert page.pixels.std() > 10


def test_an_empty_page_has_neither(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    document.save(tmp_path / "a.pdf")
    (page,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert page.passages == ()
    assert len(page.pixels) == 0


def test_long_pages_are_cut_into_passages_that_lose_nothing(tmp_path: Path, write_pdf) -> None:
    (page,) = read(write_pdf(tmp_path / "a.pdf", [LONG]), LIMITS)
    assert len(page.passages) > 2
    assert all(len(passage.text) <= PASSAGE_CHARACTERS + 120 for passage in page.passages)
    words: list[str] = []
    for passage in page.passages:
        said = passage.text.split()
        again = max((n for n in range(len(said)) if said[:n] == words[-n:]), default=0)
        words += said[again:]
    with pymupdf.open(tmp_path / "a.pdf") as document:
        assert words == document[0].get_text().split()
    assert read_text(str(tmp_path / "a.pdf")).text.split() == words, "a question says it once"


def test_a_thought_that_a_cut_goes_through_is_whole_in_what_follows(
    tmp_path: Path, write_pdf
) -> None:
    numbered = " ".join(f"w{n:04}" for n in range(600))
    (page,) = read(write_pdf(tmp_path / "a.pdf", [numbered]), LIMITS)
    for before, after in zip(page.passages, page.passages[1:], strict=False):
        shared = set(before.text.split()) & set(after.text.split())
        assert 5 <= len(shared) <= 30
        assert before.text.endswith(" ".join(sorted(shared)))
        assert after.text.startswith(" ".join(sorted(shared)))
        assert len(after.boxes) < 20
        assert before.boxes[-1] in after.boxes


def outlined(path: Path, pages: list[str], entries: list[list[object]]) -> str:
    document = pymupdf.open()
    for text in pages:
        document.new_page().insert_textbox((50, 50, 550, 780), text)
    document.set_toc(entries)
    document.save(path)
    return str(path)


def test_a_passage_knows_the_title_of_its_section(tmp_path: Path) -> None:
    path = outlined(
        tmp_path / "a.pdf",
        [
            "Preface to all.",
            "1. Grey Herons\nThey wait for fish.",
            "Still of them.",
            "Something of both.",
            "The lamp is lit.",
        ],
        [[1, "Grey herons", 2], [1, "Birds", 4], [2, "Lighthouses", 4]],
    )
    texts = [[passage.text for passage in page.passages] for page in read(path, LIMITS)]
    assert texts == [
        ["Preface to all."],
        ["1. Grey Herons They wait for fish."],
        ["Grey herons\nStill of them."],
        ["Grey herons\nSomething of both."],
        ["Lighthouses\nThe lamp is lit."],
    ]


def test_a_title_of_signs_or_of_a_letter_is_not_found_by_chance(tmp_path: Path) -> None:
    path = outlined(
        tmp_path / "a.pdf",
        ["Letters are many.", "Data of all.", "Still of it.", "B. The lamp is lit."],
        [[1, "Letters", 1], [1, "***", 2], [1, "A", 2], [1, "B", 4]],
    )
    texts = [page.passages[0].text for page in read(path, LIMITS)]
    assert texts == [
        "Letters are many.",
        "Letters\nData of all.",
        "A\nStill of it.",
        "B. The lamp is lit.",
    ]


def test_a_single_bookmark_says_nothing(tmp_path: Path) -> None:
    path = outlined(tmp_path / "a.pdf", ["One.", "Two."], [[1, "Microsoft Word - final.doc", 1]])
    assert [page.passages[0].text for page in read(path, LIMITS)] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<p>See <img src="x.png" alt="a &lt; b, \'grey\'"> it.</p><img src=y.png>'),
        ("a.html", "<p>See <IMG alt='a < b, \"grey\"' src='x > y.png'/> it.</p>"),
        ("a.md", "See ![a < b, grey](x.png) it. ![](y.png)"),
    ],
)
def test_pictures_that_are_elsewhere_are_read_as_what_they_show(
    tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    said = text_of(tmp_path / name).replace('"', "").replace("'", "")
    assert said == "See a < b, grey it."


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ("<img alt=Bob's src=x.png>", "Bob's"),
        ("<img src=x.png alt=Bob's>", "Bob's"),
        ("<img alt='Bob' title=Bob's>", "Bob"),
        ("<img Bob's>", ""),
        ('<img src=x?a="b alt=y>', "y"),
        ('<img alt="It\'s">', "It's"),
        ('<img alt="">', ""),
    ],
)
def test_a_quote_in_a_picture_takes_no_text_with_it(picture: str, shown: str) -> None:
    page = f'<p>{picture}</p><p>A heron. It\'s "grey" > blue.</p>'
    assert decode_html(page.encode()) == page.replace(picture, shown).encode()


@pytest.mark.parametrize(
    ("decode", "good", "hostile"),
    [
        *((decode_html, b"<img>", b"<img " + rest) for rest in (b"", b'a="', b"a='", b"=\"' ")),
        *((decode_markdown, b"![](x)", begun) for begun in (b"![", b"![a](", b"![[a](")),
    ],
)
def test_pictures_that_never_end_take_no_longer_than_others(
    decode: Callable[[bytes], bytes], good: bytes, hostile: bytes
) -> None:
    """A megabyte of each; it was fifty times as long."""

    def took(piece: bytes) -> float:
        began = time.process_time()
        decode(piece * (1_000_000 // len(piece)))
        return time.process_time() - began

    assert took(hostile) < 5 * took(good)


@pytest.mark.parametrize("unit", ["1", "2.5"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_lie_on_the_text_however_the_page_is_turned(
    tmp_path: Path, rotation: int, unit: str
) -> None:
    """The boxes must cover the ink of the rendered page, or the wrong passage is marked."""
    document = pymupdf.open()
    page = document.new_page(width=595, height=842)
    page.insert_text((100, 200), "Only these words stand on the page", fontsize=20)
    page.set_rotation(rotation)
    document.xref_set_key(page.xref, "UserUnit", unit)  # how long a point is on this page
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    (box,) = item.passages[0].boxes
    with Image.open(io.BytesIO(item.thumbnail)) as picture:
        ink = np.argwhere(np.asarray(picture.convert("L")) < 128)
        height, width = picture.height, picture.width
    top, left = ink.min(axis=0) / (height, width)
    bottom, right = (ink.max(axis=0) + 1) / (height, width)
    assert box.x0 - 0.01 <= left <= right <= box.x1 + 0.01
    assert box.y0 - 0.01 <= top <= bottom <= box.y1 + 0.01
    assert (box.x1 - box.x0) * (box.y1 - box.y0) < 0.1


def test_words_broken_at_the_line_end_are_put_together(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((72, 72), ["the light-", "house keeper and his well-", "Known dog"])
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    text = " ".join(passage.text for passage in item.passages)
    assert "lighthouse keeper" in text
    assert "well- Known" in text


def test_words_with_soft_hyphens_are_put_together(tmp_path: Path) -> None:
    """E-books and web pages are full of them."""
    words = " ".join(["a con&shy;sider&shy;able Donau&shy;dampf&shy;schiff&shy;fahrt"] * 12)
    (tmp_path / "a.html").write_text(f"<p>{words}</p>")
    (item,) = read(str(tmp_path / "a.html"), LIMITS)
    text = " ".join(passage.text for passage in item.passages)
    assert set(text.split()) == {"a", "considerable", "Donaudampfschifffahrt"}


def test_ligatures_are_taken_apart(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_htmlbox((72, 72, 500, 200), "<p>The of\ufb01ce \ufb02oor</p>")
    document.save(tmp_path / "a.pdf")
    (item,) = read(str(tmp_path / "a.pdf"), LIMITS)
    assert item.passages[0].text == "The office floor"


def test_a_locked_pdf_says_so(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        ["secret"],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        user_pw="open",
        owner_pw="own",
    )
    with pytest.raises(UnreadableError, match="password"):
        list(read(path, LIMITS))


def test_a_broken_cross_reference_table_is_repaired(tmp_path: Path, write_pdf) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["A heron by the water."]))
    data = path.read_bytes()
    start = data.rindex(b"startxref")
    path.write_bytes(data[:start] + b"startxref\n999999\n%%EOF")
    assert next(iter(read(str(path), LIMITS))).passages[0].text == "A heron by the water."


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"Dear diary", b"%PDF-1.4\n%%EOF\n" * 50])
def test_what_is_no_pdf_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(UnreadableError, match=r"empty|damaged"):
        list(read(str(tmp_path / "a.pdf"), LIMITS))


def test_a_name_that_is_not_text_is_read(tmp_path: Path, write_pdf) -> None:
    write_pdf(tmp_path / "b.pdf", ["A heron."])
    raw = os.fsencode(tmp_path) + b"/caf\xe9.pdf"
    os.rename(tmp_path / "b.pdf", raw)
    assert len(list(read(os.fsdecode(raw), LIMITS))) == 1


def test_the_preview_is_the_page_asked_for(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(tmp_path / "a.pdf", ["text", ""])
    with Image.open(io.BytesIO(render(path, 2, 1000, LIMITS))) as preview:
        assert max(preview.size) == 1000
        assert np.asarray(preview).std() > 30  # the page with the drawing
    with pytest.raises(UnreadableError, match="no page 3"):
        render(path, 3, 1000, LIMITS)


@pytest.mark.parametrize("count", [b"-3", b"0", b"99999", b"100000000"])
def test_a_document_that_lies_about_its_pages_says_so(
    tmp_path: Path, write_pdf, count: bytes
) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["a", "b", "c"]))
    path.write_bytes(path.read_bytes().replace(b"/Count 3", b"/Count " + count))
    with pytest.raises(UnreadableError, match="damaged"):
        list(read(str(path), LIMITS))


def test_a_document_locked_against_changes_alone_is_read(tmp_path: Path, write_pdf) -> None:
    path = write_pdf(
        tmp_path / "a.pdf",
        ["A heron by the water."],
        encryption=pymupdf.PDF_ENCRYPT_AES_256,
        owner_pw="own",
        user_pw="",
    )
    assert next(iter(read(path, LIMITS))).passages[0].text == "A heron by the water."


def test_a_document_none_of_whose_pages_is_there_says_so(tmp_path: Path, write_pdf) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["a", "b"]))
    path.write_bytes(path.read_bytes().replace(b"/Kids", b"/Nope"))
    with pytest.raises(UnreadableError, match="damaged"):
        list(read(str(path), LIMITS))


def test_damaged_pages_are_named_and_cost_no_other(tmp_path: Path, write_pdf) -> None:
    path = Path(write_pdf(tmp_path / "a.pdf", ["A heron.", "A boat.", "A lamp.", "A river."]))
    damage_pages(path, 2, 4)
    heron, boat, lamp, river = read(str(path), LIMITS)
    assert (boat, river) == (DamagedPage(2), DamagedPage(4))
    assert [page.page for page in (heron, lamp)] == [1, 3]
    damage_pages(path, 1, 3)
    with pytest.raises(UnreadableError, match="damaged"):
        list(read(str(path), LIMITS))


def test_the_reason_does_not_tell_the_files_name_again(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("hi")
    with pytest.raises(UnreadableError, match=r"^the document is damaged: it cannot be opened$"):
        list(read(str(path), LIMITS))


def test_an_empty_page_of_a_damaged_document_is_no_damaged_page(tmp_path: Path, write_pdf) -> None:
    document = pymupdf.open()
    document.new_page()
    document.new_page().insert_text((60, 60), "A heron.")
    document.save(tmp_path / "a.pdf")
    path = tmp_path / "a.pdf"
    data = path.read_bytes()
    path.write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n999999\n%%EOF")
    assert [type(page) for page in read(str(path), LIMITS)] == [Item, Item]


def damage_pages(path: Path, *pages: int) -> None:
    """Overwrite what stands on pages of a PDF, as a failing drive does."""
    data = bytearray(path.read_bytes())
    with pymupdf.open(stream=bytes(data), filetype="pdf") as document:
        for page in pages:
            (content,) = document[page - 1].get_contents()
            stored = document.xref_stream_raw(content)
            start = data.index(stored)
            assert data.count(stored) == 1
            data[start : start + len(stored)] = b"\xff" * len(stored)
    path.write_bytes(data)


# --- what has no pages of its own --------------------------------------------------------

HERON = "The heron stands in the shallow water."


def text_of(path: Path) -> str:
    return " ".join(p.text for page in read(str(path), LIMITS) for p in page.passages)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "iso-8859-2", "cp1251", "cp932"],
)
def test_plain_text_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    said = {
        "iso-8859-2": "Zażółć gęślą jaźń, powiedział stary rybak do swojej córki nad rzeką. ",
        "cp1251": "Серая цапля стоит в мелкой воде и ждёт рыбу, а солнце уже садится. ",
        "cp932": "青鷺が浅い水の中に立って魚を待っている。太陽はもう沈みかけている。",
    }.get(encoding, "Grüße aus Köln: der Reiher steht im flachen Wasser und wartet. ")
    (tmp_path / "a.txt").write_bytes((said * 12).encode(encoding))
    assert text_of(tmp_path / "a.txt").replace(" ", "").startswith(said.replace(" ", ""))


def test_a_web_page_is_read_as_it_says_of_itself(tmp_path: Path) -> None:
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'
        "<title>T</title><script>var heron;</script><style>p {color: red}</style></head>"
        "<body><h1>Köln</h1><p>Grüße &amp; Küsse</p></body></html>"
    )
    (tmp_path / "a.html").write_bytes(page.encode("latin-1"))
    assert text_of(tmp_path / "a.html") == "Köln Grüße & Küsse"


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
def test_what_is_no_text_says_so(tmp_path: Path, ending: str) -> None:
    noise = np.random.default_rng(0).integers(0, 256, 5000, np.uint8).tobytes()
    (tmp_path / f"a.{ending}").write_bytes(noise)
    with pytest.raises(UnreadableError, match="no text"):
        list(read(str(tmp_path / f"a.{ending}"), LIMITS))


def test_a_passage_begins_at_a_heading(tmp_path: Path) -> None:
    sections = {"Herons": HERON, "Lighthouses": "The lamp was lit at dusk."}
    (tmp_path / "a.md").write_text(
        "\n".join(f"# {title}\n\n## In *short*\n\n{text}\n" for title, text in sections.items()),
        encoding="utf-8",
    )
    (page,) = read(str(tmp_path / "a.md"), LIMITS)
    assert [passage.text for passage in page.passages] == [
        f"{title} In short {text}" for title, text in sections.items()
    ]


def test_a_long_text_gets_pages_and_loses_no_word(tmp_path: Path) -> None:
    words = [f"word{n}" for n in range(5000)]
    (tmp_path / "a.txt").write_text(
        "\n\n".join(" ".join(words[n : n + 50]) for n in range(0, 5000, 50)), encoding="utf-8"
    )
    pages = list(read(str(tmp_path / "a.txt"), LIMITS))
    assert len(pages) > 3
    assert [page.page for page in pages] == list(range(1, len(pages) + 1))
    assert {(page.width, page.height) for page in pages} == {(595, 842)}
    assert text_of(tmp_path / "a.txt").split() == words
    with Image.open(io.BytesIO(render(str(tmp_path / "a.txt"), 2, 700, LIMITS))) as preview:
        assert max(preview.size) == 700


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "```\n" + "word " * 60 + "END\n```\n"),
        ("a.html", "<pre>" + "word " * 60 + "END</pre>"),
        ("a.html", "<p>" + "x" * 300 + "END</p>"),
        ("a.html", f"<table><tr>{'<td>some words</td>' * 40}<td>END</td></tr></table>"),
    ],
)
def test_what_is_wider_than_the_page_is_not_lost(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert "END" in text_of(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Цапля стоит в воде. ".encode() * 9 + "Ж".encode()[:1], "Цапля стоит в воде."),
        ("Цапля ".encode() + b"\xff" + "стоит в воде. ".encode() * 9, "Цапля \ufffdстоит"),
        ("Der Reiher wartet. ".encode("utf-16-le") * 9, "Der Reiher wartet."),
        ("Der Reiher wartet. ".encode("utf-16-be") * 9, "Der Reiher wartet."),
        ("青鷺が浅い水の中に立って".encode("iso2022_jp"), "青鷺が浅い水の中に立って"),
        (b"A heron\0waits. " + b"It waits. " * 9, "A heron waits."),
        (b"\xef\xbb\xbf", ""),
    ],
)
def test_texts_that_are_not_quite_what_they_should_be_are_read(
    tmp_path: Path, content: bytes, text: str
) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert text_of(tmp_path / "a.txt").startswith(text)


@pytest.mark.parametrize(
    ("said", "encoding"),
    [("iso-8859-1", "cp1252"), ("Shift_JIS", "cp932"), ("iso-2022-jp", "iso2022_jp"),
     ("windows-1251", "cp1251"), ("punycode", "utf-8"), ("no-such", "utf-8")],
)  # fmt: skip
def test_what_a_page_says_of_its_encoding_is_understood_as_browsers_do(
    tmp_path: Path, said: str, encoding: str
) -> None:
    text = {"cp1252": "“So” – he said", "cp1251": "Цапля стоит"}.get(encoding, "青鷺が浅い水")
    page = f'<html><head><meta charset="{said}"></head><body><p>{text}</p></body></html>'
    (tmp_path / "a.html").write_bytes(page.encode(encoding))
    assert text_of(tmp_path / "a.html") == text


def test_a_text_too_long_to_be_a_persons_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.extract.markup._MOST_TEXT", 1_000)
    (tmp_path / "a.txt").write_text("log\n" * 1_000)
    with pytest.raises(UnreadableError, match="longer than"):
        list(read(str(tmp_path / "a.txt"), LIMITS))


@pytest.mark.parametrize("ending", ["docx", "pptx", "odt", "epub"])
def test_office_files_and_books_are_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    WRITERS[ending](path, "Herons & others", HERON)
    (page, *_) = read(str(path), LIMITS)
    assert page.passages[0].text == f"Herons & others {HERON}"
    assert page.passages[0].boxes
    assert len(page.pixels) == 0


@pytest.mark.parametrize("ending", ["docx", "pptx", "odt", "epub"])
def test_damaged_office_files_and_books_say_so(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    WRITERS[ending](path, "Herons", HERON)
    whole = path.read_bytes()
    for content in (b"", whole[: len(whole) // 2], b"PK\x03\x04" + b"\0" * 90, b"Dear diary"):
        path.write_bytes(content)
        with pytest.raises(UnreadableError, match=r"empty|damaged"):
            list(read(str(path), LIMITS))


def test_each_slide_is_a_page_whatever_stands_on_it(tmp_path: Path) -> None:
    texts = [
        ("Herons", HERON),
        ("Everything", "many words " * 900),
        ("", ""),
        ("Ships", "The lamp."),
    ]
    write_pptx(tmp_path / "a.pptx", texts)
    pages = list(read(str(tmp_path / "a.pptx"), LIMITS))
    assert [(page.page, page.width, page.height) for page in pages] == [
        (n, 720, 405) for n in (1, 2, 3, 4)
    ]
    found = [" ".join(passage.text for passage in page.passages).split() for page in pages]
    assert found == [" ".join(text).split() for text in texts]
    write_pptx(tmp_path / "b.pptx", texts)
    with zipfile.ZipFile(tmp_path / "b.pptx") as archive:
        entry = archive.getinfo("ppt/slides/slide3.xml")  # the second of four
    content = bytearray((tmp_path / "b.pptx").read_bytes())
    start = entry.header_offset + 30 + len(entry.filename)
    content[start : start + 20] = b"\xff" * 20
    (tmp_path / "b.pptx").write_bytes(content)
    assert [len(page.passages) for page in read(str(tmp_path / "b.pptx"), LIMITS)] == [1, 0, 0, 1]


@pytest.mark.parametrize("size", ['cx="7315200" cy="914400"', 'cx="-5" cy="0"', ""])
def test_a_show_of_an_odd_size_is_read(tmp_path: Path, size: str) -> None:
    write_pptx(tmp_path / "a.pptx", [("Herons", HERON)], size)
    assert text_of(tmp_path / "a.pptx") == f"Herons {HERON}"


@pytest.mark.parametrize("ending", ["docx", "pptx"])
def test_an_office_file_with_a_password_says_so(tmp_path: Path, ending: str) -> None:
    (tmp_path / f"a.{ending}").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000)
    with pytest.raises(UnreadableError, match="password"):
        list(read(str(tmp_path / f"a.{ending}"), LIMITS))


def test_what_an_odt_says_beside_its_text_is_passed_by(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:p>struck out</text:p></text:tracked-changes>"
        "<text:p>one<text:s/>two<text:tab/>three<office:annotation><text:p>a note</text:p>"
        "</office:annotation> four</text:p><text:list><text:list-item><text:p>five</text:p>"
        "</text:list-item></text:list><table:table><table:table-row><table:table-cell>"
        "<text:p>six</text:p></table:table-cell></table:table-row></table:table>"
    )
    write_odt(tmp_path / "a.odt", body)
    words = text_of(tmp_path / "a.odt").split()
    assert [word for word in words if word.isalpha()] == [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
    ]


def test_an_odt_with_a_password_says_so(tmp_path: Path) -> None:
    write_odt(tmp_path / "a.odt", "", manifest="<manifest:encryption-data/>")
    with pytest.raises(UnreadableError, match="password"):
        list(read(str(tmp_path / "a.odt"), LIMITS))


def test_an_odt_nested_without_end_is_no_crash(tmp_path: Path) -> None:
    depth = 20_000
    for tag in ("span", "list"):
        nested = f"<text:{tag}>" * depth + HERON + f"</text:{tag}>" * depth
        write_odt(tmp_path / "a.odt", nested)
        assert text_of(tmp_path / "a.odt").endswith(HERON)


def test_an_odt_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.extract.markup._MOST_MARKUP", 10_000)
    write_odt(tmp_path / "a.odt", f"<text:p>{' ' * 20_000}</text:p>")
    with pytest.raises(UnreadableError, match="unpacked"):
        list(read(str(tmp_path / "a.odt"), LIMITS))


def write_odt(path: Path, body: str, manifest: str = "") -> None:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "text", "table"))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>",
        )


def _write_odt(path: Path, title: str, text: str) -> None:
    write_odt(
        path,
        f'<text:h text:outline-level="1">{escape(title)}</text:h><text:p>{escape(text)}</text:p>',
    )


def _write_docx(path: Path, title: str, text: str) -> None:
    body = "".join(f"<w:p><w:r><w:t>{escape(t)}</w:t></w:r></w:p>" for t in (title, text))
    main = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    _write_office(
        path,
        {"word/document.xml": (main, "wordprocessingml.document.main")},
        {"word/_rels/document.xml.rels": [("styles", "styles.xml")]},
    )


def _write_pptx(path: Path, title: str, text: str) -> None:
    write_pptx(path, [(title, text)])


def write_pptx(
    path: Path, texts: list[tuple[str, str]], size: str = 'cx="9144000" cy="5143500"'
) -> None:
    """A show with a title and a text on each slide."""
    a = "http://schemas.openxmlformats.org/drawingml/2006/main"
    p = "http://schemas.openxmlformats.org/presentationml/2006/main"
    spaces = f'xmlns:a="{a}" xmlns:p="{p}" xmlns:r="{RELATIONS}"'
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n + 1}"/>' for n in range(len(texts)))
    parts = {
        "ppt/presentation.xml": (
            f"<p:presentation {spaces}><p:sldIdLst>{ids}</p:sldIdLst>"
            f"<p:sldSz {size}/></p:presentation>",
            "presentationml.presentation.main",
        )
    }
    for n, said in enumerate(texts):
        shapes = "".join(
            f"<p:sp><p:nvSpPr><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:txBody>"
            f"<a:p><a:r><a:t>{escape(t)}</a:t></a:r></a:p></p:txBody></p:sp>"
            for t, place in zip(said, ('<p:ph type="title"/>', "<p:ph/>"), strict=True)
        )
        # Slides are stored in another order than they are shown in.
        slide = f"<p:sld {spaces}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        name = f"ppt/slides/slide{len(texts) - n}.xml"
        parts[name] = (slide, "presentationml.slide")
    targets = [("slide", f"slides/slide{len(texts) - n}.xml") for n in range(len(texts))]
    _write_office(path, parts, {"ppt/_rels/presentation.xml.rels": targets})


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = b"http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_WORD = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _write_office(
    path: Path, parts: dict[str, tuple[str, str]], relations: dict[str, list[tuple[str, str]]]
) -> None:
    types = "".join(
        f'<Override PartName="/{name}" '
        f'ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, (_, kind) in parts.items()
    )
    main = next(iter(parts))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
        )
        for name, targets in {"_rels/.rels": [("officeDocument", main)], **relations}.items():
            entries = "".join(
                f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
                for n, (kind, target) in enumerate(targets, 1)
            )
            archive.writestr(
                name, f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'
            )
        for name, (content, _) in parts.items():
            archive.writestr(name, content)


def _write_epub(path: Path, title: str, text: str) -> None:
    write_epub(path, f"<h1>{escape(title)}</h1><p>{escape(text)}</p>")


def write_epub(path: Path, body: str, picture: bytes = b"") -> None:
    """A book of one chapter; the picture, a PNG, is its ``b.png``."""
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Birds</dc:title>'
        '<dc:identifier id="i">x</dc:identifier></metadata><manifest>'
        '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="b" href="b.png" media-type="image/png"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/>'
            "</rootfiles></container>",
        )
        archive.writestr("b.opf", book)
        archive.writestr("b.png", picture)
        archive.writestr(
            "a.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        )


def _changed_docx(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write a Word document of which each part is another, or is missing."""
    _write_docx(path, "Birds", HERON)
    with zipfile.ZipFile(path) as archive:
        parts = [change(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for part in parts:
            if part is not None:
                archive.writestr(*part)


def _renamed(name: str, content: bytes) -> tuple[str, bytes] | None:
    if name.endswith("rels"):
        return None
    return name.replace("word/document", "text/main"), content.replace(
        b"word/document", b"text/main"
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: None if name == "word/_rels/document.xml.rels" else (name, content),
        lambda name, content: None if name == "_rels/.rels" else (name, content),
        lambda name, content: None if name != "word/document.xml" else (name, content),
        _renamed,
        lambda name, content: (name.replace("word/", "word\\"), content),
        lambda name, content: (  # as Word's "strict" format has it
            name,
            content.replace(RELATIONS.encode(), STRICT).replace(WORD.encode(), STRICT_WORD),
        ),
    ],
    ids=["no list of parts", "no main part named", "text alone", "renamed", "backslash", "strict"],
)
def test_word_documents_that_mupdf_refuses_are_read(tmp_path: Path, change) -> None:
    _changed_docx(tmp_path / "a.docx", change)
    assert text_of(tmp_path / "a.docx") == f"Birds {HERON}"


def test_a_word_document_without_its_text_says_so(tmp_path: Path) -> None:
    _changed_docx(
        tmp_path / "a.docx", lambda name, content: None if "word/" in name else (name, content)
    )
    with pytest.raises(UnreadableError, match="the part that holds its text is missing"):
        text_of(tmp_path / "a.docx")


WRITERS = {
    "docx": _write_docx,
    "pptx": _write_pptx,
    "odt": _write_odt,
    "epub": _write_epub,
}
