/** Encodes JPEG with MozJPEG in WebAssembly: the same bytes on every machine. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import encode, { init } from '@jsquash/jpeg/encode.js';

const wasm = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
const ready = WebAssembly.compile(readFileSync(wasm)).then((module) => init(module));

/**
 * @param {{width: number, height: number, data: Uint8Array}} image RGBA.
 * @param {number} quality 0 to 100
 */
export async function encodeJpeg({ width, height, data }, quality) {
  await ready;
  const options = { quality, baseline: true, progressive: false };
  return new Uint8Array(await encode({ width, height, data: new Uint8ClampedArray(data) }, options));
}
