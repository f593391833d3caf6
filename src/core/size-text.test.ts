import { expect, it } from 'vitest';
import { sizeText } from './size-text';

it('formats a size that does not break across lines', () => {
  expect(sizeText(256, 256, 3)).toBe('256\u00a0×\u00a0256\u00a0×\u00a03');
  expect(sizeText(256, 256, 3)).not.toContain(' ');
});
