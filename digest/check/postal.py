"""Whether a page prints anything like a postal address, of whatever country.

Decides by what addresses are made of: a number beside a word for a street, a postcode beside a name, a box. Does not
know whose address it is, nor whether it exists.
"""

from __future__ import annotations

__all__ = ["check", "has_address"]

import re
from typing import TYPE_CHECKING

from digest.check.report import Hit, warning
from digest.text import collapse

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOOTER = 1500
"""Characters at the end of a page in which an address is looked for."""
_MONTH = (
    r"(?:jan(?:uary?|uar|vier)?|feb(?:ruary?|ruar|rero)?|f[ée]v(?:rier)?|m(?:ar(?:ch|s|zo)?|ärz)|ap(?:r|ril)|avr(?:il)?"
    r"|abr(?:il)?|ma[iy]o?|ju(?:ne|ni|nio|in|ly|li|lio|illet|n|l)|ao[uû]t|a(?:ug|go)(?:ust|sto)?|sep(?:t|tem|tiem)?(?:bre|ber)?"
    r"|o[ck]t(?:ober|obre|ubre)?|nov(?:em|iem)?(?:bre|ber)?|d[eéi][cz](?:em|iem)?(?:bre|ber)?|enero?)\b\.?"
)
# What has digits and is no address: dates, addresses of the web and of mail, telephone and register numbers, counts.
_NO_ADDRESS = re.compile(
    rf"(?:©|\(c\)|copyright)\s*(?:\d{{4}}\s*[-–]\s*)?\d{{4}}|\b{_MONTH}\s+\d{{1,4}}(?:,?\s+\d{{4}})?\b"
    rf"|\b\d{{1,2}}\.?\s+(?:de\s+)?{_MONTH}(?:\s+(?:de\s+)?\d{{4}})?\b"
    r"|https?://\S+|\S+@\S+|\+\d[\d\s()./-]{5,}\d|\(\d{3}\)\s?\d{3}-\d{4}"
    r"|\b(?:tel|fax|phone|fon|hrb|vat|ust-?id\w*|siret|kvk|reg(?:istered|istration)?|issue|ausgabe|numéro)\b"
    r"[\s.:#]*(?:no\.?\s*|number\s*)?[a-z]{0,3}[\d\s/-]{2,}"
    r"|\b(?:nr|no|n°)[\s.:#]*\d{4,}"
    r"|\b\d{1,3}(?:[.,]\d{3})+\b|\b\d+\s*(?:%|readers|subscribers|people|members|words|minutes?|stories|leser|mitglieder"
    r"|lecteurs|abonnés|lectores|suscriptores)",
    re.IGNORECASE,
)
_STREET = (
    r"(?:street|st|road|rd|avenue|ave?|lane|ln|drive|dr|boulevard|blvd|bd|way|square|sq|quay|court|place|plaza|parkway"
    r"|highway|row|terrace|crescent|close|wharf|hill|park|suite|floor|building|bldg|tower|house|unit|rue|quai|chemin|cours"
    r"|via|viale|vicolo|piazza|corso|largo|calle|carrer|avenida|avda|paseo|pza|plaça|rua|travessa|praça|rodovia"
    r"|ulica|ul|aleja|al|náměstí|nám|třída|utca|út|tér|strada|str|bulevardul|sokak|sok|sokağı|cadde|caddesi|cad|mahallesi|mah"
    r"|улица|ул|проспект|просп|пр|вулиця|вул|площадь|пл|бул|οδός|λεωφόρος|λεωφ|شارع|طريق|خیابان|רחוב|שדרות|jalan|jl|marg|nagar"
    r"|sector|đường|phố|quận|soi|thanon|ถนน|\w*(?:straße|strasse|str|weg|platz|gasse|allee|damm|ring|ufer|hof|markt|straat"
    r"|laan|gracht|kade|plein|dreef|singel|gata|gatan|gate|veien|vej|gade|vägen|väg|vei|katu|tie|torget|tori))"
)
_WORDS = r"(?:[^\W\d_][\w.'’-]*[,\s]+){0,4}"
_ADDRESS = re.compile(
    rf"\b\d{{1,6}}[a-z]?(?:[-/]\d+)?[,\s]+{_WORDS}{_STREET}\b"  # 12 Quay Street; 12 bis, rue de la Paix
    rf"|\b{_STREET}\b[.,\s]+{_WORDS}(?:n[oº°r]?[.:]?\s?)?\d{{1,5}}\b"  # Hafenstr. 9; Calle de Alcalá, 45; ul. Długa 3
    r"|\b(?!(?:19|20)\d\d\b)\d{4,6}\s+[^\W\d_]{2,}"  # 10115 Berlin; 4051 Basel
    r"|[^\W\d_]{2,}[,\s–-]+(?!(?:19|20)\d\d\b)\d{4,6}\b"  # CA 94104; New Delhi 110001; Singapore 048616
    r"|\b(?:\d{2}-\d{3}|\d{3}\s\d{2}|\d{5}-\d{3}|\d{4}-\d{3}|\d{5}-\d{4}|\d{3}-\d{4})\b"  # PL, CZ, SE, BR, PT, US, JP
    r"|(?-i:\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s*\d[A-Z]\d\b"  # GB, CA
    r"|\b\d{4}\s?[A-Z]{2}\b|\b[A-Z]\d[\dW]\s?[A-Z\d]{4}\b)"  # NL, IE
    r"|\b(?:p\.?\s?o\.?\s?box|postfach|bo[iî]te postale|b\.?p\.?\s?\d|apartado|casilla|caixa postal|postboks|postbus)\b"
    r"|صندوق بريد|ص\.\s?ب|а/я"
    r"|\d\s*(?:号|號|弄|番地|丁目|番|楼|樓|호|층|번지)|(?:로|길|대로)\s*\d|〒|邮编|郵編|郵遞區號|우편번호",
    re.IGNORECASE,
)


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)


def has_address(text: str) -> bool:
    """Tell whether the last part of *text* holds anything like a postal address.

    >>> has_address("Hafenstraße 12, 20457 Hamburg"), has_address("© 2026 The Review. Issue 12, 5 minutes")
    (True, False)
    """
    end = collapse(text)[-_FOOTER:].translate(_DIGITS)
    return bool(_ADDRESS.search(_NO_ADDRESS.sub(" ; ", end)))


def check(text: str) -> Iterator[Hit]:
    """Look for a postal address in what a page or a text part says, where no publication is known."""
    if text.strip() and not has_address(text):
        advice = "print the sender's in the footer; the law asks for it in many countries"
        yield warning("wording/postal-address", "no postal address can be seen near the end", advice)
