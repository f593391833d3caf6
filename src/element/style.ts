/** The element's style. Colours are custom properties, so that a page can set them: `--pupila-accent` and others. */
export const STYLE = `
:host { display: block; container-type: inline-size; font: 1rem/1.5 system-ui, sans-serif; color: var(--pupila-ink, inherit); }
:host([hidden]) { display: none; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: inherit; padding: .4rem 1.1rem; border: 1px solid var(--pupila-line, #8886); border-radius: 99px; background: none; color: inherit; cursor: pointer; }
button.primary { background: var(--pupila-accent, #0d7a70); border-color: transparent; color: var(--pupila-on-accent, #fff); }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible { outline: 3px solid var(--pupila-accent, #0d7a70); outline-offset: 2px; }
progress { width: 100%; accent-color: var(--pupila-accent, #0d7a70); }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.error { color: var(--pupila-error, #b42318); font-weight: 600; }
.charts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); }
.chart { width: 100%; height: auto; } .chart text { fill: currentColor; } .chart .grid { stroke: var(--pupila-line, #8884); }
.chart .tick { font-size: 11px; } .chart .title { font-size: 14px; font-weight: 600; }
`;
