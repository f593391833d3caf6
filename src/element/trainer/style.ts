/** The style of `<pupila-trainer>`. */
import { css, unsafeCSS } from 'lit';

/** Cells of a confusion matrix, by tenths of their row. Text stays 4.5:1 on all of them. */
const SHADES = Array.from(
  { length: 10 },
  (
    _,
    i,
  ) => `.hit.shade-${i + 1} { background: color-mix(in srgb, var(--accent) ${4 * (i + 1)}%, var(--paper)); }
.miss.shade-${i + 1} { background: color-mix(in srgb, var(--signal) ${4 * (i + 1)}%, var(--paper)); }`,
).join('\n');

export const TRAINER_STYLE = css`
  :host {
    padding: clamp(0.75rem, 3cqi, 1.25rem);
    border-radius: var(--radius);
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1rem;
  }
  .panel {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  summary {
    padding: 0.55rem 0.9rem;
    border-radius: var(--radius);
  }
  .panel > summary {
    font-weight: 600;
  }
  summary .muted {
    font-weight: 400;
    margin-inline-start: 0.4em;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: 0.9rem;
    min-width: 0;
    margin: 0;
    padding: 0.35rem 0.9rem 0.9rem;
    border: 0;
  }
  fieldset > :not(button) {
    width: 100%;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.25rem;
    overflow-wrap: anywhere;
  }
  .drop {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    padding: 0.9rem;
    border: 2px dashed var(--outline);
    border-radius: var(--radius);
    background: var(--paper);
  }
  .drop.over {
    border-color: var(--accent);
    border-style: solid;
  }
  .picked {
    font-weight: 600;
  }
  .button {
    position: relative;
  }
  .button:has(:focus-visible) {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .button:has(:disabled) {
    opacity: 0.5;
    cursor: default;
  }
  button[aria-disabled='true'] {
    opacity: 0.6;
    cursor: progress;
  }
  .classes,
  .pictures {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 0.75rem;
  }
  .classes {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
  }
  .classes .row:first-child {
    flex-wrap: nowrap;
  }
  .classes input[type='text'] {
    flex: 1;
    font-weight: 600;
  }
  .remove {
    width: 2.5rem;
    padding: 0;
    font-size: 1.3em;
    line-height: 1;
  }
  .thumbnails {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
  }
  .thumbnails img {
    width: 3rem;
    height: 3rem;
    object-fit: cover;
    border-radius: 0.3rem;
  }
  .camera {
    display: grid;
    gap: 0.6rem;
  }
  video {
    width: 100%;
    max-width: 20rem;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: var(--radius);
    background: var(--line);
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(6rem, 10rem);
    align-items: center;
    gap: 0.25rem 0.75rem;
  }
  .field input[type='url'] {
    grid-column: 1 / -1;
  }
  .field small {
    display: block;
    line-height: 1.25;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 0.6rem 2rem;
  }
  .status {
    margin-inline-start: 0.4rem;
  }
  progress,
  meter {
    width: 100%;
    accent-color: var(--accent);
  }
  progress {
    height: 0.75rem;
  }
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(7.2rem, 1fr));
    gap: 0.5rem;
    margin: 0;
  }
  .figures div {
    padding: 0.4rem 0.7rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  .figures dt {
    color: var(--muted);
    font-size: 0.85em;
    line-height: 1.3;
  }
  .figures dd {
    margin: 0;
    font-size: 1.15em;
    font-weight: 600;
    line-height: 1.3;
  }
  .charts {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
  }
  .charts figure {
    min-width: 0;
    padding: 0.4rem 0.4rem 0;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .chart {
    display: block;
    width: 100%;
    height: auto;
  }
  .chart text {
    fill: var(--ink);
  }
  .chart .grid {
    stroke: var(--line);
  }
  .chart .tick {
    font-size: 12px;
  }
  .chart .title {
    font-size: 15px;
    font-weight: 600;
  }
  .tables {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
  }
  .tables details {
    flex: 1 1 18rem;
    min-width: 0;
  }
  .scroll {
    overflow: auto;
    max-height: 22rem;
  }
  table {
    font-size: 0.95em;
  }
  caption {
    text-align: start;
    color: var(--muted);
    padding: 0.25rem 0.6rem;
  }
  tbody tr {
    border-top: 1px solid var(--line);
  }
  th {
    overflow-wrap: normal;
  }
  tbody th {
    text-align: start;
  }
  .tables tbody th {
    text-align: end;
    font-weight: 400;
  }
  .matrix td {
    min-width: 4rem;
  }
  .matrix thead th:first-child {
    text-align: start;
    font-weight: 400;
    color: var(--muted);
  }
  ${unsafeCSS(SHADES)}
  section {
    display: grid;
    gap: 0.75rem;
    padding-top: 1rem;
    border-top: 1px solid var(--line);
  }
  .columns h3 {
    margin: 0 0 0.25rem;
    font-size: 1em;
  }
  .columns {
    display: grid;
    gap: 1.25rem;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
  }
  .columns > * {
    min-width: 0;
  }
  .pictures {
    grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr));
  }
  .pictures figure {
    display: grid;
    gap: 0.3rem;
  }
  .pictures canvas,
  .pictures img {
    width: 100%;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: calc(var(--radius) * 0.7);
    background: var(--line);
  }
  .pictures canvas {
    image-rendering: pixelated;
  }
  figcaption {
    font-size: 0.85em;
    line-height: 1.35;
  }
  .probability {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 0 0.5rem;
  }
  .probability meter {
    grid-column: 1 / -1;
    height: 0.6rem;
  }
  meter::-webkit-meter-bar {
    border: 1px solid var(--outline);
    border-radius: 99px;
    background: var(--paper);
  }
  meter::-webkit-meter-optimum-value {
    background: var(--accent);
  }
  meter::-moz-meter-bar {
    background: var(--accent);
  }
  .best {
    font-weight: 600;
  }
`;
