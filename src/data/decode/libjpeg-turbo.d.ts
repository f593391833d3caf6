/** What of the package is used; it has no types of its own. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  /** Views of the decoder's memory are good until its next call. */
  export interface JPEGDecoder {
    /** Room for a file of `length` bytes. */
    getEncodedBuffer(length: number): Uint8Array;
    /** @throws {number} For whatever libjpeg-turbo warns of, too. */
    decode(): void;
    getDecodedBuffer(): Uint8Array<ArrayBuffer>;
    getFrameInfo(): { width: number; height: number; componentCount: number };
  }

  export default function start(options: {
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): object;
  }): Promise<{ JPEGDecoder: new () => JPEGDecoder }>;
}
