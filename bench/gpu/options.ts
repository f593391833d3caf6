/** The options of the benchmark's process: an object in JSON, as `run.sh` of the pack takes it from its user. */
import { LEAST_SIDE } from '../../src/models/course-cnn';
import type { GpuConfig } from './measure';

/** What is measured where nothing else was asked for. */
const COUNTS = { images: 128, side: 150, rounds: 20 };

/**
 * Reads the options, numbers as such or as text.
 *
 * @example readOptions('{"images": 32, "rounds": "5"}').config // { images: 32, side: 150, rounds: 5, software: false }
 * @throws {Error} when it is no JSON object, has a name that is none of them, or a value out of range.
 */
export function readOptions(text: string): { config: GpuConfig; onlyCounts: boolean } {
  const { software = false, counts = false, ...given } = parse(text);
  const config = { ...COUNTS };
  for (const [name, value] of Object.entries(given)) {
    if (!(name in COUNTS))
      throw new Error(
        `Options are images, side, rounds, software and counts. Received: ${name}=${String(value)}`,
      );
    const least = name === 'side' ? LEAST_SIDE : 1;
    const number = Number(value);
    if (!Number.isInteger(number) || number < least)
      throw new Error(`\`${name}\` is an integer of at least ${least}. Received: ${name}=${String(value)}`);
    config[name as keyof typeof COUNTS] = number;
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
    // Said below.
  }
  throw new Error(`Options are a JSON object, as {"images": 32, "rounds": 5}. Received: options=${text}`);
}
