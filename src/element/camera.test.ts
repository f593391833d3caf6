import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Camera, takePicture } from './camera';

interface FakeStream {
  live: boolean;
}

/** Pending permission requests, and the opened streams. */
let answers: ((allowed: boolean) => void)[];
let streams: FakeStream[];

beforeEach(() => {
  [answers, streams] = [[], []];
  const getUserMedia = async () => {
    const allowed = await new Promise<boolean>((resolve) => answers.push(resolve));
    if (!allowed) throw new Error('refused');
    const stream = { live: true, getTracks: () => [{ stop: () => (stream.live = false) }] };
    streams.push(stream);
    return stream;
  };
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
});

const live = () => streams.map((stream) => stream.live);

describe('a camera', () => {
  it('keeps one stream when it is opened twice', async () => {
    const camera = new Camera();
    const opened = [camera.open(), camera.open()];
    answers.forEach((answer) => answer(true));
    await Promise.all(opened);
    expect(live()).toEqual([false, true]);
    expect(camera.stream).toBe(streams[1]);
    camera.close();
    expect(live()).toEqual([false, false]);
  });

  it('stays closed when it is closed before the reader answers', async () => {
    const camera = new Camera();
    const opened = [camera.open(), camera.open()];
    camera.close();
    answers.forEach((answer, i) => answer(i > 0));
    await Promise.all(opened);
    expect(live()).toEqual([false]);
    expect([camera.stream, camera.isRefused]).toEqual([null, false]);
  });

  it('reports that access was denied or that there is no camera', async () => {
    const camera = new Camera();
    const opened = camera.open();
    answers[0]?.(false);
    await opened;
    expect(camera.isRefused).toBe(true);
    vi.stubGlobal('navigator', {});
    await camera.open();
    expect(camera.isRefused).toBe(true);
    camera.close();
    expect(camera.isRefused).toBe(false);
  });

  it('takes no picture before the video shows an image', async () => {
    const video = { videoWidth: 0, videoHeight: 0 } as HTMLVideoElement;
    expect(await takePicture(video, 'camera')).toBeNull();
  });
});
