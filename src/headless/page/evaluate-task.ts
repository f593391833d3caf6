/** The headless task that evaluates a model on the parts of a data set. */
import { type LoadedModel, TrainingSession } from '../../index';
import {
  checkWeights,
  classesOf,
  layerWithBadOutput,
  outputsError,
  withPictureOptions,
} from '../../internal';
import { type InputLayout, inputLayoutOf } from '../../core/picture-shape';
import type { Subset } from '../../core/types';
import type { EvaluateConfig, EvaluateResult, PartEvaluation } from '../runner-protocol';
import { forward, loadTrainedModel, pictureOptionsOfModel, toOptions, toSource } from './exchange';

/** Evaluates the chosen part, or every part. */
export async function evaluate({
  data,
  part: chosen,
  options,
  ...network
}: EvaluateConfig): Promise<EvaluateResult> {
  const loaded = await loadTrainedModel(network, options);
  await checkWeights(loaded.model);
  const userOptions = toOptions(options);
  const classes = classesOf(loaded, userOptions.classes ?? null);
  const session = new TrainingSession({
    data: toSource(data),
    model: loaded.model,
    metadata: loaded.metadata,
    loss: loaded.loss ?? null,
    options: withPictureOptions(
      { ...userOptions, ...(classes && { classes }) },
      pictureOptionsOfModel(loaded, userOptions),
    ),
  });
  forward(session);
  const { dataset } = await session.prepare();
  const evaluatePart = async (part: Subset): Promise<PartEvaluation | null> => {
    if (chosen ? part !== chosen : !dataset[part]) return null;
    const { probabilities, perClass, ...figures } = await session.evaluate(part);
    await checkOutputs(probabilities, session, part, loaded.model);
    return {
      samples: probabilities.length,
      ...figures,
      perClass: perClass.map((each, i) => ({ name: dataset.classes[i] as string, ...each })),
    };
  };
  const training = await evaluatePart('training');
  const validation = await evaluatePart('validation');
  session.dispose();
  return { classes: dataset.classes, training, validation };
}

/** @throws {PupilaError} 'bad-model' for an output that is not finite, with the picture and the first layer. */
async function checkOutputs(
  probabilities: readonly Float32Array[],
  session: TrainingSession,
  part: Subset,
  model: LoadedModel['model'],
): Promise<void> {
  const index = probabilities.findIndex((row) => !row.every(Number.isFinite));
  if (index < 0) return;
  const { dataset } = await session.prepare();
  const { input } = await session.modelPicture(part, index);
  const layout = inputLayoutOf(model, dataset.imageShape) as InputLayout;
  const layer = await layerWithBadOutput(model, input.data, layout);
  throw outputsError(dataset[part]?.filenames[index] as string, layer);
}
