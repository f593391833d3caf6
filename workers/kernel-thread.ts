/** A thread of the WebAssembly kernels: takes items of the job in the control block, and sleeps between jobs. */
import { newRunner } from '../src/engines/wasm/engine/any-program';
import { Control } from '../src/engines/wasm/engine/control';
import type { ThreadMessage, ThreadStart } from '../src/engines/wasm/engine/thread-protocol';
import { instantiateKernels } from '../src/engines/wasm/module';
import { holdLifeLock } from '../src/protocol/life';

const lockHeld = holdLifeLock();
const send = (message: ThreadMessage): void => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<ThreadStart>): Promise<void> => {
  const { compiled, memory, wideTiles, program, thread } = data;
  try {
    const exports = await instantiateKernels(compiled, memory, wideTiles);
    const control = new Control(memory, program.control, program.threads.length);
    const runner = newRunner(exports, program, control, thread);
    await lockHeld;
    send({ ready: true });
    while (!control.isEnded) {
      while (runner.step());
      control.sleep();
    }
    send({ ended: true });
  } catch (error) {
    send({ error: error instanceof Error ? error.message : String(error) });
  }
};
