/** A thing of Keras's as a user writes it: its name and arguments. */
import { camelCase } from '../core/spelling';

/** Keras's name and arguments, unchecked. */
export interface NamedChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/**
 * Reads a name with arguments from an object or a text: `CosineDecay:decay_steps=1000,alpha=0.1`,
 * `CosineDecay(decay_steps=1000)`, or JSON.
 *
 * @returns The choice with its arguments as they are spelled. Undefined if it is none of these.
 */
export function writtenChoice(value: unknown): NamedChoice | undefined {
  const object = typeof value === 'string' ? readText(value) : value;
  if (typeof object !== 'object' || object === null || !('name' in object)) return undefined;
  return typeof object.name === 'string' ? (object as NamedChoice) : undefined;
}

/**
 * Reads a choice as `writtenChoice` does, with its arguments in camelCase.
 *
 * @example
 * readNamedChoice('CosineDecay:decay_steps=1000'); // { name: 'CosineDecay', decaySteps: 1000 }
 */
export function readNamedChoice(value: unknown): NamedChoice | undefined {
  const written = writtenChoice(value);
  const entries = Object.entries(written ?? {}).map(([key, argument]) => [camelCase(key), argument]);
  return written && (Object.fromEntries(entries) as NamedChoice);
}

/** A comma that is not in parentheses. */
const OUTER_COMMA = /,(?![^(]*\))/;

/** Reads several choices from a text: JSON, or names separated by commas, each with arguments in parentheses. */
export function writtenChoices(text: string): unknown {
  if (text.trim() === '') return [];
  if (/^\s*[[{]/.test(text)) {
    const json = parse(text);
    return Array.isArray(json) ? json : [json];
  }
  // The arguments of one choice have commas too.
  if (/^\s*\w+:/.test(text)) return [writtenChoice(text)];
  return text.split(OUTER_COMMA).map((each) => writtenChoice(each.trim()));
}

function readText(text: string): unknown {
  if (/^\s*\{/.test(text)) return parse(text);
  // As in Python, too: `CosineDecay(decay_steps=1000)`.
  const call = /^(\w+)\((.*)\)$/s.exec(text.trim());
  const [name = '', args = ''] = call ? call.slice(1) : text.trim().split(/:(.*)/s);
  const pairs = args.split(',').filter((pair) => pair.trim() !== '');
  const values = pairs.map((pair) => pair.split('=').map((part) => part.trim()));
  if (!/^\w+$/.test(name) || values.some(({ length }) => length !== 2)) return undefined;
  return { ...Object.fromEntries(values.map(([key, each]) => [key, argument(each as string)])), name };
}

const PYTHON: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/** Reads an argument as Python or JSON writes it; as a text if it is neither. */
function argument(text: string): unknown {
  if (text in PYTHON) return PYTHON[text];
  const [, quoted] = /^'(.*)'$/s.exec(text) ?? [];
  return quoted ?? parse(text) ?? text;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
