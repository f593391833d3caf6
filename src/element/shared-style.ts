/**
 * The shared style of all elements: tokens, text, controls. A page overrides a token by its public name,
 * `--pupila-ink`, on the element or an ancestor; the elements use the resolved `--ink`. Colour pairs are light, dark.
 * Text has a contrast of at least 4.5:1 and outlines 3:1 on paper and card (WCAG 2.2 AA).
 */
import { css } from 'lit';

/** Must be the first entry of `static styles`. */
export const SHARED_STYLE = css`
  :host {
    color-scheme: light dark;
    --ink: var(--pupila-ink, light-dark(#1c2430, #e7eaee));
    --muted: var(--pupila-muted, light-dark(#55606e, #a9b3bf));
    --paper: var(--pupila-paper, light-dark(#ffffff, #14181e));
    --card: var(--pupila-card, light-dark(#f5f6f8, #1b2129));
    --line: var(--pupila-line, light-dark(#d9dde3, #38424f));
    --outline: var(--pupila-outline, light-dark(#79838f, #76818e));
    --accent: var(--pupila-accent, light-dark(#0d7a70, #2dd4bf));
    --on-accent: var(--pupila-on-accent, light-dark(#ffffff, #06231f));
    --signal: var(--pupila-signal, light-dark(#b4400a, #fb9a5b));
    --error: var(--pupila-error, light-dark(#b42318, #ff9b8f));
    --radius: var(--pupila-radius, 0.6rem);
    --mono: var(--pupila-mono, ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace);
    display: block;
    box-sizing: border-box;
    container-type: inline-size;
    color: var(--ink);
    background: var(--paper);
    font-family: var(
      --pupila-font,
      Seravek,
      'Gill Sans Nova',
      Ubuntu,
      Calibri,
      'Noto Sans',
      'DejaVu Sans',
      system-ui,
      sans-serif
    );
    font-size: var(--pupila-font-size, 1.0625rem);
    line-height: 1.5;
    font-variant-numeric: tabular-nums;
    text-align: start;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  figure {
    margin: 0;
  }
  /* No <h2>: the outline belongs to the page, at whatever level the element is. */
  .heading {
    font-size: 1.05em;
    font-weight: 700;
    line-height: 1.3;
  }
  .notes {
    font-size: 0.8125rem;
    line-height: 1.3;
    color: var(--muted);
  }
  p,
  figcaption,
  td,
  th,
  li {
    overflow-wrap: anywhere;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    accent-color: var(--accent);
  }
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-height: 2.5rem;
    padding: 0.35rem 1.1rem;
    border: 1px solid var(--outline);
    border-radius: 99px;
    background: var(--paper);
    color: var(--ink);
    cursor: pointer;
    touch-action: manipulation;
  }
  a.button {
    text-decoration: none;
  }
  button.small,
  .button.small {
    min-height: 2.25rem;
    padding: 0.2rem 0.8rem;
    max-width: 16rem;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button[aria-pressed='true'] {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
    font-weight: 600;
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  input:not([type='checkbox'], [type='radio'], [type='range'], [type='file']),
  select,
  textarea {
    min-height: 2.5rem;
    min-width: 0;
    padding: 0.3rem 0.6rem;
    border: 1px solid var(--outline);
    border-radius: calc(var(--radius) * 0.7);
    background: var(--paper);
  }
  /* Only shows a value. */
  input[readonly] {
    border-color: transparent;
    background: var(--card);
    cursor: default;
  }
  input:out-of-range,
  input[step='1']:invalid,
  input[aria-invalid='true'] {
    border-color: var(--signal);
    outline: 2px solid var(--signal);
  }
  .rule {
    font-size: 0.8125rem;
    line-height: 1.25;
    color: var(--error);
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 1.25rem;
    height: 1.25rem;
    flex: none;
    margin: 0;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  table {
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.25rem 0.6rem;
    text-align: end;
  }
  code,
  pre {
    font-family: var(--mono);
    font-size: 0.875em;
  }
  pre {
    margin: 0;
    padding: 0.75rem;
    overflow-x: auto;
    background: var(--card);
    border-radius: var(--radius);
    line-height: 1.35;
  }
  summary {
    cursor: pointer;
  }
  details.code p {
    margin-block: 0.5rem;
  }
  .muted {
    color: var(--muted);
  }
  .error {
    color: var(--error);
    font-weight: 600;
  }
  .detail {
    font-size: 0.875em;
    color: var(--muted);
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
  }
  /** For screen readers only. */
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
