from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

import mate_core
from mate_core import evaluate
from mate_core.evaluate.pairs import PairLine, Pairs, PairsError, collect, read, write


def _picture(path: Path, colour: str) -> Path:
    image = Image.new("RGB", (80, 60), "white")
    ImageDraw.Draw(image).rectangle((10, 10, 70, 50), fill=colour)
    image.save(path)
    return path


def _relevance(pairs: Pairs) -> set[tuple[str, str]]:
    forth = {
        (pairs.images[image].name, text)
        for text, images in zip(pairs.texts, pairs.images_of_text, strict=True)
        for image in images
    }
    back = {
        (image.name, pairs.texts[text])
        for image, texts in zip(pairs.images, pairs.texts_of_image, strict=True)
        for text in texts
    }
    assert forth == back
    return forth


def test_one_line_and_shared_documents_make_pairs() -> None:
    a, b, c = Path("a"), Path("b"), Path("c")
    pairs = collect(
        [
            PairLine(a, ("one", "two")),
            PairLine(b, ("body",), "section"),
            PairLine(c, ("body", "more"), "section"),
            PairLine(a, ("three",)),
            PairLine(c, ("one",)),
        ]
    )
    assert pairs.images == (a, b, c)
    assert pairs.texts == ("one", "two", "body", "more", "three", "one")
    assert _relevance(pairs) == {
        ("a", "one"), ("a", "two"), ("a", "three"),
        ("b", "body"), ("b", "more"), ("c", "body"), ("c", "more"), ("c", "one"),
    }  # fmt: skip
    assert pairs.images_of_text[0].tolist() == [0], "equal texts of two lines stay apart"
    assert pairs.images_of_text[5].tolist() == [2]
    twice = collect([PairLine(a, ("same", "same"))])
    assert twice.texts == ("same", "same"), "written twice, counted twice"


def test_a_written_file_reads_the_same(tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    lines = [
        PairLine(_picture(images / "ä b.png", "red"), ("Größe", "zwei\nZeilen")),
        PairLine(_picture(images / "b.png", "blue"), ("x",), "d"),
    ]
    folder = tmp_path / "pairs"
    folder.mkdir()
    write(lines, folder / "p.jsonl")
    found, expected = read(folder / "p.jsonl"), collect(lines)
    assert found.images == expected.images
    assert found.texts == expected.texts
    assert _relevance(found) == _relevance(expected)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "expected an object"),
        ('{"texts": ["a"]}', '"image" must be a path'),
        ('{"image": 3, "texts": ["a"]}', '"image" must be a path'),
        ('{"image": "good.png"}', '"texts" must be a list'),
        ('{"image": "good.png", "texts": []}', '"texts" must be a list'),
        ('{"image": "good.png", "texts": "a"}', '"texts" must be a list'),
        ('{"image": "good.png", "texts": [" "]}', "empty or not a text"),
        ('{"image": "good.png", "texts": [1]}', "empty or not a text"),
        ('{"image": "good.png", "texts": ["a"], "document": {}}', '"document"'),
        ('{"image": "absent.png", "texts": ["a"]}', "absent.png is not there"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    _picture(tmp_path / "good.png", "red")
    good = '{"image": "good.png", "texts": ["a"]}'
    path = tmp_path / "pairs.jsonl"
    path.write_text(f"{good}\n\n{line}\n")
    with pytest.raises(PairsError, match=r"pairs\.jsonl:3: ") as caught:
        read(path)
    assert reason in str(caught.value)


def test_files_that_hold_no_pairs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for name, reason in (("empty", "no pairs"), ("bytes", "UTF-8"), ("absent", "No such file")):
        with pytest.raises(PairsError, match=reason):
            read(tmp_path / name)


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate.run(parser.parse_args(arguments))


def test_the_command_measures_with_the_real_model(
    tmp_path: Path,
    embedder: mate_core.Embedder,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MATE_CACHE", str(cache))
    lines = [
        PairLine(_picture(tmp_path / f"{colour}.png", colour), (f"a {colour} square", f"{colour}."))
        for colour in ("red", "blue", "green")
    ]
    write(lines, tmp_path / "p.jsonl")
    assert _run("--pairs", str(tmp_path / "p.jsonl"), "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["model", "images", "texts", "text_to_image", "image_to_text"]
    assert found["model"] == embedder.model_id
    assert (found["images"], found["texts"]) == (3, 6)
    for side in ("text_to_image", "image_to_text"):
        assert list(found[side]) == ["R@1", "R@5", "R@10", "MRR"]
        assert found[side]["R@5"] == found[side]["R@10"] == 1 or side == "image_to_text"
        assert 0 <= found[side]["R@1"] <= found[side]["R@5"] <= found[side]["R@10"] == 1
        assert found[side]["MRR"] >= found[side]["R@1"]
    assert _run("--pairs", str(tmp_path / "p.jsonl")) == 0
    table = capsys.readouterr().out
    assert "R@10" in table
    assert "text → image" in table


def test_the_commands_errors_are_told(
    tmp_path: Path, cache: Path, embedder: mate_core.Embedder,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("MATE_CACHE", str(cache))
    (tmp_path / "fake.jpg").write_text("this is no image")
    path = tmp_path / "p.jsonl"
    path.write_text('{"image": "fake.jpg", "texts": ["a"]}')
    assert _run("--pairs", str(path)) == 1
    assert "fake.jpg: not an image" in capsys.readouterr().err
    assert _run("--pairs", str(tmp_path / "absent")) == 1
    assert "absent" in capsys.readouterr().err
    _picture(tmp_path / "fake.jpg.png", "red")
    path.write_text('{"image": "fake.jpg.png", "texts": ["a"]}')
    assert _run("--pairs", str(path), "--model", str(tmp_path / "none")) == 1
    assert "no such model folder" in capsys.readouterr().err


def test_reports_agree_with_a_perfect_and_a_blind_model() -> None:
    pairs = collect([PairLine(Path(str(n)), (f"t{n}",)) for n in range(40)])
    eye = np.eye(40, dtype=np.float32)
    perfect = evaluate.report("m", eye, eye, pairs)
    assert perfect.text_to_image["R@1"] == perfect.image_to_text["MRR"] == 1
    blind = evaluate.report("m", eye, np.ones_like(eye), pairs)
    assert blind.image_to_text["R@10"] == 0
