/** One look into a network: what its layers make of a picture, its filters, its decision and where that comes from. */
import type { ErrorCode, FilterBank, FloatImage, LayerOutput, PupilaError, RgbaImage } from '../index';
import { argMax } from '../core/arg-max';
import { engine } from '../element/engine';
import type { Model } from '../element/model-input';
import { plain } from './colors';
import { overlaid } from './walls';

/** The likeliest class. */
export interface Decision {
  unit: number;
  probability: number;
}

/** What is seen. */
export interface NetworkLook {
  outputs: readonly LayerOutput[];
  filters: readonly { name: string; bank: FilterBank }[];
  decision: Decision;
  /** tfjs's name of the last layer's; undefined: it has none. */
  activation: string | undefined;
  picture: RgbaImage;
  /** Grad-CAM; null: a network without a chain of layers behind a convolution has none. */
  cam: RgbaImage | null;
}

/**
 * Looks.
 *
 * @param image Of the size that the network takes, 0 … 255.
 * @param rescale What the network's pixels are multiplied by.
 * @throws {PupilaError} 'invalid-argument' for another size; tfjs's errors for a model that was disposed of.
 */
export async function lookInto(model: Model, image: FloatImage, rescale: number): Promise<NetworkLook> {
  const { filtersOf, gradCam, layerOutputs } = await engine();
  const input = { ...image, data: image.data.map((value) => value * rescale) };
  const outputs = await layerOutputs(model, input);
  const filters = await filtersOf(model);
  const decision = decisionOf(outputs.at(-1)?.data ?? Float32Array.of(0));
  const heat = await gradCam(model, input, decision.unit).catch(nothingBut('bad-model'));
  const picture = plain(image);
  const cam = heat && overlaid(image, heat);
  return { outputs, filters, decision, activation: activationOf(model), picture, cam };
}

/** One sigmoid unit stands for the second of two classes. */
export function decisionOf(values: Float32Array): Decision {
  if (values.length === 1) {
    const second = values[0] as number;
    return second >= 0.5 ? { unit: 1, probability: second } : { unit: 0, probability: 1 - second };
  }
  const unit = argMax(values);
  return { unit, probability: values[unit] as number };
}

/** Of the last layer; tfjs-layers keeps it to itself. */
function activationOf({ layers }: Model): string | undefined {
  const last = layers.at(-1) as { activation?: { getClassName(): string } } | undefined;
  return last?.activation?.getClassName();
}

/** Null in the place of an error with a code. */
function nothingBut(code: ErrorCode): (error: Error) => null {
  return (error) => {
    if ((error as Partial<PupilaError>).code !== code) throw error;
    return null;
  };
}
