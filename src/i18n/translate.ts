/** Translates messages with a catalogue of templates. English needs none. */
import { type Message, fillTemplate } from '../core/message';

/** Templates of another language, by their English template. */
export type Templates = Readonly<Record<string, string>>;

/** Returns a message in the language of the templates; English parts for which there is no template. */
export function translate({ text, template, values }: Message, templates: Templates): string {
  const translated = templates[template];
  if (translated === undefined) return text;
  const parts = values.map((value) =>
    typeof value === 'object' ? translate(value, templates) : String(value),
  );
  return fillTemplate(translated, parts);
}
