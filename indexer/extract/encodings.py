"""Which character encoding a text is in that says nothing of it.

Each encoding is asked how likely the text would be in a language that is written in it: by how
often the letters are used that are not ASCII, and by what no text does (a sign within a word, a
capital after a small letter, two scripts in one word). So a short text is told too.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

# Letters of languages beside ASCII, the frequent ones first.
_WESTERN = (
    *("üäößéà", "éèàêçùâîôûëïœæÿ", "óáíéúñü¿¡ºª", "ãçáéóêíõâôúàº", "àèùìòé", "öäåé", "åøæéò"),
    *("íáðéóþæöúý", "éèàóòíïúç·l", "éëïóèêö"),
)  # fmt: skip
_CENTRAL = (
    *("łąężśćóńź", "íáéěýžščřůúťňďó", "áéíýčžšľúťôňäóďŕĺ", "áéöóőíüúű", "čšžćđ", "ăîâşţ"),
)  # fmt: skip
_TURKISH = ("ıüşğçöİâîû",)
_BALTIC = ("ėšįųžąūęč", "āīēšņūļžčķģ", "äõöüšž")
_CYRILLIC = (
    *("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёъ", "оанивітерсклудмпязьбгйчхцшїжєщюфґ"),
    *("аоиетнрсвлкдпмзяъбугчщцйжшхюьф", "аоиенрсјтклвудпмзгбчћшцжњљфхђџ"),
)  # fmt: skip
_GREEK = ("αοιετσνηυρπκμςλίόωάδγέχθήύφβώξζψϊϋΐΰ",)
_HEBREW = ("יוהלארתבמשנםדחעפקכטגןסזצךף" + "ץ",)
_ARABIC = ("اليمنرتوبةعدسفهكقحجأشطصخىضذثئغزءإظؤآ،؟", "ایردنهمتوبسشکزگلخعفقپحآچجذطصغضظئژث،؟")
_PUNCTUATION = "’“”–„‘«»—…°€‚§·•±²³½×®©™\u00a0"
_LATIN = _WESTERN + _CENTRAL + _TURKISH + _BALTIC
# The most frequent characters of languages that have thousands.
_SIMPLIFIED = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能"
    "对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行"
    "意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感京文新水北南鱼等"
)
_TRADITIONAL = (
    "的一是了我不人在他有這個上們來到時大地為子中你說生國年著就那和要她出也得裡後自以會家可下而過天去能"
    "對小多然於心學麼之都好看起發當沒成只如事把還用第樣道想作種開美總從無情己面最女但現前些所同日手又行"
    "意動方期它頭經長兒回位分愛老因很給名法間斯知世什兩次使身者被高已親其進此話常與活正感京文新水北南魚等"
)
_JAPANESE = (
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今"
    "回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首"
    "意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区水魚太陽浅青"
)
_HANGUL = (
    "이다는의에을가고하지한도로를은서기사리인자나그어라있대들시수일정해과전아부보으것제만와게여니상장원면스조"
    "주안성없거공구우적동말때모경물세요선소했었려생비오마관위자며문치국무년속신내영중간유외진산학계방결음실"
    "울밤녕왜얕은물고기"
)
_KANA = "".join(map(chr, range(0x3041, 0x30FF)))
_WIDE = "。、，：；？！「」『』（）《》・ー\u3000"

# What each encoding is asked for; how likely it is before the text is seen, as a logarithm.
_ALPHABETS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "cp1252": (_WESTERN, 0.0),
    "cp1250": (_CENTRAL, -1.5),
    "iso8859_2": (_CENTRAL, -2.5),
    "cp1251": (_CYRILLIC, -1.0),
    "koi8_r": (_CYRILLIC, -2.0),
    "cp1253": (_GREEK, -1.0),
    "cp1254": (_TURKISH, -2.0),
    "cp1255": (_HEBREW, -1.0),
    "cp1256": (_ARABIC, -1.0),
    "cp1257": (_BALTIC, -3.0),
    "mac_roman": (_WESTERN, -2.5),
}
_CHARACTERS: Mapping[str, tuple[str, str, int, float]] = {
    # Frequent characters; the encoding, and the last first byte in it, of the less frequent ones.
    "cp932": (_JAPANESE, "euc_jp", 0xCF, -1.0),
    "euc_jp": (_JAPANESE, "euc_jp", 0xCF, -2.0),
    "gb18030": (_SIMPLIFIED, "gb2312", 0xD7, -1.0),
    "big5": (_TRADITIONAL, "big5", 0xC6, -1.5),
    "cp949": (_HANGUL, "euc_kr", 0xC8, -1.0),
}
_NEVER, _RARE, _SECOND, _FREQUENT, _SIGN = -11.0, -12.0, -8.3, -5.3, -4.0
_FOREIGN, _PUNCTUATES, _ASCII = -7.0, math.log(0.01), -3.0
# What is found in the classes that characters are put into, and how much less likely it makes a
# text: a capital after a small letter, a sign within a word, accents side by side, two scripts in a
# word. After a capital another one is likelier than elsewhere.
_IN_ALL = ((re.compile("(?=[anh]N)"), -4.0), (re.compile("(?=[aAnNhc]s[aAnNhc])"), -5.0))
_IN_LATIN = ((re.compile("(?=[nN]n)"), -2.5),)
_IN_OTHERS = (
    (re.compile("(?=[aA][nNh]|[nNh][aA])"), -4.0),
    (re.compile("(?=NN)"), 1.5),
    (re.compile("(?=[aA]c|c[aA])"), -2.0),
)
# Letters that end a word elsewhere than at its end, those that begin none at its beginning, and
# those that are no word of their own.
_MISPLACED = re.compile(r"[ךםןףץ](?=[א-ת])|ς(?=[α-ωά-ώ])|\b[ьъыЬЪЫğĞ]|\b[čďňřťšžĺľŕćęłśźżăţűő]\b")
_MISPLACED_COSTS = -4.0


def guess(beginning: bytes) -> str:
    """The encoding that a text is most likely in, by its beginning."""
    return max((*_ALPHABETS, *_CHARACTERS), key=lambda encoding: _likelihood(beginning, encoding))


def _likelihood(beginning: bytes, encoding: str) -> float:
    """The logarithm of how likely a text is, as far as encodings differ in it."""
    text = beginning.decode(encoding, errors="replace")
    counted = Counter(text)
    others = {character: n for character, n in counted.items() if not character.isascii()}
    classes = text.translate({ord(character): _class(character) for character in counted})
    found = _ASCII * (counted.total() - sum(others.values()))
    found += _MISPLACED_COSTS * len(_MISPLACED.findall(text))
    rules = list(_IN_ALL)
    if encoding in _ALPHABETS:
        languages, before = _ALPHABETS[encoding]
        rules += _IN_LATIN if languages[0] in _LATIN else _IN_OTHERS
        found += before + max(
            sum(n * likely.get(character, _NEVER) for character, n in others.items())
            for likely in (_of_letters(letters, languages) for letters in languages)
        )
    else:
        rules += _IN_OTHERS
        found += _CHARACTERS[encoding][-1]
        found += sum(n * _of_character(character, encoding) for character, n in others.items())
    return found + sum(cost * len(rule.findall(classes)) for rule, cost in rules)


@cache
def _of_letters(letters: str, languages: tuple[str, ...]) -> Mapping[str, float]:
    """The logarithm of how often each letter comes, small and capital, and signs.

    Those of other languages that the encoding is for come in foreign names.
    """
    steep = 4 / len(letters)
    whole = sum(math.exp(-steep * place) for place in range(len(letters)))
    foreign = "".join(languages)
    found = dict.fromkeys(foreign + foreign.upper(), _FOREIGN)
    found |= dict.fromkeys(_PUNCTUATION, _PUNCTUATES)
    for place, letter in enumerate(letters):
        small = -steep * place - math.log(whole)
        found[letter.upper()] = max(small - 2.0, found.get(letter.upper(), _NEVER))
        found[letter] = small
    return found


@cache
def _of_character(character: str, encoding: str) -> float:
    """The same of one of thousands, by how common it is."""
    frequent, standard, last, _ = _CHARACTERS[encoding]
    if character in _WIDE:
        return _SIGN
    if character in frequent:
        return _FREQUENT
    if character in _KANA:
        return _SIGN if encoding in ("cp932", "euc_jp") else _RARE
    try:
        first = character.encode(standard)[0]
    except UnicodeEncodeError:
        return _RARE
    return _SECOND if 0xA4 <= first <= last else _RARE


def _class(character: str) -> str:
    """Small or capital, ASCII or not; of a script without both, or one of thousands; or a sign."""
    if character.isascii():
        return ("A" if character.isupper() else "a") if character.isalpha() else " "
    if not character.isalpha():
        return " " if character in "’·\u00a0" else "s"
    if character.isupper():
        return "N"
    if character.islower():
        return "n"
    return "c" if character > "\u2e80" else "h"
