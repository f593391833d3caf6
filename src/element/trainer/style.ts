/** The style of `<pupila-trainer>`: choosing and setting. What comes of it: results-style.ts. */
import { css } from 'lit';

export const TRAINER_STYLE = css`
  :host {
    padding: clamp(0.75rem, 3cqi, 1.25rem);
    border-radius: var(--radius);
  }
  .body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .panel {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  summary {
    padding: 0.55rem 0.9rem;
    border-radius: var(--radius);
  }
  .panel > summary {
    font-weight: 600;
  }
  details.code {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--card);
  }
  .code > summary {
    font-weight: 600;
  }
  .code pre {
    background: var(--paper);
    margin-inline: 0.9rem;
  }
  .code .row {
    padding-inline: 0.9rem;
  }
  summary .muted {
    font-weight: 400;
    margin-inline-start: 0.4em;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: 0.9rem;
    min-width: 0;
    margin: 0;
    padding: 0.35rem 0.9rem 0.9rem;
    border: 0;
  }
  fieldset > :not(button) {
    width: 100%;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1.2rem;
  }
  .choice {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.25rem;
    overflow-wrap: anywhere;
  }
  .drop {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    padding: 0.9rem;
    border: 2px dashed var(--outline);
    border-radius: var(--radius);
    background: var(--paper);
  }
  .drop.over {
    border-color: var(--accent);
    border-style: solid;
  }
  .picked {
    font-weight: 600;
  }
  .button {
    position: relative;
  }
  .button:has(:focus-visible) {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .button:has(:disabled) {
    opacity: 0.5;
    cursor: default;
  }
  button[aria-disabled='true'] {
    opacity: 0.6;
    cursor: progress;
  }
  .classes,
  .pictures {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 0.75rem;
  }
  .classes {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr));
  }
  .classes .row:first-child {
    flex-wrap: nowrap;
  }
  .classes input[type='text'] {
    flex: 1;
    font-weight: 600;
  }
  .remove {
    width: 2.5rem;
    padding: 0;
    font-size: 1.3em;
    line-height: 1;
  }
  .thumbnails {
    display: flex;
    flex-wrap: wrap;
    gap: 0.3rem;
  }
  .thumbnails img {
    width: 3rem;
    height: 3rem;
    object-fit: cover;
    border-radius: 0.3rem;
  }
  .camera {
    display: grid;
    gap: 0.6rem;
  }
  video {
    width: 100%;
    max-width: 20rem;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: var(--radius);
    background: var(--line);
  }
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(6rem, 10rem);
    align-items: center;
    gap: 0.25rem 0.75rem;
  }
  .field input[type='url'] {
    grid-column: 1 / -1;
  }
  .field small {
    display: block;
    line-height: 1.25;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
    gap: 0.6rem 2rem;
  }
  .status {
    margin-inline-start: 0.4rem;
  }
  progress,
  meter {
    width: 100%;
    accent-color: var(--accent);
  }
  progress {
    height: 0.75rem;
  }
`;
