/** The parts of the package that are used; it has no types. */
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  /** Views of the decoder's memory are valid until its next call. */
  export interface JPEGDecoder {
    /** Returns a buffer for a file of `length` bytes. */
    getEncodedBuffer(length: number): Uint8Array;
    /** @throws {number} For everything that libjpeg-turbo warns about, too. */
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
