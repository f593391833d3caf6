/** What the labs look like, beyond what all elements do. */
import { css } from 'lit';

export const LAB_STYLE = css`
  :host {
    font-size: var(--pupila-lab-font-size, 1rem);
  }
  .lab {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: minmax(0, 1fr);
  }
  .field {
    min-width: 0;
    max-width: 100%;
    display: inline-flex;
    align-items: center;
    gap: 0.45em;
  }
  .field select,
  .field input[type='number'] {
    min-height: 2.25rem;
  }
  .field input[type='number'] {
    width: 5rem;
  }
  .field input[type='range'] {
    width: 8rem;
    min-width: 0;
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
  .thumb {
    width: 2.75rem;
    height: 2.75rem;
    padding: 0;
    border-radius: calc(var(--radius) * 0.8);
    overflow: hidden;
  }
  .thumb img {
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .camera {
    width: 10rem;
    border-radius: var(--radius);
  }
  .views {
    display: grid;
    gap: 0.75rem;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 8.5rem), 1fr));
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
    color: var(--muted);
  }
  figcaption b {
    color: var(--ink);
    font-weight: 600;
  }
  .shape {
    font-family: var(--mono);
    font-size: 0.875em;
  }
  .scale {
    display: flex;
    align-items: center;
    gap: 0.4rem;
    font-size: 0.8125em;
    color: var(--muted);
  }
  .scale i {
    flex: 1;
    min-width: 2rem;
    height: 0.5rem;
    border: 1px solid var(--line);
  }
  details {
    border-top: 1px solid var(--line);
    padding-top: 0.5rem;
  }
  summary {
    padding: 0.25rem 0;
  }
`;
