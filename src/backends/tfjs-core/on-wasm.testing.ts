import { startWasm } from '../wasm/wasm.testing';
import { setBackendUnderTest } from './backend-under-test.testing';
import { WASM_GAPS } from './gaps.testing';

setBackendUnderTest({ name: 'wasm', start: startWasm, gaps: WASM_GAPS, isThere: true });
