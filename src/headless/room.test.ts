import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { checkRoom } from './room';

it('a run that does not fit on the disk is refused, with both sizes', () => {
  const out = tmpdir();
  expect(() => checkRoom(out, { weights: 0, checkpoint: 1e18 }, false)).toThrow(
    /^`out` must have room for the model and its checkpoints\. Received: out=.* \(\d+ MB free, 4000000000000 MB needed\)$/,
  );
  expect(() => checkRoom(out, { weights: 1e3, checkpoint: 3e3 }, false)).not.toThrow();
});
