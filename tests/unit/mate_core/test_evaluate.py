from __future__ import annotations

import argparse
import importlib.resources
import json
import re
from collections.abc import Callable
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
        ]
    )
    assert pairs.images == (a, b, c)
    assert pairs.texts == ("one", "two", "body", "more", "three")
    assert _relevance(pairs) == {
        ("a", "one"), ("a", "two"), ("a", "three"),
        ("b", "body"), ("b", "more"), ("c", "body"), ("c", "more"),
    }  # fmt: skip
    assert pairs.image_queries.tolist() == [0, 1, 2]
    assert pairs.text_queries.tolist() == [0, 1, 2, 3, 4]
    # What is about one photo or one section is one cluster.
    assert pairs.image_clusters.tolist() == [0, 1, 1]
    assert pairs.text_clusters.tolist() == [0, 0, 1, 1, 0]
    assert pairs.joined_texts == 0


def test_a_text_that_two_photos_share_finds_either() -> None:
    a, b = Path("a"), Path("b")
    pairs = collect([PairLine(a, ("a dog", "x")), PairLine(b, ("a dog",)), PairLine(b, ("a dog",))])
    assert pairs.texts == ("a dog", "x")
    assert pairs.images_of_text[0].tolist() == [0, 1]
    assert pairs.joined_texts == 1, "written twice for b, which is no other photo"
    images = np.array([[1, 0], [0, 1]], np.float32)
    texts = np.array([[0.1, 1], [1, 0]], np.float32)
    assert evaluate.report("m", images, texts, pairs).text_to_image["R@1"] == 1


def test_distractors_are_searched_among_and_not_with() -> None:
    lines = [PairLine(Path("a"), ("long",)), PairLine(Path("b"), ("short",), distractor=True),
             PairLine(Path("c"), (), distractor=True)]  # fmt: skip
    pairs = collect(lines)
    assert pairs.image_queries.tolist() == pairs.text_queries.tolist() == [0]
    near, far = [1.0, 0.0], [0.0, 1.0]
    images, texts = np.array([near, near, far], np.float32), np.array([near, far], np.float32)
    found = evaluate.report("m", images, texts, pairs)
    assert (found.images, found.texts) == (3, 2)
    assert found.text_to_image["median rank"] == 2, "b stands before a"
    assert found.image_to_text["median rank"] == 1
    alone = collect(lines[:1])
    assert evaluate.report("m", images[:1], texts[:1], alone).text_to_image["R@1"] == 1
    # A photo is searched with if any of its lines is.
    both = collect([PairLine(Path("a"), ("x",), distractor=True), PairLine(Path("a"), ("y",))])
    assert both.image_queries.tolist() == [0]
    assert both.text_queries.tolist() == [1]


def test_a_written_file_reads_the_same(tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    lines = [
        PairLine(_picture(images / "ä b.png", "red"), ("Größe", "zwei\nZeilen")),
        PairLine(_picture(images / "b.png", "blue"), ("x",), "d"),
        PairLine(_picture(images / "c.png", "green"), (), distractor=True),
    ]
    folder = tmp_path / "pairs"
    folder.mkdir()
    write(lines, folder / "p.jsonl")
    assert read(folder / "p.jsonl") == tuple(lines)


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
        ('{"image": "good.png", "texts": ["a"], "distractor": 1}', '"distractor"'),
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
    write([PairLine(_picture(tmp_path / "a.png", "red"), ("x",), distractor=True)], tmp_path / "no")
    for name, reason in (("empty", "no pairs"), ("bytes", "UTF-8"), ("absent", "No such file"),
                         ("no", "no pairs")):  # fmt: skip
        with pytest.raises(PairsError, match=reason):
            read(tmp_path / name)


def _run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    evaluate.add_arguments(parser)
    return evaluate.run(parser.parse_args(arguments))


@pytest.fixture
def starter(
    cache: Path, embedder: mate_core.Embedder, monkeypatch: pytest.MonkeyPatch
) -> mate_core.Embedder:
    """The model that the command loads, its graphs exported already."""
    monkeypatch.setenv("MATE_CACHE", str(cache))
    return embedder


def test_the_command_measures_with_the_real_model(
    tmp_path: Path, starter: mate_core.Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        PairLine(_picture(tmp_path / f"{colour}.png", colour), (f"a {colour} square", f"{colour}."))
        for colour in ("red", "blue", "green")
    ]
    copy = tmp_path / "again.jpg"
    Image.open(tmp_path / "red.png").save(copy, quality=80)
    write([*lines, PairLine(copy, ("a crimson square",))], tmp_path / "p.jsonl")
    assert _run("--pairs", str(tmp_path / "p.jsonl"), "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["intervals"] == {"confidence": 0.95, "resamples": 1000, "seed": 0}
    (found,) = printed["results"]
    assert found["benchmark"] == "p"
    assert found["model"] == starter.model_id
    assert (found["images"], found["texts"]) == (3, 6)
    assert (found["near_duplicate_images_dropped"], found["equal_texts_joined"]) == (1, 0)
    for side, queries in (("text_to_image", 6), ("image_to_text", 3)):
        assert found[side]["queries"] == queries
        values = found[side]["metrics"]
        assert list(values) == ["R@1", "R@5", "R@10", "MRR", "median rank"]
        assert 0 <= values["R@1"] <= values["R@5"] <= values["R@10"] == 1
        assert values["MRR"] >= values["R@1"]
        for name, (low, high) in found[side]["intervals"].items():
            assert low <= values[name] <= high
    (all_short,) = found["by_length"]
    assert (all_short["words"], all_short["texts"]) == ("0–24", 6)
    assert all_short["metrics"] == found["text_to_image"]["metrics"]
    # The same as from vectors that are made one by one, and what lies near everything held back.
    images = evaluate.embed_files(starter, [line.image for line in lines])
    texts = evaluate.embed_texts(starter, [text for line in lines for text in line.texts])
    held_back = starter.crowding_of_images(images), starter.crowding_of_texts(texts)
    to_image = texts @ images.T - held_back[0]
    to_text = images @ texts.T - held_back[1]
    first = [int((row > row[n // 2]).sum()) == 0 for n, row in enumerate(to_image)]
    assert found["text_to_image"]["metrics"]["R@1"] == pytest.approx(np.mean(first))
    first = [row.argmax() // 2 == n for n, row in enumerate(to_text)]
    assert found["image_to_text"]["metrics"]["R@1"] == pytest.approx(np.mean(first))


def test_benchmarks_and_models_stand_in_one_table(
    tmp_path: Path,
    starter: mate_core.Embedder,
    write_data: Callable[[Path, Path], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = tmp_path / "data"
    write_data(data, tmp_path / "photos")
    folder = Path(str(importlib.resources.files("resources"))) / "starter"
    names = ["openstax-dev-long-captions", "flickr8k-val", "openstax-dev-growing"]
    plot = tmp_path / "lengths.svg"
    given = ["--data", str(data), "--model", "starter", "--model", str(folder)]
    assert _run(*names, *given, "--plot", str(plot)) == 0
    table = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in table) <= 120
    assert table[0].split() == ["R@1", "R@5", "R@10", "MRR", "median", "rank"]
    blocks = [at for at, line in enumerate(table) if not line.startswith(" ")]
    assert [table[at].split(" (")[0] for at in blocks] == names
    assert "3 images, 3 texts, searched with 2 and 2 of them" in table[blocks[0]]
    for at in blocks:
        rows = [line.split()[:2] for line in table[at + 1 : at + 5]]
        sides = ["text→image", "text→image", "image→text", "image→text"]
        assert rows == [[side, starter.model_id] for side in sides]
        assert all(line.count("[") == 5 for line in table[at + 1 : at + 5])
    drawn = plot.read_text()
    assert "openstax-dev-growing" in drawn
    assert drawn.count(starter.model_id) >= 2
    for words in ("25–49", "50–74", "75–99", "100–124", "150–174", "200+"):
        assert words in drawn


def test_without_names_all_that_is_there_is_measured(
    tmp_path: Path, starter: mate_core.Embedder, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "recipes").mkdir()
    rows = []
    for number, colour in enumerate(("red", "blue")):
        _picture(tmp_path / "recipes" / f"{colour}.png", colour)
        row = {"image": f"{colour}.png", "title": f"Soup {number}", "body": f"Cook {colour} beets."}
        rows.append(json.dumps(row))
    (tmp_path / "recipes" / "recipes.jsonl").write_text("\n".join(rows))
    assert _run("--data", str(tmp_path), "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)["results"]
    assert (found["benchmark"], found["group"]) == ("recipes", "image-document")
    assert _run("--list", "--data", str(tmp_path)) == 0
    listed = capsys.readouterr().out
    assert re.search("recipes +there +recipes/recipes.jsonl", listed)
    assert re.search("docci +missing +docci/docci_descriptions.jsonlines", listed)
    assert _run("--list") == 0
    assert "missing" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give --data or --pairs"),
        (("recipes",), "--data"),
        (("nonsense", "--data", "."), "there is no benchmark nonsense; there are flickr8k-val,"),
        (("docci", "--data", "."), "docci needs docci/docci_descriptions.jsonlines"),
        (("--data", "."), "is this the data folder"),
    ],
)
def test_what_cannot_be_measured_is_told(
    tmp_path: Path, arguments: tuple[str, ...], reason: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert _run(*arguments) == 1
    assert reason in capsys.readouterr().err


def test_a_plot_is_of_one_benchmark(
    tmp_path: Path, write_data: Callable[[Path, Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path / "data", tmp_path / "photos")
    names = ("flickr8k-val", "labels-held-back")
    plot = str(tmp_path / "p.svg")
    assert _run(*names, "--data", str(tmp_path / "data"), "--plot", plot) == 1
    assert "--plot draws one benchmark" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        _run(*names, "--data", str(tmp_path / "data"), "--plot", "p.doc")
    assert "must end in .svg or .png" in capsys.readouterr().err


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
