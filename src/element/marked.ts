/** Renders names of code in a text. */
import { html } from 'lit';

/** Renders a text with each `name` in backticks as code. */
export function marked(text: string): unknown[] {
  return text.split(/`([^`]+)`/).map((part, i) => (i % 2 === 0 ? part : html`<code>${part}</code>`));
}
