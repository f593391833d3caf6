import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shared as en } from '../../i18n/en/shared';
import { PupilaError } from '../../core/errors';
import { ReaderError } from '../reader-error';
import type { Model } from '../model-input';
import type { PictureClass } from './data-choice';
import { awaitLibrary, library } from './library.testing';
import { DEFAULTS, fitCode } from './settings';
import type { TrainerState } from './state';
import { makeState } from './state.testing';

vi.mock('../engine', async () => ({ engine: (await import('./library.testing')).engine }));

beforeEach(awaitLibrary);

afterEach(() => vi.unstubAllGlobals());

describe('the network of the page', () => {
  const network = (...shape: (number | null)[]) =>
    ({ inputs: [{ shape: [null, ...shape] }] }) as unknown as Model;

  it.each([
    [network(64, 48, 1), { targetSize: [64, 48], colorMode: 'grayscale' }],
    [network(64, 64, 3), { targetSize: [64, 64], colorMode: 'rgb' }],
    [network(null, null, 3), { targetSize: [150, 150] }],
    [null, { targetSize: [150, 150] }],
  ])('receives pictures of its own size', async (model, options) => {
    const state = makeState({ network: () => model });
    void state.start();
    library.load();
    await vi.waitFor(() => expect(library.sessions).toMatchObject([{ inputs: { model, options } }]));
  });

  it('has its size in the code', () => {
    const size = { height: 64, width: 64, channels: 3 };
    expect(fitCode(DEFAULTS, null, size)).toContain('target_size=(64, 64)');
    expect(fitCode(DEFAULTS, null, null)).toContain('target_size=(150, 150)');
  });
});

describe('a model that is loading', () => {
  it('is disposed of when the element leaves the page', async () => {
    const state = makeState();
    const load = state.load(new Blob());
    state.dispose();
    library.load();
    await expect(load).rejects.toMatchObject({ code: 'aborted' });
    expect(library.models).toMatchObject([{ disposed: 1 }]);
    expect(state.model).toBeNull();
  });

  it('is replaced by a later one', async () => {
    const state = makeState();
    const first = state.load(new Blob());
    const second = state.load(new Blob());
    library.load();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await second;
    expect(library.models).toMatchObject([{ disposed: 1 }, { disposed: 0 }]);
    expect(state.model?.model).toBe(library.models[1]);
  });
});

describe('the camera', () => {
  let lights: boolean[];

  beforeEach(() => {
    lights = [];
    const getUserMedia = () => {
      const light = lights.push(true) - 1;
      return Promise.resolve({ getTracks: () => [{ stop: () => (lights[light] = false) }] });
    };
    vi.stubGlobal('navigator', { mediaDevices: { getUserMedia } });
  });

  async function openedForAClass(): Promise<TrainerState> {
    const state = makeState();
    state.choice.choose('classes');
    state.choice.addClass();
    await state.camera.open(state.choice.classes[2] as object);
    expect(lights).toEqual([true]);
    return state;
  }

  it.each<[string, (state: TrainerState) => void]>([
    ['its class', ({ choice }) => choice.removeClass(2)],
    ['the choice of classes', ({ choice }) => choice.choose('url')],
    ['its tab', (state) => state.show('settings')],
    ['the element', (state) => state.dispose()],
  ])('closes with %s', async (_, leave) => {
    const state = await openedForAClass();
    leave(state);
    expect(lights).toEqual([false]);
    expect(state.camera.owner).toBeNull();
  });

  it('stays open while its class is visible', async () => {
    const { choice } = await openedForAClass();
    choice.rename(2, 'birds');
    choice.removeClass(0);
    expect(lights).toEqual([true]);
  });
});

describe('pictures of a class', () => {
  it('stay with the class when another is removed, and are removed with it', async () => {
    const png = (name: string) => new File([Uint8Array.of(0x89), 'PNG\r\n\x1a\n'], name);
    const { choice } = makeState();
    choice.addClass();
    const [first, second, third] = choice.classes.slice() as [PictureClass, PictureClass, PictureClass];
    choice.removeClass(0);
    await choice.addPictures(second, [png('a.png')]);
    await choice.addPictures(first, [png('b.png')]);
    expect([first, second, third].map(({ pictures }) => pictures.length)).toEqual([0, 1, 0]);
  });
});

it('shows that dropped files cannot be read', async () => {
  const announce = vi.fn();
  const state = makeState({ announce });
  const use = vi.fn();
  const error = new PupilaError('invalid-argument', 'Files that are dropped can be read.');
  await state.take(Promise.reject(error), use);
  expect(state.error).toBe(error);
  expect(announce.mock.calls).toEqual([['pupila-error', error]]);
  await state.take(Promise.resolve([]), use);
  expect(use.mock.calls).toEqual([[[]]]);
  expect(state.error).toBeNull();
});

describe('every error of the element has a code and a sentence', () => {
  const file = new File([], 'a.png');
  const noAddress = 'http://';

  beforeEach(() => {
    vi.stubGlobal('document', { baseURI: 'https://pupila.test/' });
    library.load();
  });

  it.each<[string, string, (state: TrainerState) => Promise<unknown>]>([
    ['a start without data', en.refusals.chooseFirst, (state) => state.start()],
    [
      'a start with empty classes',
      en.refusals.fillClasses,
      (state) => {
        state.choice.choose('classes');
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
    ["a model's address that is none", en.refusals.address(noAddress), (state) => state.load(noAddress)],
    ['a prediction of nothing', en.refusals.nothingTrained, (state) => state.predict(file, 'a.png')],
    ['saving nothing', en.refusals.nothingTrained, (state) => state.save('keras')],
  ])('%s', async (_, sentence, act) => {
    const announce = vi.fn();
    const state = makeState({ given: () => null, announce });
    const error: unknown = await act(state).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReaderError);
    expect(error).toMatchObject({ name: 'PupilaError', code: 'invalid-argument' });
    expect((error as ReaderError).message).toContain('Received: ');
    expect((error as ReaderError).say(en)).toBe(sentence);
    expect(announce.mock.calls).toEqual([['pupila-error', error]]);
  });

  it('also unexpected errors', async () => {
    const state = makeState();
    await state.take(Promise.reject(new TypeError('x is undefined')), () => undefined);
    expect(state.error).toMatchObject({ code: 'internal', message: 'x is undefined' });
  });
});
