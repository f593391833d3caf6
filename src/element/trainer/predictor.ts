/** Predicts with and saves the trained or the loaded model. */
import type { DatasetInfo, WritableFormat } from '../../index';
import { engine } from '../engine';
import { fitOf, notesOn } from '../picture-notes';
import { TrainerModel, modelFile } from './model';
import type { Prediction } from './predictions-view';
import type { TrainerRun } from './run';

/** The run or the loaded model. */
export type TrainerPredictor = TrainerRun | TrainerModel;

/** Predicts the class probabilities of a picture. */
export async function classify(predictor: TrainerPredictor, file: Blob, name: string): Promise<Prediction> {
  const { shownPicture } = await engine();
  const isModel = predictor instanceof TrainerModel;
  const classes = isModel ? predictor.classes : (predictor.dataset as DatasetInfo).classes;
  const preparation = isModel ? predictor.preparation : await predictor.session.picturePreparation();
  const [{ probabilities }, picture, notes] = await Promise.all([
    isModel ? predictor.predict(file, name) : predictor.session.predictFile(file, name),
    shownPicture(file, name, preparation),
    notesOn(file, name, fitOf(preparation.read)),
  ]);
  const row = probabilities[0] as Float32Array;
  return {
    name,
    file,
    picture,
    notes: preparation.read.colorMode === 'rgba' ? { ...notes, isTransparent: false } : notes,
    probabilities: Object.fromEntries(classes.map((label, i) => [label, row[i] as number])),
  };
}

/** Saves the model as a file. */
export async function saveTrainerModel(predictor: TrainerPredictor, format: WritableFormat): Promise<Blob> {
  if (predictor instanceof TrainerModel) return predictor.save(format);
  const { session } = predictor;
  const [{ model }, metadata] = await Promise.all([session.prepare(), session.metadata()]);
  return modelFile(format, model, { metadata, compile: await session.compileArguments() });
}
