/** Styles of `<pupila-augmentation-lab>`. */
import { css } from 'lit';

export const AUGMENTATION_STYLE = css`
  .parts {
    display: none;
  }
  .download {
    margin-block: 0 -0.3rem;
  }
  .data-part,
  .validation {
    display: grid;
    gap: 0.5rem 2rem;
    grid-template-columns: minmax(0, 1fr);
    align-items: center;
  }
  .pictures {
    display: grid;
    grid-template-columns: repeat(8, minmax(0, 1fr));
    gap: 3px;
  }
  .seeds {
    align-self: end;
    padding-bottom: 0.45rem;
    font-size: 0.875rem;
  }
  .two {
    display: grid;
    gap: 0.75rem 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .sheet {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: 0.4rem;
    max-width: 30rem;
    align-content: start;
  }
  .sheet figure {
    gap: 0.1rem;
  }
  .sheet figcaption {
    order: -1;
    text-align: center;
  }
  .making {
    position: relative;
  }
  [aria-busy='true'] {
    opacity: 0.4;
    filter: grayscale(1);
  }
  .making [role='status'] {
    position: absolute;
    inset: 42% 0 auto;
    width: fit-content;
    margin-inline: auto;
    padding: 0.3rem 0.8rem;
    border-radius: var(--radius);
    background: var(--card);
    font-weight: 600;
  }
  .making [role='status']:empty {
    padding: 0;
  }
  .options {
    display: grid;
    gap: 0.3rem;
    align-content: start;
  }
  .options .field {
    grid-template-columns: minmax(0, 12.5rem) minmax(0, 1fr) 3.5rem;
    align-items: center;
    gap: 0.75rem;
    min-height: 1.75rem;
    justify-content: stretch;
  }
  .options .name {
    color: var(--ink);
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
  .options .slider input {
    grid-column: 2;
    grid-row: 1;
  }
  .options output {
    grid-area: 1 / 3;
    text-align: end;
  }
  .options .note {
    padding-bottom: 0.25rem;
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .options .field select {
    grid-column: 2 / -1;
    justify-self: end;
    min-height: 1.9rem;
  }
  .options .field input[type='checkbox'] {
    grid-column: 3;
    justify-self: end;
  }
  .options details {
    border-top: 1px solid var(--line);
  }
  .options details p {
    padding-block: 0.25rem;
    font-size: 0.875rem;
  }
  .names {
    font-size: 0.9375rem;
  }
  .pairs {
    display: flex;
    flex-wrap: wrap;
    gap: 0.35rem 0.75rem;
  }
  .pair {
    display: flex;
    flex: 1 1 9.5rem;
    align-items: center;
    gap: 0.35rem;
    max-width: 12rem;
    break-inside: avoid;
  }
  .pair .view {
    flex: 1 1 0;
    min-width: 3.9rem;
  }
  .pair figcaption {
    font-size: 0.75rem;
    white-space: nowrap;
  }
  .equal {
    font-size: 1.25rem;
    font-weight: 700;
    color: var(--accent);
  }
  @container (min-width: 46rem) {
    /* The sheet on the left, at its natural height; the options to its right, and the unaugmented pictures below those. */
    .lab {
      grid-template-columns: minmax(0, 18rem) minmax(0, 1fr);
      column-gap: 2rem;
    }
    .lab > *,
    .sheet-part > * {
      grid-column: 1 / -1;
    }
    .sheet-part,
    .two {
      display: contents;
    }
    .two > .column {
      grid-column: 1;
      grid-row: span 2;
    }
    .two > .options,
    .validation {
      grid-column: 2;
    }
    .data-part {
      grid-template-columns: 18rem minmax(0, 1fr);
      align-items: start;
    }
    .data-part .pictures {
      max-width: 28rem;
    }
    .validation {
      grid-template-columns: 13rem minmax(0, 1fr);
      align-self: end;
    }
    .options {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
      column-gap: 2rem;
    }
    .options details {
      grid-column: 1 / -1;
    }
    .validation {
      padding-top: 0.75rem;
      border-top: 1px solid var(--line);
    }
  }
  /* Show one part at a time. */
  @container (max-width: 46rem) {
    .parts {
      display: flex;
    }
    .lab:not(.narrow-data) .data-part,
    .lab:not(.narrow-sheet) .sheet-part,
    .lab:not(.narrow-validation) .validation {
      display: none;
    }
    .sheet {
      width: min(100%, 16rem);
      justify-self: center;
    }
    .sheet figcaption {
      font-size: 0.75rem;
      line-height: 1.2;
    }
    .two > .options {
      max-height: 10rem;
      overflow-y: auto;
      padding: 0.4rem 0.6rem;
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    .options .field {
      grid-template-columns: minmax(0, 10rem) minmax(0, 1fr) 2.75rem;
      gap: 0.4rem;
    }
    .options .name {
      font-size: 0.75rem;
    }
    .pair {
      flex-basis: 100%;
      max-width: 17rem;
    }
  }
  /* All parts on paper, whatever the screen shows. */
  @media print {
    .parts {
      display: none !important;
    }
    .lab .data-part,
    .lab .validation {
      display: grid !important;
    }
    .sheet {
      break-inside: avoid;
    }
    .options .field select {
      text-align-last: end;
    }
  }
  @media print {
    @container (max-width: 46rem) {
      .lab .sheet-part {
        display: grid !important;
      }
    }
  }
`;
