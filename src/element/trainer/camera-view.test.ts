import { expect, it, vi } from 'vitest';
import { CameraPanel } from './camera-view';

it('a camera that is being opened for another class takes no picture for the class before', async () => {
  const stream = { getTracks: () => [] };
  const getUserMedia = vi.fn(() => Promise.resolve(stream));
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  const owners: (object | null)[] = [];
  const panel: CameraPanel = new CameraPanel(() => owners.push(panel.owner));
  const [first, second] = [{}, {}];
  await panel.open(first);
  const opened = panel.open(second);
  expect(owners.at(-1)).toBe(second);
  const use = vi.fn();
  // A video of the first class: it still shows its last image.
  await panel.take({ videoWidth: 640, videoHeight: 480 } as HTMLVideoElement, 1, String, use);
  await opened;
  expect([use.mock.calls.length, panel.taken]).toEqual([0, 0]);
});
