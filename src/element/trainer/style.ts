/** Style of `<pupila-trainer>`: controls, data and settings. For the results see results-style.ts. */
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
  .kept {
    padding-inline-start: 0.75rem;
    border-inline-start: 3px solid var(--accent);
  }
  .kept p {
    margin-block: 0 0.5rem;
  }
  .tabs {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
  }
  .tablist {
    display: flex;
    flex-wrap: wrap;
    gap: 0 1.25rem;
    border-bottom: 1px solid var(--line);
  }
  [role='tab'] {
    min-height: 2.25rem;
    padding: 0.3rem 0;
    border: 0;
    border-bottom: 3px solid transparent;
    border-radius: 0;
    background: none;
  }
  [role='tab'][aria-selected='true'] {
    border-color: var(--accent);
    font-weight: 600;
  }
  /* Scrolls tall content, such as many classes. */
  .panel {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    align-content: start;
    max-height: 30rem;
    overflow-y: auto;
  }
  /* Content that goes on below fades out, instead of ending in the middle of a line. The last scroll steps remove it. */
  @supports (animation-timeline: scroll(self)) {
    @media screen {
      :is(.panel, .tables .scroll) {
        scroll-padding-block-end: 1.75rem;
        mask: linear-gradient(#000 calc(100% - 1.75rem), transparent) 0 0 / 100% calc(100% + 1.75rem);
        animation: fade-out linear both !important;
        animation-timeline: scroll(self) !important;
        animation-range: calc(100% - 1.75rem) 100% !important;
      }
      :is(.panel, .tables .scroll):focus-visible {
        mask: none;
      }
    }
  }
  @keyframes fade-out {
    from {
      mask-size: 100% 100%;
    }
  }
  /* Stays in view above tall content. */
  .panel > [part='error'] {
    position: sticky;
    top: 0;
    z-index: 1;
    background: var(--paper);
  }
  details.code {
    border-top: 1px solid var(--line);
    padding-top: 0.25rem;
  }
  summary {
    padding-block: 0.25rem;
  }
  .model-facts ul {
    margin: 0.25rem 0 0.5rem;
    padding-inline-start: 1.25rem;
    font-size: 0.9375rem;
    line-height: 1.4;
  }
  fieldset {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: start;
    gap: 0.6rem;
    min-width: 0;
    margin: 0;
    padding: 0.15rem;
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
    padding: 0.75rem;
    border: 2px dashed var(--outline);
    border-radius: var(--radius);
    background: var(--paper);
  }
  .drop.over {
    border-color: var(--accent);
    border-style: solid;
  }
  /** Nothing can be dropped with a finger. */
  @media (hover: none) and (pointer: coarse) {
    .by-mouse {
      display: none;
    }
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
  .field :is(input, select):disabled {
    border-style: dashed;
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
    max-width: 12rem;
    aspect-ratio: 1;
    object-fit: cover;
    border-radius: var(--radius);
    background: var(--line);
  }
  .field {
    display: grid;
    align-content: end;
    gap: 0.15rem;
    min-width: 0;
    font-size: 0.9375rem;
  }
  .field > span:not(.rule) {
    color: var(--muted);
    line-height: 1.25;
  }
  .field input,
  .field select {
    width: 100%;
    min-width: 0;
    min-height: 2.25rem;
  }
  .checked {
    min-width: 0;
    overflow-wrap: anywhere;
    display: grid;
    align-content: end;
    gap: 0.15rem;
  }
  .field small {
    display: block;
  }
  ::placeholder {
    color: var(--muted);
    opacity: 1;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(45%, 12rem), 1fr));
    gap: 0.6rem 1.25rem;
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
    height: 0.5rem;
  }
  @container (max-width: 30rem) {
    .body,
    .tabs {
      gap: 0.5rem;
    }
    .tablist {
      gap: 0 1rem;
      font-size: 0.9375rem;
    }
    [role='tab'] {
      min-height: 2rem;
      padding-block: 0.15rem;
    }
    .panel {
      gap: 0.4rem;
      max-height: 31rem;
    }
    .model-facts ul {
      font-size: 0.875rem;
    }
    /* Both charts and the two closed tables fit. */
    .begun .panel {
      max-height: 24.5rem;
    }
    /* The page scrolls what was opened. */
    .tabs .panel:has(details[open]) {
      max-height: none;
    }
    [part='controls'] button {
      padding-inline: 0.8rem;
      font-size: 0.9375rem;
    }
    .fields {
      gap: 0.35rem 0.75rem;
    }
    .field {
      font-size: 0.8125rem;
    }
    .kinds {
      display: grid;
      grid-template-columns: repeat(2, minmax(0, 1fr));
      gap: 0 0.5rem;
      font-size: 0.9375rem;
      line-height: 1.2;
    }
    .drop {
      padding: 0.5rem;
      gap: 0.4rem;
    }
  }
`;
