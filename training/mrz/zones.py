"""Random machine-readable zones: the text that the networks are trained on.

Layouts and check digits follow ICAO Doc 9303 parts 4 to 7. Names and numbers are made of random
syllables and characters: a language model of real names must not form in the recogniser, since a
letter has to be read for its shape.
"""

import string

DIGITS = string.digits
LETTERS = string.ascii_uppercase
ALPHABET = DIGITS + LETTERS + "<"

COUNTRIES = (
    "AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BLR BEL BIH BRA BGR CAN CHL CHN COL HRV "
    "CUB CYP CZE DNK EGY EST ETH FIN FRA GEO D<< GHA GRC HUN ISL IND IDN IRN IRQ IRL ISR ITA JAM "
    "JPN JOR KAZ KEN KOR KWT KGZ LVA LBN LIE LTU LUX MYS MLT MEX MDA MCO MNG MNE MAR MOZ NPL NLD "
    "NZL NGA NOR OMN PAK PAN PER PHL POL PRT QAT ROU RUS RWA SAU SEN SRB SGP SVK SVN ZAF ESP LKA "
    "SWE CHE SYR TJK TZA THA TUN TUR TKM UGA UKR ARE GBR USA URY UZB VEN VNM YEM ZMB ZWE UTO RKS "
    "GBD GBN XXA XXB UNO EUE"
).split()

SYLLABLE_STARTS = "B C D F G H J K L M N P R S T V W Y Z BR CH DR FR GR KR PR SCH SH ST TR TH".split()
SYLLABLE_VOWELS = "A E I O U Y AE EI IE OU AU OO EE IA".split()
SYLLABLE_ENDS = ["", "", "", "N", "R", "S", "L", "M", "T", "K", "NG", "SKI", "X", "D", "Q", "CK"]


def check_digit(text):
    """The check digit of a field, weights 7, 3, 1 (Doc 9303 part 3, section 4.9)."""
    total = 0
    for index, character in enumerate(text):
        value = 0 if character == "<" else int(character, 36)
        total += value * (7, 3, 1)[index % 3]
    return str(total % 10)


def word(rng):
    if rng.random() < 0.35:  # shapes alone: any letter after any other
        return "".join(rng.choice(LETTERS) for _ in range(rng.randint(2, 11)))
    parts = []
    for _ in range(rng.randint(1, 4)):
        parts.append(rng.choice(SYLLABLE_STARTS) + rng.choice(SYLLABLE_VOWELS) + rng.choice(SYLLABLE_ENDS))
    return "".join(parts)


def names(rng, width):
    surname = "<".join(word(rng) for _ in range(rng.choices((1, 2, 3), (8, 3, 1))[0]))
    given = "<".join(word(rng) for _ in range(rng.choices((0, 1, 2, 3), (1, 8, 5, 2))[0]))
    return (surname + ("<<" + given if given else ""))[:width].ljust(width, "<")


def number(rng, width):
    kind = rng.random()
    if kind < 0.35:
        text = "".join(rng.choice(DIGITS) for _ in range(rng.randint(width - 2, width)))
    elif kind < 0.7:
        lead = rng.randint(1, 3)
        text = "".join(rng.choice(LETTERS) for _ in range(lead)) + "".join(
            rng.choice(DIGITS) for _ in range(width - lead - rng.choice((0, 0, 0, 1))))
    else:
        text = "".join(rng.choice(DIGITS + LETTERS) for _ in range(rng.randint(width - 3, width)))
    return text[:width].ljust(width, "<")


def optional(rng, width):
    kind = rng.random()
    if kind < 0.45:
        return "<" * width
    return number(rng, rng.randint(3, width)).ljust(width, "<")[:width]


def date(rng):
    return f"{rng.randint(0, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 31):02}"


def td3(rng, first=None):
    country = rng.choice(COUNTRIES)
    code = first or rng.choice(("P<", "P<", "P<", "P<", "PP", "PD", "PC", "PM", "PN", "P" + rng.choice(LETTERS)))
    document = number(rng, 9)
    birth, expiry, personal = date(rng), date(rng), optional(rng, 14)
    middle = document + check_digit(document)
    dates = birth + check_digit(birth) + rng.choice("MFX<") + expiry + check_digit(expiry)
    if code[0] == "V":
        return [code + country + names(rng, 39), middle + country + dates + optional(rng, 16)]
    digit = "<" if personal.strip("<") == "" and rng.random() < 0.5 else check_digit(personal)
    composite = check_digit(middle + dates[:7] + dates[8:] + personal + digit)
    return [code + country + names(rng, 39), middle + country + dates + personal + digit + composite]


def td2(rng, first=None):
    country = rng.choice(COUNTRIES)
    code = first or rng.choice(("I<", "ID", "AC", "A<", "C<", "P<"))
    document, birth, expiry = number(rng, 9), date(rng), date(rng)
    middle = document + check_digit(document)
    dates = birth + check_digit(birth) + rng.choice("MFX<") + expiry + check_digit(expiry)
    if code[0] == "V":
        return [code + country + names(rng, 31), middle + country + dates + optional(rng, 8)]
    extra = optional(rng, 7)
    composite = check_digit(middle + dates[:7] + dates[8:] + extra)
    return [code + country + names(rng, 31), middle + country + dates + extra + composite]


def french(rng):
    """The French identity card of 1988 to 2021."""
    surname = word(rng)[:25].ljust(25, "<")
    office = "".join(rng.choice(DIGITS) for _ in range(6))
    document = "".join(rng.choice(DIGITS) for _ in range(12))
    given, birth = word(rng)[:14].ljust(14, "<"), date(rng)
    first = "IDFRA" + surname + office
    second = document + check_digit(document) + given + birth + check_digit(birth) + rng.choice("MF")
    return [first, second + check_digit(first + second)]


def td1(rng):
    country = rng.choice(COUNTRIES)
    document, birth, expiry = number(rng, 9), date(rng), date(rng)
    code = rng.choice(("I<", "ID", "I" + rng.choice(LETTERS), "AC", "C1", "IR", "C<", "A<"))
    first = code + country + document + check_digit(document) + optional(rng, 15)
    dates = birth + check_digit(birth) + rng.choice("MFX<") + expiry + check_digit(expiry)
    extra = optional(rng, 11)
    composite = check_digit(first[5:] + dates[:7] + dates[8:] + extra)
    return [first, dates + country + extra + composite, names(rng, 30)]


def driving(rng):
    text = "D1" + rng.choice(COUNTRIES) + "".join(rng.choice(DIGITS + LETTERS) for _ in range(24))
    return [text[:29] + check_digit(text[:29])]


def noise(rng, count, width):
    """Lines without grammar, so that no place in a line stands for a kind of character."""
    def one():
        weights = [rng.random() + 0.05 for _ in range(3)]
        pools = rng.choices((DIGITS, LETTERS, "<"), weights, k=width)
        return "".join(rng.choice(pool) for pool in pools)
    return [one() for _ in range(count)]


def zone(rng, width=None):
    """Lines of one zone. `width` asks for 30, 36 or 44 characters a line."""
    width = width or rng.choices((30, 36, 44), (4, 2, 5))[0]
    if rng.random() < 0.15:
        return noise(rng, 3 if width == 30 else 2, width)
    if width == 30:
        return driving(rng) if rng.random() < 0.05 else td1(rng)
    if width == 36:
        return rng.choices((td2(rng), td2(rng, "V<"), french(rng)), (6, 2, 3))[0]
    lines = td3(rng, rng.choice(("V<", "VC")) if rng.random() < 0.12 else None)
    if rng.random() < 0.05:  # specimens of 45 and 46 characters exist
        extra = rng.choice((1, 2))
        lines = [line[:-4] + rng.choice(ALPHABET) * extra + line[-4:] for line in lines]
    return lines


def printed(rng):
    """A zone that keeps to its layout; one in twenty has a wrong check digit printed."""
    width = rng.choices((30, 36, 44), (4, 2, 5))[0]
    lines = {30: lambda: td1(rng), 36: lambda: td2(rng, rng.choice((None, None, "V<"))), 44: lambda: td3(rng)}[width]()
    if rng.random() < 0.05:
        row, column = {30: (0, 14), 36: (1, 9), 44: (1, 9)}[width]
        wrong = str((int(lines[row][column]) + rng.randint(1, 9)) % 10)
        lines[row] = lines[row][:column] + wrong + lines[row][column + 1:]
    return lines
