/** Reads and writes `.keras` files. */
import { loadKerasArchive } from './keras-file';
import type { ModelReader, ModelWriter } from './model-format';
import { saveKerasModel } from './save-keras';

export const keras: ModelReader & ModelWriter = { read: loadKerasArchive, write: saveKerasModel };
