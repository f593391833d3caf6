import { afterEach, expect, it, vi } from 'vitest';
import { loadAnyModel } from './load-any';

const url = 'https://a.org/m.keras';
const answer = (response: () => Promise<Response>): void => void vi.stubGlobal('fetch', response);
/** A body that fails before it is complete. */
const broken = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(Uint8Array.of(0x50));
      controller.error(new TypeError('network error'));
    },
  });

afterEach(() => vi.unstubAllGlobals());

it.each<[string, () => Promise<Response>, string]>([
  ['does not answer', () => Promise.reject(new TypeError('Failed to fetch')), 'does not respond'],
  ['breaks off', () => Promise.resolve(new Response(broken())), 'was interrupted'],
  ['has nothing', () => Promise.resolve(new Response('', { status: 404 })), 'answered with status 404'],
])('reports the address and the problem of a server that %s', async (_, response, message) => {
  answer(response);
  const loading = loadAnyModel(url);
  await expect(loading).rejects.toMatchObject({ code: 'fetch-failed' });
  await expect(loading).rejects.toThrow(message);
  await expect(loading).rejects.toThrow(`url=${url}`);
});

it('rejects a model.json that is not JSON', async () => {
  answer(() => Promise.resolve(new Response('{')));
  await expect(loadAnyModel('https://a.org/model.json')).rejects.toMatchObject({ code: 'bad-model' });
});
