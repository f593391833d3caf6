/** Styles of `<pupila-feature-maps>`. */
import { css } from 'lit';

export const FEATURE_MAPS_STYLE = css`
  .inside {
    display: grid;
    gap: 0.75rem 2rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .seen {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    align-content: start;
  }
  .seen > * {
    min-width: 0;
  }
  .seen > .scale {
    grid-column: 2;
  }
  .answer {
    grid-column: 1 / -1;
    display: grid;
    gap: 0.25rem;
  }
  .note {
    grid-column: 1 / -1;
    font-size: 0.8125rem;
    line-height: 1.3;
  }
  .numbers p {
    font-size: 1.75rem;
    line-height: 1.2;
    font-weight: 700;
  }
  .numbers output {
    margin-inline-end: 0.75rem;
  }
  .probability b {
    display: block;
    font-size: 1.75rem;
    line-height: 1.2;
  }
  .wall canvas {
    background: none;
    max-height: 28rem;
    object-fit: contain;
    object-position: left;
  }
  .each {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 0.75rem;
    align-items: center;
    font-size: 0.875rem;
    color: var(--muted);
  }
  .each .scale {
    flex: 0 1 14rem;
  }
  .folds {
    margin-top: -0.6rem;
  }
  @container (min-width: 46rem) {
    .inside {
      grid-template-columns: minmax(0, 1fr) minmax(0, 1.6fr);
    }
  }
  @container (max-width: 30rem) {
    .seen {
      grid-template-columns: repeat(3, minmax(0, 1fr));
      gap: 0.5rem;
      font-size: 0.8125rem;
    }
    .seen > .scale {
      grid-column: 1 / 3;
    }
    .answer {
      grid-column: 3;
      grid-row: 1 / span 2;
      align-content: start;
      line-height: 1.25;
    }
    .answer.wide {
      grid-column: 2 / -1;
    }
    .probability b {
      font-size: 1.375rem;
    }
    .each {
      font-size: 0.8125rem;
    }
    .wall canvas {
      max-height: 11rem;
    }
  }
  @media print {
    .inside {
      display: block;
    }
    /* Often there is space for it below the results of the training. */
    .seen {
      max-width: 32rem;
      break-inside: avoid;
      margin-block-end: 0.75rem;
    }
    /* The name of the layer, and the number of the channel. */
    .column > .row,
    details > .field {
      break-after: avoid;
    }
    .each {
      break-before: avoid;
    }
  }
`;
