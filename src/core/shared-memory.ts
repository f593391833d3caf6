/** Whether threads can share memory here. The only place that asks: other signs, such as isolation, do not tell. */

/**
 * Returns whether a `SharedArrayBuffer` can be made and sent to a worker.
 *
 * Cross-origin isolation is not enough: WebKitGTK leaves the constructor out by default. The constructor is not enough
 * either: some browsers have it on every page and refuse to send the memory.
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
