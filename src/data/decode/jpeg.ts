/**
 * JPEG, by libjpeg-turbo compiled to WebAssembly: its accurate inverse DCT and smooth chroma upsampling, as in Pillow.
 * EXIF orientation and colour profiles are left alone, as Keras leaves them.
 *
 * libjpeg-turbo refuses whatever it would warn of. Then mozjpeg decides: it says why, or reads over it as Pillow does.
 */
import decodeCarefully, { init as initCareful } from '@jsquash/jpeg/decode';
import startTurbo, { type JPEGDecoder } from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { PupilaError } from '../../core/errors';
import type { Pixels } from '../../core/types';
import type { DecodedImage } from './color';
import { checkJpegHeader } from './jpeg-header';

/** The two decoders' WebAssembly. */
export interface JpegModules {
  /** `libjpegturbowasm_decode.wasm` of `@cornerstonejs/codec-libjpeg-turbo-8bit`. */
  turbo: WebAssembly.Module;
  /** `mozjpeg_dec.wasm` of `@jsquash/jpeg`: asked for when a picture needs it. */
  careful: () => Promise<WebAssembly.Module>;
}

let turbo: JPEGDecoder | null = null;
let careful: JpegModules['careful'] | null = null;
let carefulStarted: Promise<WebAssembly.Module> | null = null;
/** What mozjpeg said last. Before it gives up it says why; what it can live with, Pillow reads over too. */
let lastWord = '';

/** Readies the decoder; pictures cannot be decoded before. */
export async function initJpegDecoder(modules: JpegModules): Promise<void> {
  const { JPEGDecoder } = await startTurbo({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(modules.turbo, imports).then((instance) => done(instance, modules.turbo));
      return {};
    },
  });
  turbo = new JPEGDecoder();
  careful = modules.careful;
}

/**
 * Decodes a JPEG. Rejects with the reason.
 *
 * @param use Makes of the picture what is wanted, at once: the picture's memory belongs to the decoder.
 */
export async function decodeJpeg(bytes: Uint8Array, use: (image: DecodedImage) => Pixels): Promise<Pixels> {
  if (!turbo) throw new PupilaError('internal', 'internal: a JPEG came before `initJpegDecoder`');
  checkJpegHeader(bytes);
  const image = decodeFast(turbo, bytes);
  if (!image) return use(await decodeSlowly(bytes));
  const pixels = use(image);
  return pixels.data.buffer === image.data.buffer ? { ...pixels, data: pixels.data.slice() } : pixels;
}

/** Grey or RGB, in the decoder's memory; null where it has a complaint. */
function decodeFast(decoder: JPEGDecoder, bytes: Uint8Array): DecodedImage | null {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
  } catch {
    return null;
  }
  const { width, height, componentCount } = decoder.getFrameInfo();
  return { width, height, channels: componentCount === 1 ? 1 : 3, data: decoder.getDecodedBuffer() };
}

async function decodeSlowly(bytes: Uint8Array): Promise<DecodedImage> {
  carefulStarted ??= startCareful();
  const module = await carefulStarted;
  lastWord = '';
  try {
    // Its types ask for an ArrayBuffer; a view is copied just as well and may be a part of a larger buffer.
    const { width, height, data } = await decodeCarefully(bytes as unknown as ArrayBuffer);
    return { width, height, channels: 4, data };
  } catch (cause) {
    // libjpeg leaves through `exit`, which leaves its stack and memory as they were: only a fresh instance
    // is sound.
    await instantiateCareful(module);
    throw new Error(lastWord ? `it is damaged (${lastWord})` : 'it is damaged', { cause });
  }
}

async function startCareful(): Promise<WebAssembly.Module> {
  const module = await (careful as JpegModules['careful'])();
  await instantiateCareful(module);
  return module;
}

function instantiateCareful(module: WebAssembly.Module): Promise<void> {
  // The types name the options only; the function takes a module before them.
  const start = initCareful as unknown as (module: WebAssembly.Module, options: object) => Promise<void>;
  return start(module, { printErr: (text: string) => (lastWord = text) });
}
