/** The option `classWeight`: Keras's `class_weight`, with names of classes beside their indices. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';

/** Weights by the index or the name of the class. */
export type ClassWeight = Readonly<Record<string, number>>;

/**
 * Reads weights from an object or a text: `cats=2,dogs=0.5`, JSON, or a dictionary of Python's.
 *
 * @throws {PupilaError} 'invalid-argument' if a text names a class twice.
 * @returns Sorted by their names. Undefined if it is none of these, or a weight is no number of at least 0.
 * @example
 * readClassWeight('{0: 1, 1: 2.5}'); // { 0: 1, 1: 2.5 }
 */
export function readClassWeight(value: unknown): ClassWeight | undefined {
  const object = typeof value === 'string' ? readText(value) : value;
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const entries = Object.entries(object).sort(([a], [b]) => Number(a > b) - Number(a < b));
  const areWeights = entries.every(([, weight]) => Number.isFinite(weight) && weight >= 0);
  return areWeights && entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function readText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const pairs = text.replace(/^\s*\{|\}\s*$/g, '').split(',');
    const entries = pairs.filter((pair) => pair.trim() !== '').map(readPair);
    if (entries.includes(null)) return null;
    const weights = Object.fromEntries(entries as [string, number][]);
    if (Object.keys(weights).length < entries.length)
      throw invalidArgument(message`\`classWeight\` must have each class once.`, { classWeight: text });
    return weights;
  }
}

/** Reads `cats=2`, `"cats": 2` or `0: 2`. */
function readPair(pair: string): [string, number] | null {
  const [, name = '', weight = ''] = /^\s*(.+?)\s*[=:]\s*([^=:\s]+)\s*$/.exec(pair) ?? [];
  return name === '' ? null : [name.replace(/^(["'])(.*)\1$/, '$2'), Number(weight)];
}
