/** `fixtures/formats.json`: a small picture in every format, with Pillow's values. */
import { readFileSync } from 'node:fs';

export interface FormatCase {
  name: string;
  /** Base64. */
  file: string;
  size: [number, number];
  /** Null if Keras keeps more than 8 bits. */
  grayscale: string | null;
  rgb: string;
  rgba: string;
}

interface Formats {
  cases: FormatCase[];
  refused: { reason: string; file: string }[];
}

export const { cases, refused } = JSON.parse(readFileSync('fixtures/formats.json', 'utf8')) as Formats;

export const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

export const caseOf = (name: string): Uint8Array =>
  bytesOf((cases.find((each) => each.name === name) as FormatCase).file);
