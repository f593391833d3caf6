/** Detects whether threads can share memory. Always use this: other signs, such as isolation, are not reliable. */

/**
 * Returns whether a `SharedArrayBuffer` can be created and sent to a worker.
 *
 * Cross-origin isolation is not enough: WebKitGTK disables the constructor by default. The constructor is not
 * enough either: some browsers define it on every page and refuse to send the memory.
 */
export function canShareMemory(): boolean {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(new SharedArrayBuffer(1));
    return true;
  } catch {
    return false;
  } finally {
    port1.close();
    port2.close();
  }
}
