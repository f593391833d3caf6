import { describe, expect, it } from 'vitest';
import { PupilaError, invalidArgument, messageOf } from './errors';
import { message } from './message';

describe('invalidArgument', () => {
  it('states the rule and then what was received', () => {
    const error = invalidArgument(message`\`zoom_range\` must be a number or a pair.`, {
      zoom_range: [1],
      cval: undefined,
    });
    expect(error).toBeInstanceOf(PupilaError);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toBe(
      '`zoom_range` must be a number or a pair. Received: zoom_range=[1], cval=undefined',
    );
  });
});

it('a message never throws, whatever was received', () => {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const bare = Object.create(null) as object;
  const received = {
    a: 10n,
    b: cyclic,
    c: [cyclic],
    d: [1n],
    e: Symbol('s'),
    f: bare,
    g: {
      toJSON: () => undefined,
      toString: () => {
        throw new Error('no text');
      },
    },
  };
  const { message: text } = invalidArgument(message`\`a\` must be a number.`, received);
  expect(text).toBe(
    '`a` must be a number. Received: a=10n, b=an object, c=an array, d=an array, e=Symbol(s), f={}, g=an object',
  );
  expect([bare, cyclic, undefined].map(messageOf)).toEqual(['{}', 'an object', 'undefined']);
});

it('a PupilaError keeps its message for translation; a plain text has none', () => {
  const rule = message`The data set has no ${'validation'} part.`;
  expect(new PupilaError('no-images', rule).translatable).toBe(rule);
  expect(new PupilaError('no-images', rule).message).toBe('The data set has no validation part.');
  expect(new PupilaError('internal', 'internal: x').translatable).toBeNull();
  expect([new PupilaError('no-images', rule), new Error('a'), 'b'].map(messageOf)).toEqual([rule, 'a', 'b']);
});
