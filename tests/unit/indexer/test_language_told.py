import pytest

from indexer.languages import unread
from mate_core.config import STARTER, ModelConfig
from mate_core.model import model_folder

READS = ModelConfig.load(model_folder("starter")).reads


def test_the_starter_reads_what_its_encoders_do() -> None:
    assert READS is not None
    assert {"en", "de", "zh", "ar"} <= READS
    assert "fi" not in READS
    assert STARTER.reads == {"en"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hiljainen ranta ja meri, jossa lapset rakentavat hiekkalinnaa auringossa.", "fi"),
        ("ילדים משחקים בחול על חוף הים ביום שמש יפה", "he"),
        ("Děti si hrají na pláži a staví hrad z písku, vedle nich leží pes.", "cs"),
    ],
)
def test_a_language_that_is_not_read_is_named(text: str, language: str) -> None:
    """Case 49: where a language fails, that is said."""
    assert unread(text, READS) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "beach",
        "IMG_2034 receipt ikea",
        "😀 🎉 12345 67890 12345 67890",
        "Children build a castle of sand on a sunny beach.",
        "Kinder bauen am sonnigen Strand eine Burg aus Sand.",
        "孩子们在阳光明媚的海滩上用沙子建造城堡，旁边躺着一只狗。",
        "a quiet beach near Jyväskylä with Matti and Aino",
        "sunset paella Barcelona gaudi sagrada familia 2019",
        "\ud83d broken \x00 text that is long enough to be looked at",
    ],
)
def test_nothing_is_said_of_what_is_read_or_not_sure(text: str) -> None:
    assert unread(text, READS) == ""


def test_nothing_is_said_where_it_is_not_known_what_a_model_reads() -> None:
    assert unread("Hiljainen ranta ja meri, jossa lapset leikkivät hiekalla.", None) == ""
