import { startWasm } from '../wasm/wasm.testing';
import { setBackendUnderTest } from './backend-under-test.testing';

setBackendUnderTest({ name: 'wasm', start: startWasm, isAvailable: true });
