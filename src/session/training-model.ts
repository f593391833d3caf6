/** The model of a run, as its callbacks see it. */
import { invalidArgument } from '../core/errors';
import { message } from '../core/message';
import { saveModelFile } from '../formats/model-file';
import type { ModelSaveOptions } from '../formats/model-format';
import { layerWithBadWeights } from '../models/finite-layers';
import { assignWeights, weightValues } from '../models/weights';
import type { Sentence } from '../options/option-row';
import type { CallbackFiles, CallbackModel } from '../training/callbacks/callback';
import { noPlaceForFiles } from '../training/callbacks/callback-files';
import type { Prepared } from './preparation';

/** What `trainingModel` needs of a session. */
export interface TrainingModelInputs extends Pick<Prepared, 'model' | 'step'> {
  files: CallbackFiles | null;
  /** Receives why a model was not saved. */
  onWarning(warning: Sentence): void;
  /** Returns what is saved with the model. */
  saveOptions(): Promise<ModelSaveOptions>;
}

const notFinite = (path: string, layer: string): Sentence => ({
  en: `${path} was not written, because the weights of the layer ${layer} are not finite numbers`,
  es: `${path} no se escribió, porque los pesos de la capa ${layer} no son números finitos`,
});

/** Returns the model that callbacks read, change and save, whichever engine trains it. */
export function trainingModel({
  model,
  step,
  files,
  onWarning,
  saveOptions,
}: TrainingModelInputs): CallbackModel {
  return {
    getWeights: async () => {
      await step.sync();
      return (await weightValues(model)).map((values) => values.slice());
    },
    setWeights: (weights) => step.load(() => assignWeights(model, weights, 'weights')),
    save: async (path, { weightsOnly = false } = {}) => {
      const ending = weightsOnly ? '.weights.h5' : '.keras';
      if (!path.endsWith(ending))
        throw invalidArgument(message`The path of a saved model must end in ${ending}.`, { path });
      if (!files) throw noPlaceForFiles('`save`');
      await step.sync();
      const layer = await layerWithBadWeights(model);
      if (layer === null) await files.write(path, await contentOf(weightsOnly));
      else onWarning(notFinite(path, layer));
    },
  };

  async function contentOf(weightsOnly: boolean): Promise<Uint8Array<ArrayBuffer>> {
    const options = await saveOptions();
    if (!weightsOnly) {
      const file = await saveModelFile(model, 'keras', options);
      return new Uint8Array(await file.arrayBuffer());
    }
    const { saveKerasWeights } = await import('../formats/save-keras');
    return saveKerasWeights(model, options);
  }
}
