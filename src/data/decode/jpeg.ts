/**
 * Decodes JPEG with libjpeg-turbo compiled to WebAssembly: accurate inverse DCT and smooth chroma upsampling, as in
 * Pillow. Like Keras, ignores EXIF orientation and colour profiles.
 *
 * libjpeg-turbo rejects every file that it would warn about. Then mozjpeg decides: it either reports a reason, or
 * decodes anyway as Pillow does.
 */
import decodeCarefully, { init as initCareful } from '@jsquash/jpeg/decode';
import startTurbo, { type JPEGDecoder } from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
import { PupilaError } from '../../core/errors';
import type { Pixels } from '../../core/types';
import type { DecodedImage } from './color';
import { checkJpegHeader } from './jpeg-header';
import { message } from '../../core/message';
import { PictureError } from './picture-error';

/** WebAssembly of the two decoders. */
export interface JpegModules {
  /** `libjpegturbowasm_decode.wasm` of `@cornerstonejs/codec-libjpeg-turbo-8bit`. */
  turbo: WebAssembly.Module;
  /** `mozjpeg_dec.wasm` of `@jsquash/jpeg`, loaded when a picture needs it. */
  careful: () => Promise<WebAssembly.Module>;
}

let turbo: JPEGDecoder | null = null;
let careful: JpegModules['careful'] | null = null;
let carefulStarted: Promise<WebAssembly.Module> | null = null;
/** The last message of mozjpeg, in English. It is the cause if decoding fails; if it succeeds, Pillow ignores it too. */
let lastMessage = '';

/** Prepares the decoder. Call this before decoding. */
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
 * @param use Converts the decoded picture. Must do so synchronously, because the memory belongs to the decoder.
 */
export async function decodeJpeg(bytes: Uint8Array, use: (image: DecodedImage) => Pixels): Promise<Pixels> {
  if (!turbo) throw new PupilaError('internal', 'internal: a JPEG came before `initJpegDecoder`');
  checkJpegHeader(bytes);
  const image = decodeFast(turbo, bytes);
  if (!image) return use(await decodeWithMozjpeg(bytes));
  const pixels = use(image);
  return pixels.data.buffer === image.data.buffer ? { ...pixels, data: pixels.data.slice() } : pixels;
}

/** Returns grey or RGB, in the decoder's memory; null if it fails or would warn. */
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

async function decodeWithMozjpeg(bytes: Uint8Array): Promise<DecodedImage> {
  carefulStarted ??= startCareful();
  const module = await carefulStarted;
  lastMessage = '';
  try {
    // The types require an ArrayBuffer, but a view works too: it is copied and may be part of a larger buffer.
    const { width, height, data } = await decodeCarefully(bytes as unknown as ArrayBuffer);
    return { width, height, channels: 4, data };
  } catch (cause) {
    // libjpeg leaves through `exit`, which does not restore its stack and memory, so only a new instance is safe.
    await instantiateCareful(module);
    const error = lastMessage ? new Error(lastMessage, { cause }) : cause;
    throw new PictureError(message`it is damaged`, {}, { cause: error });
  }
}

async function startCareful(): Promise<WebAssembly.Module> {
  const module = await (careful as JpegModules['careful'])();
  await instantiateCareful(module);
  return module;
}

function instantiateCareful(module: WebAssembly.Module): Promise<void> {
  // The types declare only the options; the function takes a module before them.
  const start = initCareful as unknown as (module: WebAssembly.Module, options: object) => Promise<void>;
  return start(module, { printErr: (text: string) => (lastMessage = text) });
}
