/**
 * Readies the JPEG decoder in Node, for tests: the WebAssembly from its package, and the browser's
 * `ImageData`.
 */
import { readFile } from 'node:fs/promises';
import { initJpegDecoder } from './jpeg';

/** The part of `ImageData` that the decoder makes; Node has none. */
class NodeImageData {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

export async function startJpegDecoder(): Promise<void> {
  (globalThis as { ImageData?: unknown }).ImageData ??= NodeImageData;
  const file = await readFile('node_modules/@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm');
  await initJpegDecoder(await WebAssembly.compile(Uint8Array.from(file)));
}
