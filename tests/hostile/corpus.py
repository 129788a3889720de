"""What people may type, by mistake or on purpose: every string that has broken a program of this kind, and their like."""

from __future__ import annotations

MARKUP = [
    "[/]", "[/b] fin", "[", "]", "[[", "]]", "[]", "[ ]", "[b", "[b]gras[/b]", "[bold red]Dupont[/]", "[@click=app.quit]x[/]",
    "[@click=app.bell()]x[/]", "[@click=screen.leave]quit[/]", "[link=https://example.org]x[/link]", "[#equipe]", "[$primary]x[/]",
    "[$nowhere]x[/]", "[a='b] x", '[a="b] x', "[type=x, v={'a[0]'}]", "[type=string_too_short, input_value='', input_type=str]",
    "1 validation error for Form\nname\n  Field required [type=missing, input_value={}, input_type=dict]", "Comité [Lyon 3]", "[0] x",
    "[Étudiants]", "ends\\", "\\[", "\\[/]", "[on red]x", "[not bold]x[/not bold]", "[reverse]x", "[auto]x[/]", "[100%]", "[red on]", "[=]",
    "[/][/][/]", "[red]" * 40, "x" + "[" * 200, "[b]" * 50 + "[/b]" * 51, ":smile:", ":warning: x", "&lbrack;/&rbrack;",
]  # fmt: skip
CONTROLS = [
    "\x1b[31mrouge\x1b[0m", "\x1b[2J\x1b[H", "\x1b[?1049l", "\x1b[6n", "\x1b]0;titre\x07", "\x1b]8;;https://example.org\x07x\x1b]8;;\x07",
    "\x1b]52;c;ZWNobw==\x07", "\x1bPq\x1b\\", "\x1bc", "\x1b", "\x9b31m", "\x9d0;x\x9c", "\x90q\x9c", "\x84\x85\x8d", "a\x00b", "\x00", "\x07\x08\x0b\x0c\x0e\x0f",
    "\x7f", "a\rb", "a\r\nb", "a\nb\nc", "\n", "\t", "a\tb", "\x1a", "\x04", "\x03", "\x11\x13", "\x1f\x1e\x1d\x1c", "a\u2028b", "a\u2029b", "\x85",
]  # fmt: skip
DIRECTIONS = [
    "\u202eevil\u202c", "\u202dabc", "\u2066x\u2069", "\u2067x", "\u2068x", "\u200fabc", "\u200eabc", "\u061cabc", "txt.\u202efdp.exe", "שלום עולם", "مرحبا بالعالم",
    "abc שלום def", "١٢٣", "Comité \u2067لجنة\u2069 x",
]  # fmt: skip
INVISIBLE = [
    "\u200b", "a\u200bb", "\u200c", "\u200d", "\ufeffx", "x\ufeff", "\u00adx", "\u2060", "\u180e", "\u3164", "\u115f", "\ufff9x\ufffb", "\U000e0001\U000e0041",
    "\u00a0", "\u2003", "\u3000", "\u034f", "\u17b5", "\u2800", "\ufe0f", "\ufdd0", "\uffff", "\U0010ffff", "\ue000", "\ufffd",
]  # fmt: skip
LETTERS = [
    "e\u0301", "é", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢", "a" + "\u0301" * 50, "\u0301", "œuvre", "Ĳsselmeer", "ﬁnance", "ß", "İstanbul", "ıI", "ǅ", "Ω≈ç√∫", "日本語の委員会", "中文",
    "한국어", "ไทย", "हिन्दी", "ქართული", "አማርኛ", "ﷺ", "ﷻ", "𝕬𝖕𝖕𝖚𝖎", "👩\u200d👩\u200d👧\u200d👦", "👨🏿\u200d🚀", "🇫🇷", "🇫", "☁️☁️", "⚠️ Comité", "1️⃣", "🏴\U000e0067\U000e0062\U000e007f",
    "ａｂｃ", "N'Guyên", "L’Haÿ-les-Roses", "d'Artagnan", "O'Neil; --",
]  # fmt: skip
FORMATS = [
    "{0}", "{}", "{name}", "{name!r}", "{self.__class__}", "{x.__init__.__globals__}", "{label}", "{", "}", "{{", "}}", "{:>1000000}", "{0!", "%s", "%(name)s", "%n%n%n", "%", "%%",
    "${HOME}", "$HOME", "`id`", "$(id)", "#{x}", "{{7*7}}", "{% x %}", "<%= x %>", "\\{x\\}", "{place} {count} {choices}",
]  # fmt: skip
FORMULAS = [
    "=1+1", "=cmd|'/C calc'!A0", "+33 1 23", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "=HYPERLINK(\"https://example.org\")", "|x", '"=1"', "';=1", "a;b", 'a"b', "a,b",
    '"', '""', "'", "''", "a\";=1;\"", "−1", "sep=;",
]  # fmt: skip
PAGES = [
    "<script>alert(1)</script>", "<b>x</b>", "<img src=x onerror=alert(1)>", "</title><script>", "&amp;", "&#60;", "<!--", "-->", "]]>", "<![CDATA[", "javascript:alert(1)",
    "# titre", "* x", "- [ ] x", "| a | b |", "```", "~~~", "[x](javascript:alert(1))", "![x](https://example.org/x.png)", "<a href='x'>", "\\*x\\*", "_x_", "**x**", "1. x", "> x", "---", "a  ", "<para>x</para>", "<font color=red>",
]  # fmt: skip
QUERIES = [
    "'; DROP TABLE committee; --", "' OR '1'='1", "\" OR 1=1 --", "%_%", "_", "\\%", "a' AND 1=(SELECT 1)", "* AND (", "NEAR(", "-a", "AND", "OR NOT", "name:x", "NULL", "null", "None",
    "true", "0", "-0", "1e999", "NaN", "inf", "0x10",
]  # fmt: skip
PATHS = [
    "../../etc/passwd", "..", ".", "/", "//", "C:\\Windows", "CON", "NUL.txt", "aux", "~", "~root", "-rf", "--help", "--", "a/b", "a\\b", "file:///etc/passwd", "x\x00.pdf", ".hidden",
    "a" * 255, "*", "?", "|", "<", ">", ":", "com1.html",
]  # fmt: skip
LONG = ["a" * 10_000, "é" * 3_000, "a b " * 2_500, "[b]" * 3_000, "中" * 2_000, "\u202e" * 500 + "x", "👩\u200d👧" * 500, "{" * 5_000, "\x1b[1m" * 1_000]

STRINGS = [*MARKUP, *CONTROLS, *DIRECTIONS, *INVISIBLE, *LETTERS, *FORMATS, *FORMULAS, *PAGES, *QUERIES, *PATHS, *LONG]
