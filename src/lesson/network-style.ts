/** What `<pupila-network-lab>` looks like. */
import { css } from 'lit';

export const NETWORK_STYLE = css`
  .total {
    font-size: 1.25rem;
    font-weight: 700;
  }
  .layers {
    display: grid;
    gap: 0;
    margin: 0;
    padding: 0;
    list-style: none;
    max-height: 30rem;
    overflow-y: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .layer {
    display: grid;
    grid-template-columns: 12rem minmax(0, 1fr) 11rem auto;
    gap: 0.25rem 0.75rem;
    align-items: center;
    padding: 0.35rem 0.75rem;
    border-bottom: 1px solid var(--line);
  }
  .layer:last-child {
    border: 0;
  }
  .name {
    display: grid;
    line-height: 1.25;
  }
  .name .muted,
  .result .muted {
    font-size: 0.8125em;
  }
  .arguments {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.6rem;
  }
  .argument {
    display: grid;
    font-size: 0.8125rem;
    line-height: 1.2;
  }
  .argument input,
  .argument select {
    width: 4.4rem;
    min-height: 1.9rem;
    padding: 0.1rem 0.3rem;
  }
  .argument select {
    width: 5.6rem;
  }
  .result {
    display: grid;
    text-align: end;
    line-height: 1.25;
  }
  .tools {
    display: flex;
    gap: 0.25rem;
  }
  button.tool {
    min-height: 2rem;
    width: 2rem;
    padding: 0;
    border-radius: 50%;
  }
  .diagram svg {
    max-width: 100%;
    height: auto;
  }
  @container (max-width: 46rem) {
    .layer {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .arguments {
      grid-row: 2;
      grid-column: 1 / -1;
    }
    .result {
      grid-row: 3;
      grid-column: 1;
      text-align: start;
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      align-items: baseline;
    }
    .tools {
      grid-row: 1;
      grid-column: 2;
    }
    .layers {
      max-height: 26rem;
    }
  }
`;
