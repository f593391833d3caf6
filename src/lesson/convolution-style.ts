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
  .grids {
    display: flex;
    align-items: center;
    gap: 0.5rem;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(3, var(--cell));
    gap: 2px;
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
  /* Below the grid, whichever weight it is about. */
  .grid .rule {
    grid-column: 1 / -1;
    order: 1;
  }
  .outside {
    color: var(--muted);
    border-style: dashed;
  }
  .sign {
    color: var(--muted);
  }
  .total {
    min-width: 3.2rem;
    font-weight: 700;
    font-size: 1.25rem;
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
    .grids {
      gap: 0.35rem;
    }
    .cell {
      font-size: 0.8125rem;
    }
    .formula {
      font-size: 0.8125rem;
    }
  }
  @media print {
    input.cell {
      border: 1px solid var(--outline) !important;
    }
    .places,
    .grids {
      break-inside: avoid;
    }
  }
`;
