/** Styles shared by the labs, in addition to those of all elements. */
import { css } from 'lit';

export const LAB_STYLE = css`
  :host {
    font-size: var(--pupila-lab-font-size, 1rem);
  }
  .lab,
  .column {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
  }
  .field {
    display: grid;
    gap: 0.15rem;
    min-width: 0;
    max-width: 100%;
    font-size: 0.875rem;
  }
  .field .name {
    color: var(--muted);
    line-height: 1.25;
  }
  .field select,
  .field input[type='number'] {
    min-height: 2.25rem;
    padding: 0.2rem 0.5rem;
  }
  .slider {
    grid-template-columns: minmax(0, 1fr) auto;
  }
  .slider input {
    grid-column: 1 / -1;
    grid-row: 2;
    width: 100%;
    min-width: 0;
    height: 1.5rem;
    margin: 0;
  }
  .settings {
    align-items: end;
    gap: 0.5rem 0.75rem;
  }
  .end {
    margin-inline-start: auto;
  }
  .button.chosen {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .button:focus-within {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .bar svg {
    display: none;
    width: 1.25rem;
    height: 1.25rem;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linejoin: round;
    stroke-linecap: round;
  }
  .thumb {
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border-radius: calc(var(--radius) * 0.8);
    overflow: hidden;
  }
  .thumb[aria-pressed='true'] {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent);
  }
  .thumb img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  /* The centre of the image, as the photo has it. */
  .camera {
    width: 10rem;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: var(--radius);
  }
  .view {
    display: grid;
    gap: 0.3rem;
    align-content: start;
    min-width: 0;
  }
  .view .frame {
    position: relative;
    line-height: 0;
  }
  canvas {
    display: block;
    width: 100%;
    height: auto;
    image-rendering: pixelated;
    background: var(--card);
  }
  canvas:not([width]) {
    aspect-ratio: 1;
  }
  figcaption {
    font-size: 0.875em;
    line-height: 1.35;
    color: var(--muted);
  }
  figcaption b {
    color: var(--ink);
    font-weight: 600;
  }
  .shape {
    font-family: var(--mono);
    font-size: 0.875em;
    white-space: nowrap;
  }
  .scale {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.4rem;
    font-size: 0.8125rem;
    color: var(--muted);
  }
  .scale i {
    flex: 1;
    min-width: 2rem;
    height: 0.5rem;
    border: 1px solid var(--line);
  }
  /* Closed <details> share a line; open ones stack. */
  .folds {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.75rem;
    padding-top: 0.25rem;
    border-top: 1px solid var(--line);
  }
  .folds details {
    min-width: 0;
  }
  .folds details[open] {
    flex: 1 0 100%;
    max-width: 100%;
  }
  summary {
    padding: 0.25rem 0;
  }
  /* One line of chips that scrolls sideways, instead of four lines. */
  @container (max-width: 30rem) {
    .lab,
    .column {
      gap: 0.5rem;
    }
    .notes {
      margin-block: -0.375rem;
      font-size: 0.75rem;
      line-height: 1.2;
    }
    .row {
      row-gap: 0.2rem;
    }
    .bar {
      flex-wrap: nowrap;
      gap: 0.2rem;
    }
    .bar .button.small,
    .bar button.small {
      min-width: 2.25rem;
      min-height: 2.25rem;
      padding: 0.2rem 0.4rem;
      border-radius: calc(var(--radius) * 0.8);
      flex: 0 1 auto;
    }
    .bar svg {
      display: block;
    }
    .bar .text {
      display: none;
    }
    .bar .size {
      min-width: 0;
    }
    .bar select {
      min-width: 0;
      width: 100%;
      padding: 0.2rem 0;
      font-size: 0.75rem;
    }
    .thumb {
      flex: none;
      width: 2.25rem;
      min-height: 2.25rem;
      height: 2.25rem;
    }
    .sideways {
      flex-wrap: nowrap;
      overflow-x: auto;
      margin-inline: -0.25rem;
      padding: 0.25rem;
      scrollbar-width: none;
    }
    .sideways > * {
      flex: none;
    }
    button.small,
    .button.small {
      min-height: 2.1rem;
      padding: 0.15rem 0.65rem;
      font-size: 0.875rem;
    }
    .settings {
      gap: 0.4rem 0.5rem;
    }
    .field select {
      padding: 0.2rem 0.3rem;
    }
  }
  @media print {
    .bar,
    .folds:not(:has([open])) {
      display: none !important;
    }
    /* A part that moves to the next page makes these longer, but not a grid: its text would lie under what follows. */
    .column,
    .folds {
      display: block;
    }
    :is(.column, .folds) > * + * {
      margin-block-start: 0.75rem;
    }
    /* A scale stays with its picture. */
    .scale {
      break-before: avoid;
      break-inside: avoid;
    }
  }
`;
