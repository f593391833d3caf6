import { expect, it } from 'vitest';
import { message } from '../core/message';
import { LOSS_NAMES } from './loss-config';
import { unknownName } from './unknown-name';

const refusal = (name: string, names: readonly string[] = LOSS_NAMES) =>
  unknownName(message`Unknown loss.`, names, name, { loss: name }).message;

it.each([
  ['hubber', 'huber'],
  ['BinaryCrossEntropi', 'binary_crossentropy'],
  ['mean squared err', 'mean_squared_error'],
  ['sparse', 'sparse_categorical_crossentropy'],
])('suggests a name for %s, without a list of all', (name, near) => {
  expect(refusal(name)).toBe(`Unknown loss. Did you mean \`${near}\`? Received: loss=${name}`);
});

it('suggests no other name of a few letters', () => {
  expect(refusal('muon', ['adam', 'lion'])).toBe(
    'Unknown loss. Choose one of adam, lion. Received: loss=muon',
  );
});

it('lists all names if none is near, and says so if there is only one', () => {
  expect(refusal('ctc')).toMatch(
    /^Unknown loss\. Choose one of binary_.*, cosine_similarity\. Received: loss=ctc$/,
  );
  expect(refusal('ctc', ['huber'])).toBe('Unknown loss. The only one is `huber`. Received: loss=ctc');
});
