/** Tests tfjs's layers on WebAssembly with our kernels against values and gradients that Keras computed. */
import { beforeAll } from 'vitest';
import { testLayersAgainstKeras } from '../layer-cases.testing';
import { startWasm } from './wasm.testing';

beforeAll(startWasm);

testLayersAgainstKeras('WebAssembly');
