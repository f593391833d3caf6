/** Styles of `<pupila-network-lab>`. */
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
    max-height: 36rem;
    overflow-y: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .layer {
    display: grid;
    grid-template-columns: 14.5rem minmax(0, 1fr) 11rem auto;
    gap: 0.25rem 0.75rem;
    align-items: center;
    padding: 0.2rem 0.75rem;
    border-bottom: 1px solid var(--line);
  }
  .layer:last-child {
    border: 0;
  }
  .name {
    display: grid;
    line-height: 1.25;
    overflow-wrap: break-word;
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
  .arguments .rule {
    order: 1;
    flex-basis: 100%;
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
  .share {
    justify-self: end;
    display: flex;
    justify-content: end;
    width: 100%;
    height: 3px;
  }
  .share i {
    background: var(--accent);
  }
  .types {
    gap: 0.35rem;
    font-size: 0.8125rem;
  }
  .types button {
    padding-inline: 0.5rem;
    font-size: inherit;
  }
  .refused:not(:empty),
  .ends:not(:empty) {
    flex: 1 0 100%;
  }
  .refused .error,
  .ends p {
    margin: 0;
    padding: 0.25rem 0;
  }
  @container (max-width: 46rem) {
    .layer {
      grid-template-columns: minmax(0, 1fr) auto auto;
      gap: 0.15rem 0.5rem;
      padding: 0.4rem 0.5rem;
    }
    .arguments {
      grid-row: 2;
      grid-column: 1 / -1;
      gap: 0.25rem;
    }
    .argument {
      font-size: 0.6875rem;
    }
    .argument input,
    .argument select {
      width: 2.75rem;
      font-size: 0.75rem;
    }
    /* Four digits need the full width. */
    .argument input {
      appearance: textfield;
    }
    .argument input::-webkit-inner-spin-button {
      appearance: none;
    }
    .argument select {
      width: auto;
      padding-inline: 0.1rem;
    }
    .tools {
      gap: 2px;
    }
    button.tool {
      min-height: 1.75rem;
      width: 1.75rem;
    }
    .name .muted,
    .result .muted {
      font-size: 0.6875rem;
      overflow-wrap: anywhere;
    }
    .name b {
      font-size: 0.875rem;
    }
    .result .shape {
      font-size: 0.75rem;
    }
    .layers {
      max-height: 18.5rem;
    }
    /* All eight types in three lines. */
    .types {
      gap: 0.2rem;
      font-size: 0.75rem;
      word-spacing: -0.15em;
    }
    .types > .muted {
      display: none;
    }
    .types button {
      min-height: 1.75rem;
      padding: 0 0.3rem;
      font-size: inherit;
    }
    .total {
      font-size: 1.0625rem;
    }
  }
  @media print {
    .types,
    .layers .tools,
    summary + .row {
      display: none;
    }
    /* It fits on a page with its heading. */
    .diagram svg {
      max-height: 23cm;
    }
  }
`;
