/** Selects what computes the training steps: a fused plan if the model has one, else a graph, else the tape. */
import { backend as currentBackend } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { FallbackReason } from '../core/backend-reason';
import { type BackendReport, startBackend } from '../engines/select';
import { type Message, message } from '../core/message';
import { type InputLayout, inputShapeOf, reordersValues } from '../core/picture-shape';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import {
  GraphTrainStep,
  type GraphTrainStepOptions,
  graphStepBytes,
} from '../engines/wasm/graph/graph-train-step';
import { registerWasmKernels } from '../engines/wasm/register';
import { webgpuAdapter } from '../engines/webgpu-adapter';
import { newDevice } from '../engines/webgpu/device';
import { lackingKernels } from '../engines/webgpu/graph/lacking-kernels';
import type { Recovery } from './recovering-train-step';
import type { Loss } from '../options/loss-config';
import type { OptimizerConfig } from '../options/optimizer-config';
import { resolveLoss } from '../options/resolve-loss';
import { type Optimizer, noPlanUpdateReason } from '../training/optimizers';
import { resolveOptimizer } from '../options/resolve-optimizer';
import { noPlanLossReason } from '../plan/crossentropy';
import type { Graph } from '../plan/graph/graph';
import { graphFor } from '../plan/graph/graph-for';
import { planFor } from '../plan/plan';
import type { Plan } from '../plan/stages';
import { layersOf } from '../models/model-layers';
import type { Head } from '../training/head';
import { OptimizerUpdates } from './optimizer-updates';
import { randomLayersFor } from './random-layers';
import { scoreByTfjs } from './score-by-tfjs';
import { assertStepFits } from './tape-memory';
import { TapeTrainStep } from './tape-train-step';
import type { TrainState, TrainStep } from '../training/train-step';
import { makeWebGpuPath } from './webgpu-path';

/** What `delegatesFor` reads. */
type DelegateOptions = Pick<TrainPathOptions, 'model' | 'optimizer' | 'loss' | 'slots' | 'timeBudgetMs'>;

/** Maximum bytes of a graph's arrays: tfjs-backend-wasm has 4 GiB at most. */
const MAX_GRAPH_BYTES = 2.5 * 2 ** 30;

/** Options of `makeTrainStep`. */
export interface TrainPathOptions {
  backend: BackendReport;
  model: LayersModel;
  optimizer: Optimizer;
  loss: Loss;
  /** Seed of the dropout masks. */
  seed: number;
  timeBudgetMs: number;
  /** Threads of the plan; null for as many as the backend has. Without shared memory it is always one. */
  threads: number | null;
  /** Optimizer slots to resume from; null for zeros. */
  slots: TrainState['slots'] | null;
  /** Whether results have the outputs. Default false. */
  withOutputs?: boolean;
  /** Images per batch. Shaders are compiled for this size in advance, and the memory of the tape is checked for it. */
  images: number;
  /** How the model takes the images. Default: in its own shape. Needed for a model that takes any size. */
  layout?: InputLayout;
  /** Reports the progress of shader compilation. */
  onCompiled?: (done: number, total: number) => void;
  /** Called when a GPU fails and training resumes elsewhere. */
  onRecovery?: (recovery: Recovery) => void;
}

/**
 * Returns the fastest train step for a model on a started backend. `path` names it and, for the tape, says why.
 *
 * @throws {PupilaError} 'invalid-argument' if a batch does not fit into memory.
 */
export async function makeTrainStep(options: TrainPathOptions): Promise<TrainStep> {
  const { model, optimizer, loss, layout } = options;
  const planned = plannedFor(model, optimizer.config, loss, layout?.shape);
  const isWasm = options.backend.backend === 'wasm';
  if ('plan' in planned)
    return isWasm ? onWasm(options, planned.plan, options.slots) : onWebGpu(options, planned.plan);
  if (!('graph' in planned)) return onTape(options, planned.reason);
  const { graph, notOnWebGpu } = planned;
  if (isWasm) return onWasmByGraph(options, graph);
  return notOnWebGpu ? onTape(options, notOnWebGpu) : onWebGpu(options, graph);
}

/** Returns why the tape trains a graph on WebGPU, as a clause; null if kernels do. */
function withoutKernelsOnWebGpu(
  model: LayersModel,
  optimizer: OptimizerConfig,
  loss: Loss,
  graph: Graph,
): Message | null {
  const reason = lackingKernels(graph) ?? leftToTfjs(optimizer, loss, graph.head);
  if (reason) return reason;
  if (hasPenalties(model)) return message`it has regularizers`;
  return hasConstraints(model) ? message`it has constraints` : null;
}

function hasPenalties(model: LayersModel): boolean {
  return layersOf(model).some(({ layer, trainable }) => trainable && layer.losses.length > 0);
}

function hasConstraints(model: LayersModel): boolean {
  return model.trainableWeights.some(({ constraint }) => constraint);
}

/** @param largestElsewhere Largest batch that trains without the tape. */
function onTape(options: TrainPathOptions, reason: Message, largestElsewhere = 0): TrainStep {
  const { model, optimizer, images, layout } = options;
  assertStepFits(model, optimizer, images, layout?.shape, largestElsewhere);
  return new TapeTrainStep({ ...options, noPlanReason: reason.text });
}

/**
 * What trains a model: a plan; a graph, why there is no plan, and why on WebGPU the tape trains it (null: it does not); or
 * the tape, and why. Reasons are clauses.
 */
export type TrainPath =
  { plan: Plan } | { graph: Graph; reason: Message; notOnWebGpu: Message | null } | { reason: Message };

/** Returns what trains a model. */
export function plannedFor(
  model: LayersModel,
  optimizer: OptimizerConfig,
  loss: Loss,
  inputShape?: readonly (number | null)[],
): TrainPath {
  const input = inputShape ?? inputShapeOf(model);
  if (reordersValues(input)) return { reason: message`its input has the channels first` };
  const planned = planFor(model);
  const { reason } =
    'reason' in planned ? planned : { reason: leftToTfjs(optimizer, loss, planned.plan.head) };
  if (reason === null) return planned;
  const asGraph = graphFor(model, inputShape);
  if (!('graph' in asGraph)) return 'reason' in planned ? asGraph : { reason };
  const { graph } = asGraph;
  const notOnWebGpu = graph.trained === 0 ? reason : withoutKernelsOnWebGpu(model, optimizer, loss, graph);
  return { graph, reason, notOnWebGpu };
}

/** Returns what engines leave to tfjs when they train a model, as a clause; null for nothing. */
function leftToTfjs(optimizer: OptimizerConfig, loss: Loss, head: Head): Message | null {
  return noPlanUpdateReason(resolveOptimizer(optimizer)) ?? noPlanLossReason(resolveLoss(loss), head);
}

async function onWasm(
  { backend, threads, ...options }: TrainPathOptions,
  plan: Plan,
  slots: TrainState['slots'] | null,
): Promise<TrainStep> {
  const kernels = await registerWasmKernels();
  const shared = backend.threads > 1;
  return new FusedTrainStep({
    ...options,
    plan,
    kernels,
    slots,
    threads: shared ? (threads ?? backend.threads) : 1,
  });
}

/** The tape trains what does not fit into memory as a graph: it keeps fewer values at a time. */
async function onWasmByGraph(options: TrainPathOptions, graph: Graph): Promise<TrainStep> {
  const { backend, threads, images, model, layout } = options;
  const kernels = await registerWasmKernels();
  const ours = backend.threads > 1 ? (threads ?? backend.threads) : 1;
  const fits = (count: number): boolean =>
    graphStepBytes(kernels, { graph, model, images: count, threads: ours, isTraining: true }) <=
    MAX_GRAPH_BYTES;
  if (fits(images)) {
    return new GraphTrainStep({
      ...{ ...options, graph, kernels, threads: ours },
      ...delegatesFor(options, graph.head),
      random: randomLayersFor(model, graph, layout),
    });
  }
  const largest = largestThat(fits, images);
  return onTape(options, message`the memory of a plan holds at most ${largest} pictures of a batch`, largest);
}

/** Returns the largest number below `limit` that fits, if all smaller ones do; 0 if none does. */
function largestThat(fits: (count: number) => boolean, limit: number): number {
  let [low, high] = [0, limit];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** What our kernels cannot do of a run, and tfjs does: other losses, other optimizers, penalties and constraints. */
export function delegatesFor(
  { model, optimizer, loss, slots, timeBudgetMs }: DelegateOptions,
  head: Head,
): Required<Pick<GraphTrainStepOptions, 'score' | 'updates'>> {
  const resolved = resolveLoss(loss);
  const isPlain =
    noPlanUpdateReason(optimizer.config) === null && !hasPenalties(model) && !hasConstraints(model);
  return {
    score: noPlanLossReason(resolved, head) === null ? null : scoreByTfjs(resolved, head),
    updates: isPlain ? null : new OptimizerUpdates({ model, optimizer, slots, timeBudgetMs }),
  };
}

/** Runs a plan or graph on tfjs's device. If that device fails, tfjs moves to WebAssembly, whatever the plan moves to. */
function onWebGpu(options: TrainPathOptions, plan: Plan | Graph): Promise<TrainStep> {
  const { device } = currentBackend() as WebGPUBackend;
  let wasm: Promise<BackendReport> | null = null;
  const moveTfjsOffDevice = async (): Promise<void> => void (await (wasm ??= startBackend('wasm')));
  return makeWebGpuPath({
    onRecovery: () => undefined,
    ...options,
    device,
    plan,
    moveTfjsOffDevice,
    newDevice: () => deviceLike(options.backend),
    createStepWithoutGpu: async (slots) => {
      const backend = await (wasm ??= startBackend('wasm'));
      const there = { ...options, backend, slots };
      return 'nodes' in plan ? onWasmByGraph(there, plan) : onWasm(there, plan, slots);
    },
  });
}

/**
 * Requests another device. Returns the reason if there is none: after a GPU failure a browser may have no adapter, or
 * only a software one.
 */
async function deviceLike({ adapter: first }: BackendReport): Promise<GPUDevice | FallbackReason> {
  const adapter = await webgpuAdapter();
  if (!adapter) return { kind: 'adapter-gone' };
  // WebAssembly is faster than WebGPU in software.
  if (adapter.software && !first?.software) return { kind: 'software-adapter', adapter: adapter.name };
  return (await newDevice()) ?? { kind: 'no-device' };
}
