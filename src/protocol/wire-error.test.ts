import { expect, it } from 'vitest';
import { PupilaError } from '../core/errors';
import { message } from '../core/message';
import { fromWire, toWire } from './wire-error';

const sent = (error: unknown): Error => fromWire(structuredClone(toWire(error)));

it('an error keeps its code, its text and its message for translation', () => {
  const reason = message`${'a.png'} cannot be read: ${message`it is empty`}.`;
  const error = sent(new PupilaError('bad-image', reason));
  expect(error).toBeInstanceOf(PupilaError);
  expect(error).toMatchObject({ code: 'bad-image', message: reason.text, translatable: reason });
});

it('a plain text stays one', () => {
  const error = sent(new PupilaError('internal', 'internal: x'));
  expect(error).toMatchObject({ code: 'internal', message: 'internal: x', translatable: null });
});

it('other errors stay as they are, and what is no error becomes one', () => {
  expect(sent(new TypeError('x'))).toBeInstanceOf(TypeError);
  expect(fromWire('x')).toMatchObject({ code: 'internal', message: 'internal: a worker threw x' });
});
