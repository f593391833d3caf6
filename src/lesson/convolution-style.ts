/** What `<pupila-convolution-lab>` looks like. */
import { css } from 'lit';

export const CONVOLUTION_STYLE = css`
  .stage {
    display: grid;
    gap: 0.75rem 1.5rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .pair {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    max-width: 40rem;
    cursor: crosshair;
  }
  .frame {
    overflow: hidden;
  }
  .places {
    align-self: start;
    max-width: 40rem;
  }
  .places .field {
    flex: 1 1 9rem;
  }
  .places input {
    flex: 1;
    width: 4rem;
  }
  .range {
    flex: 1 1 8rem;
    max-width: 16rem;
    margin-inline-start: auto;
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
    gap: 0.5rem;
    align-content: start;
    justify-items: start;
  }
  .grids {
    display: flex;
    align-items: center;
    gap: 0.4rem;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(3, 2.5rem);
    gap: 2px;
  }
  .cell {
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.25rem;
    border: 1px solid var(--outline);
    font-size: 0.875rem;
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
    font-size: 1.15rem;
  }
  .formula {
    min-height: 3.2em;
    font-size: 0.875rem;
    color: var(--muted);
  }
  @container (min-width: 46rem) {
    .stage {
      grid-template-columns: minmax(0, 1.25fr) minmax(20rem, 1fr);
      grid-template-rows: auto 1fr;
    }
    .pair,
    .places {
      grid-column: 1;
    }
    .sum {
      grid-column: 2;
      grid-row: 1 / span 2;
    }
  }
  @container (max-width: 24rem) {
    .stage,
    .lab {
      gap: 0.5rem;
    }
    .places {
      gap: 0 0.5rem;
    }
    .grid {
      grid-template-columns: repeat(3, 2.1rem);
    }
    .cell {
      width: 2.1rem;
      height: 2rem;
      font-size: 0.8125rem;
    }
  }
`;
