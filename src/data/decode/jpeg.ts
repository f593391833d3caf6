/**
 * JPEG, by libjpeg (mozjpeg) compiled to WebAssembly: its accurate inverse DCT and smooth chroma
 * upsampling, as in Pillow. EXIF orientation and colour profiles are left alone, as Keras leaves them.
 */
import decode, { init } from '@jsquash/jpeg/decode';
import { PupilaError } from '../../core/errors';
import type { DecodedImage } from './color';
import { readJpegHeader } from './jpeg-header';

let wasm: WebAssembly.Module | null = null;
/** What libjpeg said last. Before it gives up it says why; what it can live with, Pillow reads over too. */
let lastWord = '';

/**
 * Readies the decoder; pictures cannot be decoded before.
 *
 * @param module Compiled `mozjpeg_dec.wasm` of `@jsquash/jpeg`.
 */
export async function initJpegDecoder(module: WebAssembly.Module): Promise<void> {
  wasm = module;
  await start(module);
}

/** Decodes a JPEG to RGBA. Rejects with the reason. */
export async function decodeJpeg(bytes: Uint8Array): Promise<DecodedImage> {
  if (!wasm) throw new PupilaError('internal', 'internal: a JPEG came before `initJpegDecoder`');
  const { components } = readJpegHeader(bytes);
  if (components === 4) throw new Error('it is a JPEG in CMYK; save it as RGB');
  try {
    // Its types ask for an ArrayBuffer; a view is copied just as well and may be a part of a larger buffer.
    const { width, height, data } = await decode(bytes as unknown as ArrayBuffer);
    return { width, height, channels: 4, data };
  } catch (cause) {
    // libjpeg leaves through `exit`, which leaves its stack and memory as they were: only a fresh instance
    // is sound.
    await start(wasm);
    throw new Error(`it is damaged (${lastWord})`, { cause });
  }
}

function start(module: WebAssembly.Module): Promise<void> {
  // The types name the options only; the function takes a module before them.
  const startWith = init as unknown as (module: WebAssembly.Module, options: object) => Promise<void>;
  return startWith(module, { printErr: (text: string) => (lastWord = text) });
}
