"""Builds src/denge/catalogue/lexicon/LANG/{names,people}.csv from the tables of names.

python tools/build_names.py

Reads catalogue/states.csv, blocs.yaml, offices.csv and names/*.csv. English, Turkish and Kazakh get
one row a stem, since their endings are cut at run time by morph.toml; Russian gets every form with
its cases, declined here (pymorphy3 is in the build group).
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from pathlib import Path

import yaml

from denge.core.catalogue import read_toml

ROOT = Path(__file__).parents[1] / "src/denge/catalogue"
LANGS = ("en", "tr", "ru", "kk")
CASES = {"nomn": "nom", "gent": "gen", "datv": "dat", "accs": "acc", "ablt": "ins", "loct": "loc"}
ORDER = ("nom", "gen", "dat", "acc", "ins", "loc")
KAZAKH_LETTERS = set("әғқңөұүһі")
# CLDR display names that no text writes: each is replaced by the aliases of names/aliases.csv.
DISPLAY_ONLY = ("(", "ÖİБ", "ÖİB", "АӘА", " - ", " — ", "о-ва", "Bölgeleri", "аймақтары")
DISPLAY_ONLY_CODES = {("PSE", "ru"), ("PSE", "en")}
# Bare forms that are common words of the language, met too often in another sense.
COMMON_WORDS = {
    ("tr", "Dili"), ("tr", "Male"), ("en", "Male"), ("en", "Nice"), ("tr", "Sana"), ("tr", "Cuba"),
    ("tr", "Lima"), ("tr", "Bali"),
}  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def collect(lang: str) -> list[tuple[str, str, str, str]]:
    """(form, code, kind, place) of every name of the language, in order of preference."""
    found: list[tuple[str, str, str, str]] = []
    for row in rows_of("states.csv"):
        name, code = row[f"name_{lang}"], row["iso3"]
        if (code, lang) not in DISPLAY_ONLY_CODES and not any(m in name for m in DISPLAY_ONLY):
            found.append((name, code, "state", code))
    blocs = yaml.safe_load((ROOT / "blocs.yaml").read_text("utf-8"))
    found += [(b[f"name_{lang}"], code, "bloc", "") for code, b in blocs.items()]
    for row in rows_of("names/aliases.csv"):
        if row["lang"] == lang:
            kind = "bloc" if row["code"] in blocs else "state"
            found.append((row["form"], row["code"], kind, "" if kind == "bloc" else row["code"]))
    for table, kind in (("capitals", "capital"), ("cities", "city")):
        for row in rows_of(f"names/{table}.csv"):
            place = f"{row['iso3']}:{row['en'].split('|')[0]}"
            found += [(f, row["iso3"], kind, place) for f in split(row[lang])]
    for row in rows_of("names/seats.csv"):
        found += [(f, row["code"], "seat", row["place"]) for f in split(row[lang])]
    for row in rows_of("names/firms.csv"):
        found += [(f, row["code"], "firm", "") for f in split(row[lang])]
    for row in rows_of("names/demonyms.csv"):
        found += [(f, row["iso3"], "demonym", "") for f in split(row[lang])]
    unique = dict.fromkeys(found)
    return [entry for entry in unique if (lang, entry[0]) not in COMMON_WORDS]


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def main() -> None:
    for lang in LANGS:
        names = collect(lang)
        people = collect_people(lang)
        if lang == "ru":
            women = {r["person_en"]: is_feminine(r["person_ru"]) for r in rows_of("offices.csv")}
            declined = [
                (form, code, kind, place, case)
                for name, code, kind, place in names
                for form, case in decline(name, kind).items()
            ]
            faces = [
                (person, form, full, case)
                for person, name, full in people
                for form, case in decline_person(name, women[person]).items()
            ]
        else:
            declined = [(*entry, "") for entry in names]
            faces = [(*entry, "") for entry in people]
        write(lang, "names", ("form", "code", "kind", "place", "case"), declined)
        write(lang, "people", ("person", "form", "full", "case"), faces)


def write(lang: str, name: str, columns: tuple[str, ...], rows: list) -> None:
    with (ROOT / f"lexicon/{lang}/{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(columns)
        out.writerows(dict.fromkeys(rows))


def collect_people(lang: str) -> list[tuple[str, str, str]]:
    """(person, form, "1" if a full name) for every holder of an office."""
    script = "cyrillic" if lang in ("ru", "kk") else "latin"
    found: list[tuple[str, str, str]] = []
    family_first = set(read_toml("catalogue/names/family_first.toml")["states"])
    for row in rows_of("offices.csv"):
        person = row["person_en"]
        own = row[f"person_{lang}"]
        names = [own] if own else []
        if script == "latin" and person not in names:
            names.append(person)
        aliases = [a for a in row["aliases"].replace(";", "|").split("|") if a.strip()]
        aliases = [a for a in aliases if is_cyrillic(a) == (script == "cyrillic")]
        if lang == "ru":
            aliases = [a for a in aliases if not set(a.lower()) & KAZAKH_LETTERS]
        # Where the family stands first, a text goes on with the first word as well.
        ends = (0, -1) if row["state"] in family_first else (-1,)
        surnames = [
            n.split()[end] for n in names if " " in n and not n.endswith(".") for end in ends
        ]
        surnames = [s for s in surnames if not set(s) <= set("IVX")]  # the third of a name
        if script == "latin":
            own_letters = "çğıöşüÇĞİÖŞÜ" if lang == "tr" else ""
            names += [n for n in (unmarked(n, own_letters) for n in names) if n not in names]
            plain = [unmarked(s, own_letters) for s in surnames]
            surnames += [s for s in plain if s not in surnames]
        found += [(person, name, "1") for name in names]
        found += [(person, a.strip(), "1" if " " in a.strip() else "0") for a in aliases]
        found += [(person, s, "0") for s in surnames if s not in aliases]
    return list(dict.fromkeys(found))


_PLAIN_LETTERS = str.maketrans("øłđıəæðþØŁĐƏİÞ", "oldiaaetOLDAIT") | {ord("ß"): "ss"}


def unmarked(name: str, own_letters: str = "") -> str:
    """A name as agencies write it: without the marks of letters that are not a language's own.

    >>> unmarked("Shinzō Abe"), unmarked("Lars Løkke"), unmarked("Ahmet Üzümcü", "üÜ")
    ('Shinzo Abe', 'Lars Lokke', 'Ahmet Üzümcü')
    """
    return "".join(c if c in own_letters else _plain_letter(c) for c in name)


def _plain_letter(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", letter.translate(_PLAIN_LETTERS))
    return "".join(c for c in apart if not unicodedata.combining(c))


def is_cyrillic(text: str) -> bool:
    return any("\u0400" <= c <= "\u04ff" for c in text)


# --- Russian declension -------------------------------------------------------------------------


def merge(forms: dict[str, str]) -> dict[str, str]:
    """case -> form, turned to form -> cases joined by |."""
    cases: dict[str, list[str]] = defaultdict(list)
    for case in ORDER:
        if form := forms.get(case):
            cases[form].append(case)
    return {form: "|".join(found) for form, found in cases.items()}


def decline(name: str, kind: str) -> dict[str, str]:
    """Forms of a Russian name with their cases; an adjective in both numbers and all genders."""
    if kind == "demonym":
        return adjective(name)
    words = name.split()
    heads = [decline_word(word, words) for word in words]
    head = next((i for i, (_, noun) in enumerate(heads) if noun), len(words) - 1)
    forms = {}
    for case in ORDER:
        parts = [heads[i][0].get(case, w) if i <= head else w for i, w in enumerate(words)]
        forms[case] = " ".join(parts)
    return merge(forms)


def decline_word(word: str, phrase: list[str]) -> tuple[dict[str, str], bool]:
    """case -> form of one word, and whether it is the noun that the phrase hangs on."""
    if word.isupper() or not is_cyrillic(word):
        return dict.fromkeys(ORDER, word), True
    parses = [p for p in analyser().parse(word) if "nomn" in p.tag]
    plural_head = phrase[-1] in ("Штаты", "Эмираты", "Острова") or "Штаты" in phrase
    adjectives = [p for p in parses if {"ADJF", "PRTF"} & p.tag.grammemes and len(phrase) > 1]
    if adjectives and word != phrase[-1]:
        want = "plur" if plural_head else "sing"
        best = next((p for p in adjectives if want in p.tag), adjectives[0])
        return inflect(best, word), False
    nouns = [p for p in parses if "NOUN" in p.tag]
    geo = [p for p in nouns if "Geox" in p.tag] or nouns
    if geo and any(p.is_known for p in geo):
        return inflect(geo[0], word), True
    return by_ending(word), True


def inflect(parse, word: str) -> dict[str, str]:
    number = parse.tag.number or "sing"
    forms = {}
    for tag, case in CASES.items():
        grammemes = {tag, number}
        if {"ADJF", "PRTF"} & parse.tag.grammemes:
            if parse.tag.gender and number == "sing":
                grammemes.add(parse.tag.gender)
            if case == "acc" and (number == "plur" or parse.tag.gender == "masc"):
                grammemes.add("inan")
        found = parse.inflect(grammemes)
        forms[case] = shape(found.word, word) if found else word
    return forms


def shape(form: str, model: str) -> str:
    """A form in the capitals of its model: `казахстана` as `Казахстана`."""
    parts = zip(form.split("-"), model.split("-"), strict=False)
    return "-".join(f.capitalize() if m[:1].isupper() else f for f, m in parts)


VOWELS = "аеёиоуыэюя"


def by_ending(word: str, feminine: bool = False) -> dict[str, str]:
    """Declension of a name by its ending; what does not decline stays as it is.

    >>> by_ending("Токаев")["ins"], by_ending("Мэй", feminine=True)["dat"]
    ('Токаевым', 'Мэй')
    """
    low, stem = word.lower(), word[:-1]
    if low.endswith(("ский", "цкий", "ной", "ый")):
        return table(
            word[:-2], ("ого", "ому", "ого", "им" if low.endswith("кий") else "ым", "ом"), word
        )
    if low.endswith(("ова", "ева", "ёва", "ина")) and feminine:
        return table(stem, ("ой", "ой", "у", "ой", "ой"), word)
    if low.endswith("ская") and feminine:
        return table(word[:-2], ("ой", "ой", "ую", "ой", "ой"), word)
    if low.endswith(("ов", "ев", "ёв", "ин", "ын")) and not feminine:
        return table(word, ("а", "у", "а", "ым", "е"), word)
    if low.endswith("ия"):
        return table(stem, ("и", "и", "ю", "ей", "и"), word)
    if low.endswith("а"):
        soft = low[-2] in "гкхжшщч"
        return table(stem, ("и" if soft else "ы", "е", "у", "ой", "е"), word)
    if low.endswith("я"):
        return table(stem, ("и", "е", "ю", "ей", "е"), word)
    if low[-1] in VOWELS or feminine:
        return dict.fromkeys(ORDER, word)
    if low.endswith(("й", "ь")):
        return table(stem, ("я", "ю", "я", "ем", "е"), word)
    return table(word, ("а", "у", "а", "ем" if low[-1] in "жшщчц" else "ом", "е"), word)


def table(stem: str, ends: tuple[str, ...], nominative: str) -> dict[str, str]:
    return {"nom": nominative} | {
        case: stem + end for case, end in zip(ORDER[1:3] + ("acc", "ins", "loc"), ends, strict=True)
    }


def adjective(word: str) -> dict[str, str]:
    """All forms of an adjective of a state, and its first part of a compound (`российско`)."""
    parse = next((p for p in analyser().parse(word) if "ADJF" in p.tag), None)
    if parse is None:
        return merge(decline_word(word, [word])[0])
    cases: dict[str, set[str]] = defaultdict(set)
    if parse is not None:
        for form in parse.lexeme:
            if "ADJF" in form.tag and form.tag.case in CASES:
                cases[form.word].add(CASES[form.tag.case])
    found = {form: "|".join(c for c in ORDER if c in have) for form, have in cases.items()}
    if word.endswith(("ский", "цкий")):
        found[word[:-2] + "о"] = ""
    return found


def decline_person(name: str, feminine: bool) -> dict[str, str]:
    """Forms of a person's name; a woman's surname may not decline."""
    words = name.split()
    parts = [
        first_name(w) if i < len(words) - 1 else by_ending(w, feminine) for i, w in enumerate(words)
    ]
    return merge({case: " ".join(part[case] for part in parts) for case in ORDER})


def is_feminine(name: str) -> bool:
    """Whether a full name is a woman's, by its first word."""
    first = name.split()[0] if name else ""
    if not first:
        return False
    parses = [p for p in analyser().parse(first) if "Name" in p.tag]
    if parses:
        return "femn" in parses[0].tag
    return first[-1] in "ая"


def first_name(word: str) -> dict[str, str]:
    if word.islower() or "." in word:
        return dict.fromkeys(ORDER, word)
    parses = [p for p in analyser().parse(word) if "Name" in p.tag and "nomn" in p.tag]
    return inflect(parses[0], word) if parses and parses[0].is_known else by_ending(word)


_ANALYSER: list = []


def analyser():
    if not _ANALYSER:
        from pymorphy3 import MorphAnalyzer

        _ANALYSER.append(MorphAnalyzer())
    return _ANALYSER[0]


if __name__ == "__main__":
    main()
