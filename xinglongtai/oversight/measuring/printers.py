"""The same letter by other programs: milliseconds a letter, None where the program is not here."""

import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from docx import Document
from docx.shared import Pt

from pledges import letter
from pledges.management.commands.bench_letters import sample
from xinglongtai.core import fonts, typesetting

from .figures import Run, clocked

_TYPST = """
import sys, time, typst
fonts, source, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
compiler = typst.Compiler(source, font_paths=[fonts])
compiler.compile(sys_inputs={"serial": "0"})
began = time.perf_counter()
for n in range(1, count + 1):
    assert compiler.compile(sys_inputs={"serial": str(n)}).startswith(b"%PDF")
sys.stdout.write(str((time.perf_counter() - began) * 1000 / count))
"""
_BROWSER = """
import sys, time
from pathlib import Path
from playwright.sync_api import sync_playwright
with sync_playwright() as driver:
    browser = driver.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox"])
    page = browser.new_page()
    for n in range(int(sys.argv[3]) + 1):
        if n == 1:
            began = time.perf_counter()
        page.goto(Path(sys.argv[2]).as_uri())
        assert page.pdf(format="A4").startswith(b"%PDF")
    sys.stdout.write(str((time.perf_counter() - began) * 1000 / int(sys.argv[3])))
"""


def paragraphs(serial: str) -> list[str]:
    """The letter's words in the order of its page."""
    s = sample(0).to_dict()
    told = (
        f"你局执法人员{s['officers_text']}在{s['inspected_text']}的监督检查中发现{s['pronoun']}存在{s['violations_text']}违法行为，"
        f"执法人员已向{s['pronoun']}进行了相关告知和{s['laws_text']}（法律法规规章）宣传教育，并要求{s['pronoun']}予以纠正。"
    )
    promise = [f"{s['pronoun']}对以上情况确认无误，并自愿承诺：", f"{s['box_immediate']}1、立即予以纠正；"]
    promise.append(f"{s['box_by_date']}2、在{s['due_text']}前纠正，并将整改情况说明及相关证明材料送达你局。")
    record = [f"当事人 {s['party_name']} {s['party_code']} {s['party_address']}", f"执法人员 {s['certificates_text']}"]
    record += [f"清单事项 {s['item_text']} 本局电话 {s['bureau_phone']}", s["rights_told"] + s["privacy_notice"]]
    return [
        f"No:样例〔2026〕{serial}号",
        f"{s['addressee']}：",
        told,
        *promise,
        "承诺人签名或盖章：",
        "年　　月　　日",
        *record,
    ]


def by_office(run: Run, together: int = 1) -> float | None:
    """LibreOffice from a Word template: filled with python-docx, turned into PDF by ``soffice``, so many in one start."""
    office = shutil.which("soffice")
    if not office:
        return None
    template = run.folder / "template.docx"
    made = Document()
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = fonts.SOURCE_FAMILY, Pt(14)
    made.add_heading("柔性执法告知承诺书", 1)
    for text in paragraphs("{serial}"):
        made.add_paragraph(text)
    made.save(template)

    def act():
        files = [_filled(template, n) for n in range(together)]
        command = [office, f"-env:UserInstallation=file://{run.folder}/office", "--headless", "--convert-to", "pdf"]
        subprocess.run([*command, "--outdir", str(run.folder), *files], check=True, capture_output=True, timeout=180)

    act()  # its own folder is made
    return min(clocked(act)[0] for _ in range(run.count(3, 2))) / together


def _filled(template: Path, n: int) -> str:
    document = Document(template)
    for paragraph in document.paragraphs:
        for piece in paragraph.runs:
            piece.text = piece.text.replace("{serial}", str(n))
    path = template.with_name(f"office-{n}.docx")
    document.save(path)
    return str(path)


def _page(run: Run) -> Path:
    """The letter's own page and style sheet, as a file for a browser."""
    html = typesetting.letter_html(letter.KIND, letter.TEMPLATE_VERSION, sample(0).to_dict(), number="样例〔2026〕0号")
    sheet = typesetting.letters_directory() / f"{letter.KIND}_{letter.TEMPLATE_VERSION}.css"
    path = run.folder / "letter.html"
    path.write_text(html.replace("</head>", f'<link rel="stylesheet" href="{sheet.as_uri()}"></head>'))
    return path


def by_browser(run: Run) -> float | None:
    """Chromium started for the letter."""
    chromium = shutil.which("chromium")
    if not chromium:
        return None
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [
        f"--user-data-dir={run.folder}/chromium",
        f"--print-to-pdf={run.folder}/chromium.pdf",
        _page(run).as_uri(),
    ]

    def act():
        subprocess.run(command, check=True, capture_output=True, timeout=60)

    act()
    return min(clocked(act)[0] for _ in range(run.count(5, 2)))


def by_open_browser(run: Run) -> float | None:
    """Chromium kept open, by Playwright, where that is installed (for tests it is)."""
    chromium = shutil.which("chromium")
    command = [sys.executable, "-c", _BROWSER, chromium or "", str(_page(run)), str(run.count(30, 10))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return float(done.stdout) if done.returncode == 0 else None


def by_typst(run: Run) -> float | None:
    """The floor: the same words by Typst, kept open in a process with a virtual environment of its own."""
    python = run.kept / "typst" / "bin" / "python"
    if not python.exists():
        return None
    source = run.folder / "letter.typ"
    body = "\n\n".join(paragraphs("#(sys.inputs.serial)"))
    source.write_text(
        f'#set page("a4")\n#set text(font: "XLT Letter Text", size: 14pt)\n= 柔性执法告知承诺书\n\n{body}\n'
    )
    command = [str(python), "-c", _TYPST, str(fonts.directory()), str(source), str(run.count(50, 20))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True, cwd=settings.BASE_DIR)
    return float(done.stdout)


WAYS = {
    "LibreOffice from a Word template, one start a letter": by_office,
    "LibreOffice, ten letters in one start": lambda run: by_office(run, 10),
    "Chromium print, one start a letter": by_browser,
    "Chromium print, kept open": by_open_browser,
    "floor: Typst, kept open": by_typst,
}
