/** Options of the benchmark's process: a JSON object, which users of the pack give to `run.sh`. */
import { MIN_SIDE } from '../../src/models/course-cnn';
import type { GpuConfig } from './measure';

/** Default values. */
const DEFAULTS = { images: 128, side: 150, rounds: 20 };

/**
 * Parses the options. Numbers may be strings.
 *
 * @example readOptions('{"images": 32, "rounds": "5"}').config // { images: 32, side: 150, rounds: 5, software: false }
 * @throws {Error} if the text is not a JSON object, or an option is unknown or out of range.
 */
export function readOptions(text: string): { config: GpuConfig; onlyCounts: boolean } {
  const { software = false, counts = false, ...given } = parse(text);
  const config = { ...DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (!(name in DEFAULTS))
      throw new Error(
        `Options are images, side, rounds, software and counts. Received: ${name}=${String(value)}`,
      );
    const minimum = name === 'side' ? MIN_SIDE : 1;
    const number = Number(value);
    if (!Number.isInteger(number) || number < minimum)
      throw new Error(`\`${name}\` is an integer of at least ${minimum}. Received: ${name}=${String(value)}`);
    config[name as keyof typeof DEFAULTS] = number;
  }
  for (const [name, value] of Object.entries({ software, counts })) {
    if (typeof value !== 'boolean')
      throw new Error(`\`${name}\` is true or false. Received: ${name}=${String(value)}`);
  }
  return { config: { ...config, software: software === true }, onlyCounts: counts === true };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Reported below.
  }
  throw new Error(`Options are a JSON object, as {"images": 32, "rounds": 5}. Received: options=${text}`);
}
