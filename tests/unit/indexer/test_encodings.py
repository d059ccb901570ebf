"""Short texts in the encodings that people's files are in, which nothing in them names."""

from __future__ import annotations

import time

import numpy as np
import pytest

from indexer.extract.encodings import guess
from indexer.extract.markup import decode_text

TEXTS = {
    "cp1252": [
        "Grüße aus Köln: der Reiher steht im flachen Wasser.",
        "Müller",
        "Crème brûlée",
        "naïve café",
        "Le héron cendré guette dans l’eau peu profonde.",
        "El niño corrió detrás de la garza. ¿Adónde?",
        "São Paulo não é a capital",
        "La città è più bella di notte, perché è silenziosa",
        "En å är en liten flod; Östersund ligger vid sjön",
        "Blåbærsyltetøy på brød",
        "Það er gott að vera hér í dag",
        "“So” – he said",
        "GRÜSSE AUS KÖLN",
    ],
    "utf-8": ["Grüße", "Цапля", "青鷺", "שלום", "é", "مرحبا"],
    "utf-16": ["Grüße", "Цапля", "青鷺", "שלום", "é"],
    "cp1250": [
        "Zażółć gęślą jaźń, powiedział stary rybak.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy",
        "Árvíztűrő tükörfúrógép",
        "Święto żab",
    ],
    "iso8859_2": [
        "Zażółć gęślą jaźń, powiedział stary rybak.",
        "Příliš žluťoučký kůň úpěl ďábelské ódy",
        "Kraków nad Wisłą jest piękny wiosną",
    ],
    "cp1251": [
        "Привет, мир",
        "Цапля",
        "Сіра чапля стоїть у воді",
        "Добро утро",
        "МОСКВА И ОБЛАСТЬ",
    ],
    "koi8_r": ["Привет, мир", "Серая цапля стоит в мелкой воде"],
    "cp1253": ["Ο γκρίζος ερωδιός στέκεται στο νερό", "Καλημέρα κόσμε"],
    "cp1254": ["Gri balıkçıl sığ suda bekliyor", "İstanbul'da güzel bir akşam"],
    "cp1255": [
        "שלום עולם",
        "שלום",
        "ירושלים של זהב",
        "חשבון מס 12 לחודש מאי",
        'מחיר: 100 ש"ח',
        "אנפה אפורה עומדת במים רדודים ומחכה לדג.",
    ],
    "cp1256": ["مرحبا بالعالم", "مالك الحزين يقف في الماء الضحل"],
    "cp1257": [
        "Rīgā ir skaists rudens, un ūdens ir ļoti auksts šodien",
        "Ąžuolų lapai krinta į ežerą",
    ],
    "mac_roman": [
        "Grüße aus Köln: der Reiher steht im flachen Wasser.",
        "Müller",
        "Crème brûlée",
        "Le héron cendré guette dans l’eau peu profonde.",
        "El niño corrió detrás de la garza.",
        "“So” – he said",
    ],
    "cp932": ["こんにちは世界", "東京タワー", "写真を撮りました"],
    "euc_jp": ["こんにちは世界", "写真を撮りました"],
    "gb18030": ["你好，世界", "北京欢迎你", "会议记录", "我们明天去爬山"],
    "big5": ["你好，世界", "會議記錄", "我們明天去爬山"],
    "euc_kr": ["안녕하세요 세계", "서울의 밤", "회의록", "내일 산에 갑니다"],
}


@pytest.mark.parametrize("times", [1, 12])
@pytest.mark.parametrize(
    ("encoding", "text"), [(encoding, text) for encoding in TEXTS for text in TEXTS[encoding]]
)
def test_a_short_text_is_read_in_its_encoding(encoding: str, text: str, times: int) -> None:
    said = f"{text}\r\n" * times
    assert decode_text(said.encode(encoding)).decode() == said


def test_damaged_letters_do_not_make_it_another_encoding() -> None:
    said = "Серая цапля стоит в мелкой воде. " * 9
    damaged = said.encode("cp1251")[:-1] + b"\x98"
    assert decode_text(damaged).decode()[:-1] == said[:-1]


def test_a_long_text_takes_no_longer_than_a_page_does() -> None:
    noise = np.random.default_rng(0).integers(0, 256, 1 << 16, np.uint8).tobytes()
    start = time.process_time()
    guess(noise)
    assert time.process_time() - start < 2
