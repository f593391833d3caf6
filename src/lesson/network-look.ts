/** A snapshot of a network: the outputs of its layers for a picture, its filters, its decision and Grad-CAM. */
import type { ErrorCode, FloatImage, LayerOutput, PupilaError } from '../index';
import type { FilterBank, ModelPicture, RgbaImage } from '../internal';
import { argMax } from '../core/arg-max';
import { engine } from '../element/engine';
import type { Model } from '../element/model-input';
import { lastActivation } from '../network/output';
import { plain } from './colors';
import { overlayHeat } from './walls';

/** The most likely class. */
export interface Decision {
  unit: number;
  probability: number;
}

/** The content of a snapshot. */
export interface NetworkSnapshot {
  outputs: readonly LayerOutput[];
  filters: readonly { name: string; bank: FilterBank }[];
  decision: Decision;
  /** tfjs's name of the activation at the end. */
  activation: string;
  picture: RgbaImage;
  /**
   * Grad-CAM: of the last convolution's size, and over the picture. Null if the network has no chain of layers after a
   * convolution, or has diverged.
   */
  cam: { heat: FloatImage; over: RgbaImage } | null;
}

/**
 * Takes a snapshot of a network.
 *
 * @param image Must have the network's input size.
 * @throws {PupilaError} 'invalid-argument' for another size; tfjs's errors for a disposed model.
 */
export async function takeSnapshot(model: Model, image: ModelPicture): Promise<NetworkSnapshot> {
  const { filtersOf, gradCam, layerOutputs } = await engine();
  const { input } = image;
  const outputs = await layerOutputs(model, input);
  const filters = await filtersOf(model);
  const decision = decisionOf(outputs.at(-1)?.data ?? Float32Array.of(0));
  const heat = Number.isFinite(decision.probability)
    ? await gradCam(model, input, decision.unit).catch(nullFor('bad-model'))
    : null;
  const picture = plain(image);
  const cam = heat && { heat, over: overlayHeat(image, heat) };
  return { outputs, filters, decision, activation: lastActivation(model), picture, cam };
}

/** Returns the most likely class. A single sigmoid unit stands for the second of two classes. */
export function decisionOf(values: Float32Array): Decision {
  if (values.length === 1) {
    const second = values[0] as number;
    return second >= 0.5 ? { unit: 1, probability: second } : { unit: 0, probability: 1 - second };
  }
  const unit = argMax(values);
  return { unit, probability: values[unit] as number };
}

/** Returns a handler that turns an error with this code into null. */
function nullFor(code: ErrorCode): (error: Error) => null {
  return (error) => {
    if ((error as Partial<PupilaError>).code !== code) throw error;
    return null;
  };
}
