/** What the readers of a file's optimizer and loss share. */
import { PupilaError } from '../core/errors';
import type { Message } from '../core/message';

/** Something in a file that Pupila cannot train with. */
interface Problem {
  readonly name: null;
  /** The class or argument, as a full sentence. */
  readonly problem: Message;
}

/** Returns what `read` returns. A refusal becomes a `problem`: it matters only if the file is trained. */
export function orProblem<T>(read: () => T): T | Problem {
  try {
    return read();
  } catch (error) {
    if (error instanceof PupilaError && error.translatable)
      return { name: null, problem: error.translatable };
    throw error;
  }
}

/** False for a class of the user's. Keras on PyTorch names modules such as `keras.src.backend.torch.optimizers.torch_adam`. */
export function isOfKeras(saved: object): boolean {
  const module = 'module' in saved ? saved.module : null;
  return typeof module !== 'string' || /(^|[._])(keras|builtins)\b/.test(module);
}
