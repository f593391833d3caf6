/** Before the unit tests: the WebAssembly kernels are compiled, so that tests run what is shipped. */
import { buildWasm } from './build-wasm.mjs';

export default buildWasm;
