/** `styled_view`: a body as a complete, self-contained document, for printing and conversion. */

/** What a page needs to be read: written for this alone, since nothing is fetched from where it is opened. */
const style = `body{font:14px/1.5 system-ui,sans-serif;color:#172b4d;background:#fff;margin:2em auto;max-width:60em;padding:0 1em}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:1.4em 0 .5em}
a{color:#0052cc}
pre,code{font-family:ui-monospace,monospace;font-size:.92em}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
img{max-width:100%}
blockquote{border-left:3px solid #c1c7d0;color:#505f79;margin:1em 0;padding-left:1em}
table{border-collapse:collapse}
.confluenceTh,.confluenceTd{border:1px solid #c1c7d0;padding:.4em .6em;text-align:left;vertical-align:top}
.confluenceTh{background:#f4f5f7}
.panel,.confluence-information-macro{border:1px solid #c1c7d0;border-radius:3px;margin:1em 0;overflow:hidden}
.panelHeader{background:#f4f5f7;border-bottom:1px solid #c1c7d0;padding:.4em 1em}
.panelContent,.confluence-information-macro{padding:.6em 1em}
.confluence-information-macro-information{background:#deebff}
.confluence-information-macro-note{background:#fffae6}
.confluence-information-macro-warning{background:#ffebe6}
.confluence-information-macro-tip{background:#e3fcef}
.confluence-information-macro .title{font-weight:700;margin:0}
.status-macro{background:#dfe1e6;border-radius:3px;font-size:.8em;font-weight:700;padding:.1em .4em;text-transform:uppercase}
.aui-lozenge-error{background:#ffbdad}
.aui-lozenge-current{background:#fff0b3}
.aui-lozenge-success{background:#abf5d1}
.aui-lozenge-complete{background:#b3d4ff}
.aui-lozenge-progress{background:#c0b6f2}
.w-linked-page{border:1px solid #c1c7d0;border-radius:3px;margin:1em 0}
.w-linked-page-head{background:#f4f5f7;border-bottom:1px solid #c1c7d0;display:flex;gap:1em;justify-content:space-between;padding:.4em 1em}
.w-linked-page-body{padding:.6em 1em}
.columnLayout,.sectionMacroRow{display:flex;gap:1em}
.cell,.columnMacro{flex:1}
.inline-task-list{list-style:none;padding-left:0}
.inline-task-list li::before{content:"\\2610\\00a0"}
.inline-task-list li.checked::before{content:"\\2611\\00a0"}
.smalltext{color:#505f79;font-size:.86em}`;

/**
 * @param title of the page, as text; a body that is not stored has none
 * @param html the body, sanitised
 */
export function styledDocument(title: string, html: string): string {
  const name = title.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character] ?? '');
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><style>${style}</style></head><body>${html}</body></html>`;
}
