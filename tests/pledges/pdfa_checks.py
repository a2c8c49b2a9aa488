"""What PDF/A-2b (ISO 19005-2) asks that can be read off the file with pikepdf. Not a validator: the list it goes through is :func:`faults`.

A real one's word (veraPDF) on files of this product is in decision 028, with how to ask it again.
"""

import re
from pathlib import Path

import pikepdf
from pikepdf import Name

_FORBIDDEN_ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/Sound",
    "/Movie",
    "/ResetForm",
    "/ImportData",
    "/Hide",
    "/SetOCGState",
    "/Rendition",
}
_FORBIDDEN_KEYS = {
    "/AA",
    "/OpenAction",
    "/JavaScript",
    "/EmbeddedFiles",
    "/NeedsRendering",
    "/AcroForm",
    "/OCProperties",
}


def faults(path: Path) -> list[str]:
    """What is wrong, in words; empty when every check passes."""
    found = []
    head = path.read_bytes()[:20]
    if not re.match(rb"%PDF-1\.[4-7]\n%[\x80-\xff]{4}", head):
        found.append("header (6.1.2)")
    with pikepdf.open(path) as pdf:
        if pdf.is_encrypted:
            found.append("encrypted (6.1.3)")
        ids = pdf.trailer.get("/ID")
        if ids is None or len(ids) != 2 or not all(bytes(part) for part in ids):
            found.append("file identifier (6.1.3)")
        found += [f"forbidden key {key}" for key in _FORBIDDEN_KEYS if key in pdf.Root]
        found += _metadata(pdf) + _intent(pdf)
        for thing in pdf.objects:
            found += _object(thing)
        if pdf.check_pdf_syntax():
            found.append("syntax: " + "; ".join(pdf.check_pdf_syntax()))
    return found


def _metadata(pdf: pikepdf.Pdf) -> list[str]:
    found = []
    stream = pdf.Root.get("/Metadata")
    if stream is None or stream.get("/Type") != Name.Metadata or stream.get("/Subtype") != Name.XML:
        return ["no metadata stream (6.6.2)"]
    with pdf.open_metadata() as meta:
        if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("2", "B"):
            found.append(f"pdfaid {meta.get('pdfaid:part')}{meta.get('pdfaid:conformance')} (6.6.4)")
        if "/Title" in pdf.docinfo and str(pdf.docinfo.Title) != meta.get("dc:title"):
            found.append("title differs between Info and XMP (6.6.3)")
    return found


def _intent(pdf: pikepdf.Pdf) -> list[str]:
    intents = [row for row in pdf.Root.get("/OutputIntents", []) if row.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1:
        return ["output intent (6.2.3)"]
    profile = intents[0].get("/DestOutputProfile")
    return [] if profile is not None and profile.get("/N") == 3 else ["output profile is not RGB (6.2.3)"]


def _object(thing) -> list[str]:
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return []
    found = []
    kind, sub = thing.get("/Type"), thing.get("/Subtype")
    if isinstance(thing, pikepdf.Stream):
        if "/F" in thing or "/FFilter" in thing:
            found.append("external stream (6.1.7)")
        filters = thing.get("/Filter")
        named = [filters] if isinstance(filters, Name) else list(filters or [])
        if Name.LZWDecode in named or Name.Crypt in named:
            found.append("forbidden filter (6.1.7)")
        if sub == Name.Image and (thing.get("/Interpolate") is True or "/Alternates" in thing or "/OPI" in thing):
            found.append("picture is smoothed or has alternates (6.2.8)")
        if sub == Name.Image and thing.get("/ColorSpace") == Name.DeviceCMYK:
            found.append("CMYK picture with an RGB intent (6.2.4.3)")
        if sub == Name.PS or "/PS" in thing:
            found.append("PostScript (6.2.9)")
    if kind == Name.Annot and sub not in (Name.Popup,) and not int(thing.get("/F", 0)) & 4:
        found.append("annotation does not print (6.3.2)")
    if str(thing.get("/S")) in _FORBIDDEN_ACTIONS and kind in (None, Name.Action):
        found.append(f"action {thing.get('/S')} (6.5.1)")
    if kind == Name.Font:
        found += _font(thing)
    return found


def _font(font) -> list[str]:
    name, found = str(font.get("/BaseFont", "")), []
    sub = font.get("/Subtype")
    if sub == Name.Type0:
        inner = font.DescendantFonts[0]
        descriptor = inner.FontDescriptor
        if inner.get("/Subtype") == Name.CIDFontType2 and "/CIDToGIDMap" not in inner:
            found.append(f"{name}: no CIDToGIDMap (6.2.11.3.2)")
        if "/ToUnicode" not in font:
            found.append(f"{name}: no ToUnicode")
    elif sub in (Name.CIDFontType0, Name.CIDFontType2, Name.Type3):
        return []
    else:
        descriptor = font.get("/FontDescriptor", {})
    if not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")):
        found.append(f"{name}: not embedded (6.2.11.4)")
    return found
