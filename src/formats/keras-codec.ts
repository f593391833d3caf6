/** Reads and writes `.keras` files. */
import { loadKerasArchive } from './keras-file';
import type { ModelReader, ModelWriter } from './model-format';
import { saveKerasModel } from './save-keras';
import { toKerasConfig } from './to-keras-config';

export const keras: ModelReader & ModelWriter = {
  read: loadKerasArchive,
  check: (model) => void toKerasConfig(model),
  write: saveKerasModel,
};
