/** What the trainer's state refuses before it loads the library. e2e/element*.spec.ts test the rest in a browser. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { trainer as words } from '../../i18n/en/trainer';
import { shared as en } from '../../i18n/en/shared';
import { formatsOf } from '../../i18n/locale';
import { PupilaError } from '../../core/errors';
import { ReaderError } from '../reader-error';
import { DEFAULTS, SETTINGS, type Setting } from './settings';
import { TrainerState } from './state';

let announced: unknown[];
/** The field that breaks its rule. */
let refused: Setting | null;

/** Creates a state without an element and without data of the page. */
function makeState(field: Setting | null = null): TrainerState {
  announced = [];
  refused = field;
  return new TrainerState({
    settings: () => DEFAULTS,
    setTargetSize: () => undefined,
    refusedSetting: () => refused,
    focusSetting: ({ name }) => void announced.push(['focus', name]),
    endTab: () => 'results',
    given: () => null,
    network: () => null,
    fitOutput: () => null,
    setSettings: () => undefined,
    keptOwner: () => null,
    keptNetwork: () => null,
    words: () => words,
    changed: () => undefined,
    announce: (...event) => void announced.push(event),
  });
}

it('shows that dropped files cannot be read', async () => {
  const state = makeState();
  const used: unknown[] = [];
  const use = (files: unknown) => void used.push(files);
  const error = new PupilaError('invalid-argument', 'Files that are dropped can be read.');
  await state.take(Promise.reject(error), use);
  expect(state.error).toBe(error);
  expect(announced).toEqual([['pupila-error', error]]);
  await state.take(Promise.resolve([]), use);
  expect(used).toEqual([[]]);
  expect(state.error).toBeNull();
});

it('shows an error of an action on its own tab, and one of a run on all', async () => {
  const state = makeState();
  state.show('model');
  await expect(state.save('keras')).rejects.toThrow();
  expect(state.errorTab).toBe('model');
  state.show('data');
  await state.take(Promise.reject(new TypeError('x is undefined')), () => undefined);
  expect(state.errorTab).toBe('data');
  await expect(state.start()).rejects.toThrow();
  expect(state.errorTab).toBeNull();
});

it('has not failed after a start without data: nothing was tried', async () => {
  const state = makeState();
  await expect(state.start()).rejects.toThrow();
  expect([state.state, state.failure]).toEqual(['idle', null]);
});

it('shows an error about the data only until the data change', async () => {
  const state = makeState();
  state.choice.choose('classes');
  await expect(state.start()).rejects.toThrow();
  expect(state.error).not.toBeNull();
  state.choice.choose('url');
  expect([state.error, state.failure]).toEqual([null, null]);
});

it('does not start while the text of a field breaks its rule, and opens that field', async () => {
  const epochs = SETTINGS.find(({ name }) => name === 'epochs') as Setting;
  const state = makeState(epochs);
  await expect(state.start()).rejects.toMatchObject({
    code: 'invalid-argument',
    message: 'Training needs a valid value in every field of the settings. Received: field=epochs',
  });
  expect(state.tab).toBe('settings');
  expect(announced).toEqual([
    ['focus', 'epochs'],
    ['pupila-error', state.error],
  ]);
  expect((state.error as ReaderError).say(en, formatsOf('en'))).toContain('Correct this one: Epochs.');
  // No run has failed, and the message ends with its reason.
  expect(state.failure).toBeNull();
  state.fieldsChanged();
  expect(state.error).not.toBeNull();
  refused = SETTINGS.find(({ name }) => name === 'learningRate') as Setting;
  state.fieldsChanged();
  expect((state.error as ReaderError).say(en, formatsOf('en'))).toContain('Correct this one: Learning rate.');
  refused = null;
  state.fieldsChanged();
  expect(state.error).toBeNull();
});

describe('every error of the element has a code and a sentence', () => {
  const file = new File([], 'a.png');
  const noAddress = 'http://';

  // Node has no page for addresses to be relative to.
  beforeEach(() => {
    vi.stubGlobal('document', { baseURI: 'https://pupila.test/' });
    return () => void vi.unstubAllGlobals();
  });

  it.each<[string, string, (state: TrainerState) => Promise<unknown>]>([
    ['a start without data', en.refusals.noData.file, (state) => state.start()],
    [
      'a start with empty classes',
      en.refusals.noData.classes,
      (state) => {
        state.choice.choose('classes');
        return state.start();
      },
    ],
    [
      'a start without an address',
      en.refusals.noData.url,
      (state) => {
        state.choice.choose('url');
        return state.start();
      },
    ],
    [
      'an address that is none',
      en.refusals.address(noAddress),
      (state) => {
        state.choice.choose('url');
        state.choice.setUrl(noAddress);
        return state.start();
      },
    ],
    [
      'a text in place of an address',
      en.refusals.address('no address'),
      (state) => {
        state.choice.choose('url');
        state.choice.setUrl(' no address ');
        expect(state.choice.hasInvalidUrl).toBe(true);
        return state.start();
      },
    ],
    [
      "a model's address that is none",
      en.refusals.address(noAddress),
      (state) => state.network.load(noAddress),
    ],
    ['a prediction of nothing', en.refusals.nothingTrained, (state) => state.predict(file, 'a.png')],
    ['saving nothing', en.refusals.nothingTrained, (state) => state.save('keras')],
  ])('%s', async (_, sentence, act) => {
    const state = makeState();
    const error: unknown = await act(state).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReaderError);
    expect(error).toMatchObject({ name: 'PupilaError', code: 'invalid-argument' });
    expect((error as ReaderError).message).toContain('Received: ');
    expect((error as ReaderError).say(en, formatsOf('en'))).toBe(sentence);
    expect(announced).toEqual([['pupila-error', error]]);
  });

  it('also unexpected errors', async () => {
    const state = makeState();
    await state.take(Promise.reject(new TypeError('x is undefined')), () => undefined);
    expect(state.error).toMatchObject({ code: 'internal', message: 'x is undefined' });
  });
});
