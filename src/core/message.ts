/**
 * Messages that can be translated, as in gettext: the English sentence stands where it is needed, and a catalogue
 * (`src/i18n/es/messages.ts`) is looked up by the sentence with numbered placeholders.
 */

/** An English text, and what it was made from. Plain data, so that it crosses threads. */
export interface Message {
  /** The English text. */
  readonly text: string;
  /** The English text with `{0}`, `{1}` … in place of its values. */
  readonly template: string;
  /** Names and numbers, which are the same in every language, and messages, which are translated too. */
  readonly values: readonly MessageValue[];
}

/** A part of a message. */
export type MessageValue = string | number | Message;

/**
 * Creates a message. It is a tag for template literals.
 *
 * @example
 * const problem = message`The data set has no ${part} part.`;
 * problem.text; // 'The data set has no validation part.'
 * problem.template; // 'The data set has no {0} part.'
 */
export function message(strings: TemplateStringsArray, ...values: readonly MessageValue[]): Message {
  const template = strings.reduce((start, string, i) => `${start}{${i - 1}}${string}`);
  return { text: fillTemplate(template, values.map(textOf)), template, values };
}

/** Puts values into the placeholders of a template. */
export function fillTemplate(template: string, values: readonly string[]): string {
  return template.replace(/\{(\d+)\}/g, (_, index: string) => values[Number(index)] as string);
}

/** Returns a value in English. */
export const textOf = (value: MessageValue): string =>
  typeof value === 'object' ? value.text : String(value);
