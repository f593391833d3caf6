import { expect, it } from 'vitest';
import { PupilaError } from '../../core/errors';
import { message } from '../../core/message';
import { ShownError } from './shown-error';

const failing = (code: 'bad-image' | 'bad-model') => () =>
  Promise.reject(new PupilaError(code, message`It failed.`));

it('keeps an error and its remedy while something else succeeds, and no remedy for another error', async () => {
  const shown = new ShownError({ announce: () => undefined, refusedSetting: () => null }, () => undefined);
  const run = shown.show(null, async () => {
    shown.remedy = 'skip';
    return failing('bad-image')();
  });
  await expect(run).rejects.toThrow('It failed.');
  const seen = () => [shown.error?.code, shown.tab, shown.remedy];
  expect(seen()).toEqual(['bad-image', null, 'skip']);
  await shown.show('model', () => Promise.resolve(), { keepsError: true });
  expect(seen()).toEqual(['bad-image', null, 'skip']);
  await expect(shown.show('model', failing('bad-model'), { keepsError: true })).rejects.toThrow();
  expect(seen()).toEqual(['bad-model', 'model', null]);
  await shown.show('data', () => Promise.resolve());
  expect(shown.error).toBeNull();
});
