import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PupilaError } from '../../core/errors';
import type { Model } from '../model-input';
import type { StartOptions, TrainerHost } from './host';
import { awaitLibrary, library } from './library.testing';
import { DEFAULTS } from './settings';
import type { TrainerState } from './state';
import { given, makeState } from './state.testing';

vi.mock('../engine', async () => ({ engine: (await import('./library.testing')).engine }));

beforeEach(awaitLibrary);

describe('a start while the library is loaded', () => {
  it('counts as preparing', async () => {
    const state = makeState();
    void state.start();
    expect([state.state, state.busy, state.tab]).toEqual(['preparing', true, 'curves']);
    library.load();
    await vi.waitFor(() => expect(state.state).toBe('running'));
  });

  it('is replaced by a later start', async () => {
    const state = makeState();
    const first = state.start();
    void state.start();
    library.load();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await vi.waitFor(() => expect(state.state).toBe('running'));
    expect(library.sessions).toEqual([state.run?.session]);
    expect(state.error).toBeNull();
  });

  it.each(['stop', 'dispose'] as const)('is cancelled by %s', async (end) => {
    const state = makeState();
    const start = state.start();
    state[end]();
    expect(state.state).toBe('idle');
    library.load();
    await expect(start).rejects.toMatchObject({ code: 'aborted' });
    expect(library.sessions).toEqual([]);
    expect(state.error).toBeNull();
  });

  it('fails without data', async () => {
    const state = makeState({ given: () => null });
    await expect(state.start()).rejects.toThrow();
    expect(state.state).toBe('idle');
  });
});

describe('a rejected start', () => {
  async function running(host: Partial<TrainerHost>): Promise<TrainerState> {
    const state = makeState(host);
    void state.start().catch(() => undefined);
    library.load();
    await vi.waitFor(() => expect(state.state).toBe('running'));
    return state;
  }

  it.each<[string, StartOptions, TrainerHost['given'], Partial<typeof DEFAULTS>]>([
    ['without data', {}, () => null, {}],
    ['with nothing to continue', { further: true }, given, {}],
    ['for an invalid setting', {}, given, { epochs: -1 }],
  ])('%s does not affect the current run', async (_, options, given, settings) => {
    const host: Partial<TrainerHost> = {};
    const state = await running(host);
    const { run } = state;
    Object.assign(host, { given, settings: () => ({ ...DEFAULTS, ...settings }) });
    await expect(state.start(options)).rejects.toMatchObject({
      name: 'PupilaError',
      code: 'invalid-argument',
    });
    expect([state.run, state.state, state.hasFailed]).toEqual([run, 'running', false]);
  });

  it('counts as failed if no run is active', async () => {
    const state = makeState({ given: () => null });
    await expect(state.start()).rejects.toThrow();
    expect(state.hasFailed).toBe(true);
  });
});

it('shows why a run failed even if the library cannot be loaded to find a fix', async () => {
  const network = { inputs: [{ shape: [null, 8, 8, 3] }] } as unknown as Model;
  const state = makeState({ network: () => network });
  const start = state.start();
  library.load();
  await vi.waitFor(() => expect(state.state).toBe('running'));
  library.loaded = Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  library.sessions[0]?.fail(new PupilaError('output-mismatch', 'The last layer does not fit.'));
  await expect(start).rejects.toMatchObject({ code: 'output-mismatch' });
  expect([state.error?.code, state.hasFailed, state.remedy]).toEqual(['output-mismatch', true, null]);
});
