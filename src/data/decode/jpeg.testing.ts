/** Prepares the JPEG decoder for tests in Node: the WebAssembly from its packages, and the browser's `ImageData`. */
import { readFile } from 'node:fs/promises';
import { initJpegDecoder } from './jpeg';

/** The part of `ImageData` that the decoder uses; Node has none. */
class NodeImageData {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

export async function startJpegDecoder(): Promise<void> {
  (globalThis as { ImageData?: unknown }).ImageData ??= NodeImageData;
  await initJpegDecoder({
    turbo: await compile('@cornerstonejs/codec-libjpeg-turbo-8bit/dist/libjpegturbowasm_decode.wasm'),
    careful: () => compile('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm'),
  });
}

async function compile(file: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(await readFile(`node_modules/${file}`)));
}
