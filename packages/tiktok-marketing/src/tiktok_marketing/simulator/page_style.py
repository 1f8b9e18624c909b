"""What all pages of the simulator have in common: colours of day and night, a card, the note that nothing is real."""

from __future__ import annotations

import base64
import hashlib

BASE = """
:root{color-scheme:light dark;--ground:#f5f6f4;--card:#fff;--ink:#1d2320;--soft:#5c6661;--line:#dfe3df;--mark:#1f6f5c;
--mark-ink:#fff;--note:#fdf3d8;--note-ink:#6a4d00;--bad:#a3341f}
@media (prefers-color-scheme:dark){:root{--ground:#121614;--card:#1b211e;--ink:#e8ece9;--soft:#9aa69f;--line:#2e3632;
--mark:#6fcab2;--mark-ink:#08231c;--note:#332a10;--note-ink:#f0d58a;--bad:#f0907c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:start center;padding:clamp(1rem,6vh,4rem) 1rem;
background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden;
box-shadow:0 12px 40px rgb(0 0 0/.07)}
.note{margin:0;padding:.6rem 1.75rem;background:var(--note);color:var(--note-ink);font-size:.875rem}
.body{padding:1.5rem 1.75rem 1.75rem}
p{margin:.25rem 0}
code{font:.8125rem ui-monospace,monospace;overflow-wrap:anywhere}
.soft{color:var(--soft);font-size:.875rem}
"""
_NOTE = "Simulator: no real TikTok, no real ad account, no real money."


def digest(style: str) -> str:
    """How a content policy names the one style that a page may have."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def document(title: str, style: str, body: str) -> str:
    """A whole page: no script, nothing loaded from anywhere."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} (simulator)</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style}</style></head>'
        f'<body><main><p class="note">{_NOTE}</p><div class="body">{body}</div></main></body></html>'
    )
