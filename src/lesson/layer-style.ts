/** Styles of `<pupila-layer-lab>`. */
import { css } from 'lit';

export const LAYER_STYLE = css`
  .stage {
    display: grid;
    gap: 0.75rem 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .weights {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.9rem;
    align-items: end;
    margin: 0.25rem 0;
  }
  .weights div {
    display: grid;
    justify-items: center;
  }
  .weights dt {
    order: 2;
    font-size: 0.8125rem;
    line-height: 1.2;
    color: var(--muted);
  }
  .weights dd {
    margin: 0;
    font-size: 1.5rem;
    font-weight: 600;
    line-height: 1.1;
  }
  .bank {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(4, minmax(0, 1fr));
  }
  .bank.two {
    grid-template-columns: repeat(2, minmax(0, 16rem));
  }
  .filter {
    display: grid;
    gap: 0.3rem;
    align-content: start;
  }
  .channels {
    border: 1px solid var(--outline);
    background: var(--outline);
  }
  .scales {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0.75rem 1.5rem;
    font-size: 0.8125rem;
  }
  .filter .shape {
    display: block;
  }
  @container (min-width: 46rem) {
    .stage {
      grid-template-columns: 15rem minmax(0, 1fr);
    }
    .bank.many {
      grid-template-columns: repeat(8, minmax(0, 1fr));
    }
  }
  @container (max-width: 46rem) {
    .given {
      display: grid;
      grid-template-columns: 5.5rem minmax(0, 1fr);
      gap: 0.75rem;
    }
    .bank {
      gap: 0.5rem;
      max-height: 17rem;
      overflow-y: auto;
    }
  }
  @container (max-width: 30rem) {
    .weights dd {
      font-size: 1.25rem;
    }
    .weights {
      gap: 0.35rem 0.6rem;
    }
    .input figcaption,
    .filter figcaption {
      font-size: 0.75rem;
      overflow-wrap: anywhere;
    }
  }
  @container (max-width: 46rem) {
    @media print {
      .given {
        grid-template-columns: minmax(0, 15rem) minmax(0, 1fr);
      }
    }
  }
  @media print {
    .input {
      max-width: 15rem;
    }
    .filter,
    .weights,
    .scales {
      break-inside: avoid;
    }
  }
`;
