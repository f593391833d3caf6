/** A thing of Keras's as a user writes it: its name and arguments. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { camelCase } from '../core/spelling';

/** Keras's name and arguments, unchecked. */
export interface NamedChoice {
  readonly name: string;
  readonly [argument: string]: unknown;
}

/**
 * Reads a name with arguments from an object or a text: `CosineDecay:decay_steps=1000,alpha=0.1`,
 * `CosineDecay(decay_steps=1000)`, or JSON. An argument may be such a text in turn, which stays a text.
 *
 * @throws {PupilaError} 'invalid-argument' if an argument in parentheses has no name.
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

/** Splits a text at the commas that are not in parentheses, brackets or quotes. */
function splitAtCommas(text: string): string[] {
  const parts = text.matchAll(/(?:"[^"]*"|'[^']*'|[^,"'])+|,/g);
  let depth = 0;
  const split = [''];
  for (const [part] of parts) {
    if (part === ',' && depth === 0) split.push('');
    else split.push((split.pop() as string) + part);
    const plain = part.replace(/"[^"]*"|'[^']*'/g, '');
    depth += (plain.match(/[([{]/g) ?? []).length - (plain.match(/[)\]}]/g) ?? []).length;
  }
  return split;
}

/**
 * Reads several choices from a text: JSON, or names separated by commas, each with arguments in parentheses. Also as Keras's
 * code has them: in brackets, and with the module before the name.
 */
export function writtenChoices(text: string): unknown {
  if (text.trim() === '') return [];
  if (/^\s*[[{]/.test(text)) {
    const json = parse(text);
    const [, inner] = json === undefined ? (/^\s*\[(.*)\]\s*$/s.exec(text) ?? []) : [];
    if (inner !== undefined) return writtenChoices(inner.replace(/,\s*$/, ''));
    return Array.isArray(json) ? json : [json];
  }
  // The arguments of one choice have commas too.
  if (/^\s*\w+:/.test(text)) return [writtenChoice(text)];
  return splitAtCommas(text).map((each) => writtenChoice(each.trim()));
}

function readText(text: string): unknown {
  if (/^\s*\{/.test(text)) return parse(text);
  // As in Python, too: `CosineDecay(decay_steps=1000)`.
  const call = /^(?:\w+\.)*(\w+)\((.*)\)$/s.exec(text.trim());
  const [name = '', args = ''] = call ? call.slice(1) : text.trim().split(/:(.*)/s);
  const written = splitAtCommas(args).filter((pair) => pair.trim() !== '');
  const pairs = written.map((pair) => /^\s*(\w+)\s*=(.*)$/s.exec(pair));
  if (!/^\w+$/.test(name)) return undefined;
  const unnamed = written.find((_, i) => pairs[i] === null);
  if (unnamed !== undefined) {
    if (!call) return undefined;
    throw invalidArgument(message`Arguments must be written with their names, such as \`patience=3\`.`, {
      [name]: unnamed.trim(),
    });
  }
  const entries = pairs.map((pair) => [pair?.[1], argument((pair?.[2] as string).trim())] as const);
  return { ...Object.fromEntries(entries), name };
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
