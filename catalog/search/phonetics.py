"""Pinyin: reading what is typed as syllables or initials, and the sound of Chinese text.

Sounds are folded the way they are often mistyped (zh/z, ch/c, sh/s, -ng/-n), so «电子称» finds «电子秤» and «zizao» finds «zhizhao».
A syllable is kept as one private character, so that plain string comparison works on syllables.
"""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

SYLLABLES = frozenset(
    """
a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen
ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci cong
cou cu cuan cui cun cuo da dai dan dang dao de den deng di dian diao die ding diu dong dou du duan dui dun duo
e ei en eng er fa fan fang fei fen feng fiao fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua
guai guan guang gui gun guo ha hai han hang hao he hei hen heng hm hong hou hu hua huai huan huang hui hun huo
ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng kong kou ku kua
kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin ling liu lo long
lou lu luan lun luo lv lve m ma mai man mang mao me mei men meng mi mian miao mie min ming miu mo mou mu n na
nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nun nuo nv nve o ou pa
pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong
qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang sao se sen
seng sha shai shan shang shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo si song sou
su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun tuo wa wai wan
wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi
yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhen
zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo
lv nv lve nve
""".split()
)
_LETTERS = re.compile(r"^[a-z' ]+$")
_LETTER_RUN = re.compile("[a-z]{3,}")
#: How many words with the same initials are tried.
READINGS = 4
#: Fewer initials only fit all of a phrase; letters may be left out where this share is typed.
SHORTEST_PIECE = 3
SHARE_TYPED = 0.75
_CODES: dict[str, str] = {}
_LONGEST_WORD = 8


def is_letters(text: str) -> bool:
    """Whether a plain query consists of Latin letters only."""
    return bool(_LETTERS.match(text))


def fold(syllable: str) -> str:
    """A syllable without the differences that are often mistyped."""
    for full, short in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if syllable.startswith(full):
            syllable = short + syllable[2:]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def _code(syllable: str) -> str:
    folded = fold(syllable)
    if folded not in _CODES:
        _CODES[folded] = chr(0xE000 + len(_CODES))
    return _CODES[folded]


_GRAMMAR = frozenset(map(_code, "mei de le wei wu you bu zai shang xia ge shi hai jiu yi li dou ye ba gei he".split()))


@lru_cache(maxsize=50_000)
def _readings(text: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(text, errors=lambda run: list(run)))


def sound(text: str) -> str:
    """The sound of a text, one private character a syllable; Latin letters and digits stay."""
    return "".join(_code(s) if s in SYLLABLES else s for s in _readings(text.replace(" ", "")))


def pairs(sound: str) -> set[str]:
    """Neighbouring syllables of a sound."""
    return {sound[i : i + 2] for i in range(len(sound) - 1)}


def initials(text: str) -> str:
    """First letters of the syllables: 没挂执照 → ``mgzz``."""
    return "".join(reading[0] for reading in _readings(text.replace(" ", "")))


def typed_sound(letters: str) -> str:
    """The sound of typed full pinyin («meiguazhizhao», «mei gua»), or "" where it is not full pinyin."""
    sounds = []
    for part in re.split(r"[' ]+", letters):
        syllables = _syllables(part)
        if not syllables:
            return ""
        sounds += syllables
    return "".join(map(_code, sounds))


@lru_cache(maxsize=5_000)
def _syllables(letters: str) -> tuple[str, ...]:
    """The cut of ``letters`` into the fewest syllables; () where there is none."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, piece = best[start], letters[start:end]
            if before is not None and piece in SYLLABLES:
                if best[end] is None or len(before) + 1 < len(best[end]):
                    best[end] = (*before, piece)
    return best[len(letters)] or ()


@lru_cache(maxsize=4)
def words_by_sound(words: tuple[str, ...]) -> dict[str, str]:
    """Sound → word; of words that sound alike the first one."""
    return {sound(word): word for word in reversed(words)}


def words_in(typed: str, vocabulary: tuple[str, ...]) -> tuple[str, float]:
    """Words of ``vocabulary`` heard in a sound, long ones first, with the share of the sound they make up.

    Syllables of grammar (没, 了, 上) between the words count as understood.
    """
    by_sound = words_by_sound(vocabulary)
    best: list[tuple[int, int, tuple[str, ...]]] = [(0, 0, ())]
    for end in range(1, len(typed) + 1):
        value, known, heard = best[end - 1]
        choice = (value, known + (typed[end - 1] in _GRAMMAR), heard)
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            if word := by_sound.get(typed[start:end]):
                value, known, heard = best[start]
                length = end - start
                choice = max(choice, (value + length**2, known + length, (*heard, word)))
        best.append(choice)
    _, known, heard = best[-1]
    return " ".join(heard), known / max(1, len(typed)) if heard else 0.0


def meant_among_han(plain: str, vocabulary: tuple[str, ...]) -> list[str]:
    """What letters among Chinese characters may mean: full pinyin, or initials of a word of ``vocabulary``.

    Letters that are neither stay; no reading but the one typed is no reading at all. Initials of several words give
    several readings, ``READINGS`` at most.
    """
    found = {_LETTER_RUN.sub(lambda typed: _heard(typed[0], vocabulary), plain): None}
    for short in _LETTER_RUN.findall(plain):
        words = words_by_initials(vocabulary).get(short, ()) if len(short) > 2 else ()
        found |= {plain.replace(short, word): None for word in words[:READINGS]}
    return [reading for reading in found if reading != plain]


def _heard(typed: str, vocabulary: tuple[str, ...]) -> str:
    """Typed pinyin as words, where all of it is words we know."""
    heard, share = words_in(typed_sound(typed), vocabulary) if len(typed) > 3 else ("", 0)
    return heard.replace(" ", "") if share == 1 else typed


@lru_cache(maxsize=4)
def words_by_initials(words: tuple[str, ...]) -> dict[str, list[str]]:
    """Initials → the words that have them, in the order of the list."""
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(initials(word), []).append(word)
    return found


def initials_value(part: str, whole: str, is_keyword: bool) -> float:
    """How well typed initials fit those of a phrase: all of them, a good piece, or some letters left out."""
    if part == whole:
        return 1.0
    share = len(part) / len(whole)
    if len(part) >= SHORTEST_PIECE and part in whole and (share >= 0.4 or len(part) >= 5):
        return 0.5 + 0.4 * share
    if len(part) >= SHORTEST_PIECE and is_keyword and share >= SHARE_TYPED and _is_subsequence(part, whole):
        return 0.5 + 0.25 * share
    return 0.0


def _is_subsequence(part: str, whole: str) -> bool:
    letters = iter(whole)
    return all(letter in letters for letter in part)
