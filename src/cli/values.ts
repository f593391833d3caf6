/** Parsers for option values. Invalid values throw an error that says what is allowed. */
import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { readCallbackChoices } from '../options/callback-choice';
import { readLoss } from '../options/resolve-loss';
import { readMetrics } from '../options/metric-choice';
import { readSchedule } from '../options/resolve-optimizer';
import { makeCallbacks } from '../training/callbacks/registry';

/** Parses an integer from `min` to `max`. */
export function integer(min: number, max = Infinity) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) {
      const end = max === Infinity ? '' : ` and at most ${max}`;
      throw new InvalidArgumentError(`Allowed: an integer of at least ${min}${end}. Received: ${text}`);
    }
    return value;
  };
}

/** Parses `150x150`: height, then width. */
export function size(text: string): [number, number] {
  const match = /^([1-9]\d*)x([1-9]\d*)$/.exec(text);
  if (!match)
    throw new InvalidArgumentError(`Allowed: HEIGHTxWIDTH in pixels, such as 150x150. Received: ${text}`);
  return [Number(match[1]), Number(match[2])];
}

/** Parses `a,b,c`. */
export function list(text: string): string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) {
    throw new InvalidArgumentError(`Allowed: names separated by commas. Received: ${text}`);
  }
  return items;
}

/** Checks the path of a PNG file. */
export function pngFile(text: string): string {
  if (!/\.png$/i.test(text)) {
    throw new InvalidArgumentError(`Allowed: a file name that ends in .png. Received: ${text}`);
  }
  return text;
}

/** Checks a list of callbacks: names with commas between them, or JSON. Undefined if it is neither. */
export function readCallbacks(text: string): unknown {
  const choices = readCallbackChoices(text);
  try {
    if (choices) makeCallbacks(choices);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  return choices;
}

/** Checks a learning-rate schedule: `CosineDecay:decay_steps=1000`, or JSON. Undefined if it is neither. */
export const readScheduleText = (text: string): unknown => checked(readSchedule, text);

/** Checks a loss: `categorical_crossentropy:label_smoothing=0.1`, or JSON. Undefined if it is neither. */
export const readLossText = (text: string): unknown => checked(readLoss, text);

/** Checks a list of metrics: names with commas between them, or JSON. Undefined if it is neither. */
export const readMetricsText = (text: string): unknown => checked(readMetrics, text);

function checked(read: (text: string) => unknown, text: string): unknown {
  try {
    return read(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Parses `course`, `none`, or the path of a JSON file with ImageDataGenerator's keyword arguments. */
export function readAugmentation(text: string): unknown {
  if (text === 'course' || text === 'none') return text;
  const allowed = 'course, none, or a JSON file of ImageDataGenerator arguments';
  let json: string;
  try {
    json = readFileSync(text, 'utf8');
  } catch {
    throw new InvalidArgumentError(`Allowed: ${allowed}. Received: ${text}, which cannot be read.`);
  }
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidArgumentError(
      `Allowed: ${allowed}. Received: ${text}, which is not JSON (${String(error)}).`,
    );
  }
}
