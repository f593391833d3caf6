import { describe, expect, it } from 'vitest';
import { message } from '../core/message';
import { TrainingSession } from './session';

const problem = message`The optimizer of a file must be one that Pupila has. Received: optimizer=${'Muon'}`;
const inputs = {
  data: { kind: 'url', url: 'http://localhost/none.zip' } as const,
  optimizer: { name: null, problem },
  options: { workers: 1 },
};

describe("a file's optimizer that Pupila does not have", () => {
  it('is refused by name when training starts', async () => {
    const session = new TrainingSession(inputs);
    await expect(session.train()).rejects.toMatchObject({
      code: 'invalid-argument',
      message: `Training uses the optimizer of the model’s file unless \`optimizer\` is set. ${problem.text}`,
    });
    expect(session.state).toBe('idle');
    session.dispose();
  });

  it('is not used, and so not refused, if the options name another', async () => {
    const session = new TrainingSession({ ...inputs, options: { workers: 1, optimizer: 'lion' } });
    const training = session.train();
    session.dispose();
    await expect(training).rejects.not.toThrow('Muon');
  });
});
