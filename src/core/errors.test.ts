import { describe, expect, it } from 'vitest';
import { PupilaError, invalidArgument } from './errors';

describe('invalidArgument', () => {
  it('states the rule and then what was received', () => {
    const error = invalidArgument('`zoom_range` is a number or a pair.', {
      zoom_range: [1],
      cval: undefined,
    });
    expect(error).toBeInstanceOf(PupilaError);
    expect(error.code).toBe('invalid-argument');
    expect(error.message).toBe(
      '`zoom_range` is a number or a pair. Received: zoom_range=[1], cval=undefined',
    );
  });
});
