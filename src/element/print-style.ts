/**
 * How all elements print: light, without controls, and with everything that scrolls on the screen. A field prints its
 * value as text. Marked as important, because the styles of each element come later.
 */
import { css } from 'lit';

export const PRINT_STYLE = css`
  @media print {
    :host {
      color-scheme: light !important;
      print-color-adjust: exact;
      -webkit-print-color-adjust: exact;
    }
    button:not([aria-pressed='true']),
    .button,
    .spoken,
    [role='tablist'],
    progress,
    video,
    input[type='range'],
    label:has(> [type='radio']:not(:checked)),
    [type='radio'],
    details:not([open]) {
      display: none !important;
    }
    summary {
      list-style: none;
    }
    /* What a heading is about starts on its page. */
    summary,
    .heading {
      break-after: avoid;
    }
    summary::-webkit-details-marker {
      display: none;
    }
    /* The choice among several buttons prints as text, with the name of the choice. */
    button[aria-pressed='true'] {
      display: inline !important;
      font-weight: 600;
    }
    [role='group'][aria-label]:has(> [aria-pressed='true'])::before {
      content: attr(aria-label) ':';
    }
    select,
    button[aria-pressed='true'],
    input:not([type='checkbox']) {
      appearance: none;
      min-height: 0 !important;
      padding: 0 !important;
      border: 0 !important;
      border-radius: 0 !important;
      box-shadow: none;
      background: none;
    }
    *:not(canvas, img, svg) {
      max-height: none !important;
      overflow: visible !important;
    }
    /* Keras's summary takes the width of an A4 page. */
    pre {
      white-space: pre-wrap;
      font-size: 0.6875rem !important;
      orphans: 4;
    }
    figure,
    canvas,
    svg,
    li,
    tr,
    .row,
    .field {
      break-inside: avoid;
    }
  }
`;
