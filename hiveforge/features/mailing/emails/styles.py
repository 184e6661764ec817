"""The look of all messages, in the colours of the design system; mail programs know neither variables nor oklch."""

SANS = "Geist, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
MONOSPACE = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"
LINK = "color:#8a4b00;text-decoration:underline"

CANVAS, SURFACE, INK, MUTED, LINE, SOFT, BRAND = (
    "#f7f8fa", "#ffffff", "#191c22", "#5f6570", "#e3e6ea", "#f2f3f5", "#f5a524",
)  # fmt: skip

ATTRIBUTES = f"""
<mj-all font-family="{SANS}"/>
<mj-text color="{INK}" font-size="15px" line-height="24px" padding="8px 32px"/>
<mj-button background-color="#22252c" color="#fcfcfd" font-size="15px" font-weight="600" border-radius="8px"
  inner-padding="12px 20px" padding="12px 32px" align="left"/>
<mj-divider border-width="1px" border-color="{LINE}" padding="16px 32px"/>
<mj-table color="{INK}" font-size="14px" line-height="22px" padding="8px 32px"/>
<mj-class name="muted" color="{MUTED}" font-size="14px" line-height="22px"/>
<mj-class name="small" color="{MUTED}" font-size="12px" line-height="18px" padding="4px 32px"/>
<mj-class name="code" font-size="32px" line-height="40px" font-weight="600" letter-spacing="8px" padding="12px 32px"
  align="left"/>
"""

SHEET = f"""
.page {{ padding:0 12px; }}
.code > div {{ background:{SOFT}; border-radius:8px; padding:16px 8px 16px 20px; }}
.facts .label {{ color:{MUTED}; font-weight:400; padding:4px 16px 4px 0; width:32%; vertical-align:top; }}
.facts .value {{ padding:4px 0; word-break:break-word; }}
@media (prefers-color-scheme: dark) {{
  body, .page {{ background-color:#121418 !important; }}
  .card, .card > table {{ background-color:#1b1d22 !important; }}
  .card > table > tbody > tr > td {{ border-color:#31343a !important; }}
  .ink > div, .facts .ink, .ink h1 {{ color:#f0f1f3 !important; }}
  .muted > div, .facts .muted {{ color:#a3a8b1 !important; }}
  .code > div {{ color:#f0f1f3 !important; background:#2a2d33 !important; }}
  .link {{ color:#f6b95c !important; }}
  .line p {{ border-top-color:#31343a !important; }}
  .button table td, .button a {{ background:#f3f4f6 !important; color:#191c22 !important; }}
}}
"""
