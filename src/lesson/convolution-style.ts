/** Styles of `<pupila-convolution-lab>`. */
import { css } from 'lit';

export const CONVOLUTION_STYLE = css`
  .stage {
    display: grid;
    gap: 0.75rem 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .pair {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    cursor: crosshair;
  }
  .frame {
    overflow: hidden;
  }
  .places {
    display: grid;
    gap: 0.3rem 0.75rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .places .scale {
    grid-column: 2;
    grid-row: 1;
  }
  .places .field {
    grid-row: 2;
  }
  .box {
    position: absolute;
    pointer-events: none;
    outline: 2px solid #e0287d;
    box-shadow: 0 0 0 3.5px #fff;
  }
  .box.pixel {
    min-width: 5px;
    min-height: 5px;
  }
  .veil {
    position: absolute;
    inset: 0;
    background: var(--card);
  }
  .sum {
    display: grid;
    gap: 0.6rem;
    align-content: start;
    justify-items: start;
    --cell: 2.75rem;
  }
  /* Three columns of pixels, ×, three columns of weights, =, the result. */
  .grids {
    display: grid;
    grid-template-columns: repeat(3, var(--cell)) auto repeat(3, var(--cell)) auto minmax(0, auto);
    align-items: center;
    gap: 2px;
  }
  .grid {
    display: grid;
    grid-area: 1 / 1 / span 3 / span 3;
    grid-template-columns: subgrid;
    gap: 2px;
  }
  .weights {
    display: contents;
  }
  .weights input:nth-of-type(3n + 1) {
    grid-column: 5;
  }
  .weights input:nth-of-type(3n + 2) {
    grid-column: 6;
  }
  .weights input:nth-of-type(3n) {
    grid-column: 7;
  }
  .weights input:nth-of-type(-n + 3) {
    grid-row: 1;
  }
  .weights input:nth-of-type(n + 4):nth-of-type(-n + 6) {
    grid-row: 2;
  }
  .weights input:nth-of-type(n + 7) {
    grid-row: 3;
  }
  .cell {
    display: grid;
    place-items: center;
    width: var(--cell);
    height: calc(var(--cell) * 0.92);
    border: 1px solid var(--outline);
    font-size: 0.9375rem;
    line-height: 1;
  }
  input.cell {
    /* Otherwise a long text is cut at both ends. */
    display: block;
    place-items: normal;
    padding: 0;
    min-height: 0;
    border-radius: 3px;
    text-align: center;
  }
  input.plus {
    background: light-dark(#fde3cb, #5b2a08);
  }
  input.minus {
    background: light-dark(#d9eaf6, #0f3a63);
  }
  /* The start of a long number is visible; the field scrolls. */
  input.long {
    padding-inline: 2px;
    text-align: start;
    font-size: 0.6875rem;
    letter-spacing: -0.02em;
  }
  /* Below all blocks, whichever weight it is about. */
  .weights .rule {
    grid-column: 1 / -1;
    /* It takes the width of the blocks instead of widening them. */
    width: 0;
    min-width: 100%;
  }
  .outside {
    color: var(--muted);
    border-style: dashed;
  }
  .sign {
    grid-area: 1 / 4 / span 3;
    padding-inline: 0.375rem;
    color: var(--muted);
  }
  .equals {
    grid-column: 8;
  }
  .total {
    grid-area: 1 / 9 / span 3;
    min-width: 3.2rem;
    font-weight: 700;
    font-size: 1.25rem;
  }
  .total.long {
    font-size: 0.9375rem;
  }
  .formula {
    min-height: 3em;
    font-size: 0.875rem;
    color: var(--muted);
  }
  @container (min-width: 46rem) {
    .stage {
      grid-template-columns: minmax(0, 1.35fr) minmax(24.5rem, 1fr);
    }
    .side {
      gap: 1.1rem;
    }
  }
  @container (max-width: 30rem) {
    .stage {
      gap: 0.5rem;
    }
    .sum {
      gap: 0.4rem;
      --cell: 2.1rem;
    }
    .sign {
      padding-inline: 0.2rem;
    }
    .total {
      min-width: 0;
      overflow-wrap: anywhere;
      font-size: 1rem;
    }
    .total.long {
      font-size: 0.8125rem;
    }
    .cell {
      font-size: 0.8125rem;
    }
    .formula {
      min-height: 2.8em;
      font-size: 0.8125rem;
      line-height: 1.4;
    }
  }
  @media print {
    input.cell {
      border: 1px solid var(--outline) !important;
    }
    .places,
    .sum {
      break-inside: avoid;
    }
  }
`;
