/**
 * Compiles a sequential convolutional network into fused stages (convolution, bias, ReLU and max pooling in one) for
 * engines that compute whole stages. A plan names shapes and weights and is independent of the backend.
 */
import { type Message, message } from '../core/message';
import { inputShapeOf } from '../core/picture-shape';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { takeImageStage } from './image-stages';
import { requireChannelsLast } from './layer-config';
import { LayerChain, NoPlan, plannedActivation } from './layer-chain';
import type { DenseStage, ImageShape, Plan } from './stages';

/** A plan, or the reason why the model has none (a clause without a full stop). */
export type Planned = { plan: Plan } | { reason: Message };

/**
 * Compiles a model into a plan.
 *
 * @returns A plan for (Conv2D or pooling)*, Flatten, Dense+ with a final sigmoid or softmax, or with logits, where Dropout may follow any
 *   layer but the last. For other models, the reason as a clause.
 * @example
 * planFor(courseCnn()); // { plan: { images: [3 stages], dense: [2 stages], head: 'sigmoid', … } }
 */
export function planFor(model: LayersModel): Planned {
  try {
    return { plan: compile(model) };
  } catch (error) {
    if (error instanceof NoPlan) return { reason: error.reason };
    throw error;
  }
}

function compile(model: LayersModel): Plan {
  const chain = new LayerChain(model);
  const input = inputShapeOf(model);
  if (input.length !== 3) throw new NoPlan(message`its input has ${input.length} dimensions, not 3`);
  if (input.some((side) => side === null)) throw new NoPlan(message`its input may have any size`);
  const plan: Plan = { input: input as unknown as ImageShape, images: [], dense: [], head: 'sigmoid' };
  let shape = plan.input;
  for (let stage = takeImageStage(chain, shape); stage; stage = takeImageStage(chain, shape)) {
    plan.images.push(stage);
    shape = stage.output;
  }
  if (chain.next === 'Flatten') takeFlatten(chain, plan);
  // After global pooling no Flatten is needed.
  else if (chain.next !== 'Dense' || shape[0] * shape[1] !== 1)
    throw new NoPlan(message`${chain.description} stands where a plan expects Conv2D, pooling or Flatten`);
  do plan.dense.push(takeDense(chain, plan));
  while (chain.next !== null);
  return plan;
}

/** Takes Flatten and an optional Dropout after it, which is merged into the last image stage. */
function takeFlatten(chain: LayerChain, { images }: Plan): void {
  requireChannelsLast(chain.take());
  const last = images.at(-1);
  if (chain.next !== 'Dropout') return;
  if (!last) throw new NoPlan(message`${chain.description} follows the input`);
  const rate = chain.takeDropout(last.kind === 'convolution' ? last.activation : 'linear');
  last.dropout = 1 - (1 - last.dropout) * (1 - rate);
}

/** Takes a dense layer. The last layer's activation goes into `plan.head`. */
function takeDense(chain: LayerChain, plan: Plan): DenseStage {
  if (chain.next !== 'Dense')
    throw new NoPlan(message`${chain.description} stands where a plan expects Dense`);
  const layer = chain.take();
  const [inputs, units] = layer.weights[0]?.shape as [number, number];
  const activation = chain.takeActivation(layer);
  const stage = {
    layer: layer.name,
    inputs,
    units,
    activation: 'linear' as const,
    dropout: 0,
    kernel: chain.weightIndex(layer, 'kernel') as number,
    bias: chain.weightIndex(layer, 'bias'),
  };
  if (chain.next !== null) {
    const planned = plannedActivation(layer, activation);
    return { ...stage, activation: planned, dropout: chain.takeDropout(planned) };
  }
  if (activation !== 'sigmoid' && activation !== 'softmax' && activation !== 'linear')
    throw new NoPlan(message`it ends in ${activation}`);
  plan.head = activation;
  return stage;
}
