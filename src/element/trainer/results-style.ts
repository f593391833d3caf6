/** Style of the results in `<pupila-trainer>`: figures, charts, tables, matrix, pictures. */
import { css, unsafeCSS } from 'lit';

/** Shades of the confusion matrix, by tenths of the row. Text has a contrast of 4.5:1 on all of them. */
const SHADES = Array.from(
  { length: 10 },
  (
    _,
    i,
  ) => `.hit.shade-${i + 1} { background: color-mix(in srgb, var(--accent) ${4 * (i + 1)}%, var(--paper)); }
.miss.shade-${i + 1} { background: color-mix(in srgb, var(--signal) ${4 * (i + 1)}%, var(--paper)); }`,
).join('\n');

export const RESULTS_STYLE = css`
  .figures {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(5.8rem, 1fr));
    gap: 0.3rem 1rem;
    align-items: end;
    margin: 0;
  }
  .figures dt {
    color: var(--muted);
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .figures dd {
    margin: 0;
    font-size: 1.0625rem;
    font-weight: 600;
    line-height: 1.25;
  }
  .warning {
    padding-inline-start: 0.6rem;
    border-inline-start: 3px solid var(--signal);
  }
  /* At most two columns: see chart-width.ts. */
  .charts {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, max(20rem, 50% - 0.375rem)), 1fr));
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
    line-height: 1.4;
  }
  .legend svg {
    width: 1.25rem;
    height: 0.5rem;
    margin-inline-end: 0.2rem;
    vertical-align: middle;
  }
  .charts figure {
    display: grid;
    min-width: 0;
  }
  .charts figure > * {
    grid-area: 1 / 1;
  }
  .charts p {
    place-self: center;
    margin-inline: 3.5rem 1rem;
    text-align: center;
    font-size: 0.875rem;
    line-height: 1.3;
    background: var(--paper);
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
  /* A table that is read has the whole width. */
  .tables details[open] {
    flex-basis: 100%;
  }
  .scroll {
    overflow: auto;
    max-height: 14rem;
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
  .tables td {
    white-space: nowrap;
  }
  .tables tbody th {
    text-align: end;
    font-weight: 400;
  }
  /* Many columns fit on a page, which would be printed smaller otherwise. */
  @media print {
    .tables table {
      font-size: 0.625rem;
    }
    .tables :is(th, td) {
      padding-inline: 0.2rem;
      overflow-wrap: anywhere;
    }
  }
  .tables th[colspan] {
    text-align: center;
    border-bottom: 1px solid var(--line);
  }
  /* The names of the curves. */
  .tables th[colspan]::first-letter {
    text-transform: uppercase;
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
  .pictures {
    grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr));
    padding: 3px;
  }
  .pictures figure {
    display: grid;
    gap: 0.3rem;
  }
  .pictures canvas,
  .pictures img {
    width: 100%;
    aspect-ratio: 1;
    object-fit: contain;
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
  @container (max-width: 30rem) {
    .figures {
      grid-template-columns: repeat(3, auto);
      gap: 0.15rem 0.5rem;
    }
    .figures.ended {
      grid-template-columns: repeat(4, 1fr);
    }
    .figures.ended .wide {
      display: none;
    }
    [part='controls'] button {
      min-height: 2.25rem;
      padding-block: 0.2rem;
    }
    .figures dt {
      font-size: 0.6875rem;
      line-height: 1.2;
    }
    [part='facts'] {
      font-size: 0.75rem;
    }
    .figures dd {
      font-size: 1rem;
    }
    [part='facts'] {
      line-height: 1.3;
    }
    .charts {
      gap: 0.25rem;
    }
    .legend {
      gap: 0 0.6rem;
      font-size: 0.75rem;
    }
    .tables table {
      font-size: 0.75rem;
    }
    .tables :is(th, td) {
      padding-inline: 0.25rem;
    }
    .tables,
    .code {
      font-size: 0.875rem;
    }
    .tables details:not([open]) {
      flex: none;
    }
    .tables summary {
      padding-block: 0.15rem;
    }
    .tables .scroll {
      max-height: 28rem;
    }
    .pictures {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 0.5rem;
    }
    .pictures figcaption {
      font-size: 0.75rem;
    }
  }
`;
