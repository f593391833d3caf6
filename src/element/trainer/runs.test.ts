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
  it('counts as under way', async () => {
    const state = makeState();
    void state.start();
    expect([state.state, state.busy, state.tab]).toEqual(['preparing', true, 'curves']);
    library.arrive();
    await vi.waitFor(() => expect(state.state).toBe('running'));
  });

  it('gives way to another', async () => {
    const state = makeState();
    const first = state.start();
    void state.start();
    library.arrive();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await vi.waitFor(() => expect(state.state).toBe('running'));
    expect(library.sessions).toEqual([state.run?.session]);
    expect(state.error).toBeNull();
  });

  it.each(['stop', 'dispose'] as const)('ends by %s', async (end) => {
    const state = makeState();
    const start = state.start();
    state[end]();
    expect(state.state).toBe('idle');
    library.arrive();
    await expect(start).rejects.toMatchObject({ code: 'aborted' });
    expect(library.sessions).toEqual([]);
    expect(state.error).toBeNull();
  });

  it('is over when there is nothing to train on', async () => {
    const state = makeState({ given: () => null });
    await expect(state.start()).rejects.toThrow();
    expect(state.state).toBe('idle');
  });
});

describe('a start that is refused', () => {
  async function running(host: Partial<TrainerHost>): Promise<TrainerState> {
    const state = makeState(host);
    void state.start().catch(() => undefined);
    library.arrive();
    await vi.waitFor(() => expect(state.state).toBe('running'));
    return state;
  }

  it.each<[string, StartOptions, TrainerHost['given'], Partial<typeof DEFAULTS>]>([
    ['for want of data', {}, () => null, {}],
    ['for want of weights to go on from', { further: true }, given, {}],
    ['for a setting', {}, given, { epochs: -1 }],
  ])('%s leaves the run alone that still goes', async (_, options, given, settings) => {
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

  it('counts as failed where no run goes', async () => {
    const state = makeState({ given: () => null });
    await expect(state.start()).rejects.toThrow();
    expect(state.hasFailed).toBe(true);
  });
});

it('tells why a run failed, also where the library cannot be asked for a remedy', async () => {
  const network = { inputs: [{ shape: [null, 8, 8, 3] }] } as unknown as Model;
  const state = makeState({ network: () => network });
  const start = state.start();
  library.arrive();
  await vi.waitFor(() => expect(state.state).toBe('running'));
  library.arrived = Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
  library.sessions[0]?.fail(new PupilaError('output-mismatch', 'The last layer does not fit.'));
  await expect(start).rejects.toMatchObject({ code: 'output-mismatch' });
  expect([state.error?.code, state.hasFailed, state.remedy]).toEqual(['output-mismatch', true, null]);
});
