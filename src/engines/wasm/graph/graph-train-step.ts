/**
 * Trains a graph on the memory of tfjs-backend-wasm. Each phase is one job, whose items are lanes of images. Between two
 * phases the main thread computes the statistics of the batch. Equal inputs give equal bits, whatever the time budget and
 * the number of threads.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch, Images } from '../../../core/batch';
import type { Graph, GraphNode } from '../../../plan/graph/graph';
import { dropoutKey } from '../../../plan/mix';
import { type PlanUpdate, planUpdateOf, ratesOf } from '../../../training/optimizers';
import type { RandomLayers, VariableUpdates } from '../../../training/plan-delegates';
import type { StepResult, TrainState } from '../../../training/train-step';
import type { TimeBudget } from '../../../training/yield';
import { bytesOf } from '../engine/arena';
import type { Pass } from '../engine/control';
import { update } from '../engine/items';
import { JobAbandoned, JobRunner } from '../engine/job-runner';
import { PlanTrainStep, type PlanTrainStepOptions } from '../engine/plan-train-step';
import { FLOAT, type WeightProgram, volume } from '../engine/program';
import type { Address } from '../kernel-exports';
import type { KernelModule } from '../module';
import { BatchStatistics } from './batch-statistics';
import { writeConstants } from './constants';
import { fold } from './folding';
import { placeGraph } from './layout';
import type { GraphProgram, NodeOf, NodeProgram, Place, PlacedGraph } from './program';

/** Options of `GraphTrainStep`. */
export interface GraphTrainStepOptions extends PlanTrainStepOptions {
  graph: Graph;
  /** Updates the weights if our kernels do not. Default null. */
  updates?: VariableUpdates | null;
  /** Computes the layers that draw numbers. Default null: the graph has none. */
  random?: RandomLayers | null;
}

/** What `graphStepBytes` reads. */
interface GraphStepSize {
  graph: Graph;
  model: LayersModel;
  images: number;
  threads: number;
  isTraining: boolean;
}

/** Bytes of a graph's arrays without weights and optimizer slots, for a batch of `images`. */
export function graphStepBytes({ exports }: KernelModule, { model, ...options }: GraphStepSize): number {
  const weights = model.weights.map(({ shape }) => ({ at: 0, slots: [], count: volume(shape as number[]) }));
  return bytesOf((arena) => placeGraph(exports, { ...options, weights }, arena));
}

/** The graph of a pass with this key. */
function graphOf({ training, inference }: GraphProgram, key: number): PlacedGraph {
  return key === 0 ? inference : (training as PlacedGraph);
}

/** Gradients of gamma and beta. */
type NormalizationGradients = Map<WeightProgram, Float32Array>;

/** A layer that is used several times has the sum of its gradients. */
function addTo(all: NormalizationGradients, weight: WeightProgram, gradient: Float32Array): void {
  const before = all.get(weight);
  all.set(weight, before ? gradient.map((value, i) => value + (before[i] as number)) : gradient);
}

/** The `TrainStep` of a graph on WebAssembly. */
export class GraphTrainStep extends PlanTrainStep<GraphProgram> {
  readonly #graph: Graph;
  readonly #statistics: BatchStatistics;
  /** One of them updates the weights. */
  readonly #update: PlanUpdate | null;
  readonly #updates: VariableUpdates | null;

  readonly #random: RandomLayers | null;
  /** Whether it has trained. Until then it has memory for predictions only. */
  #isTraining = false;
  /** Whether the packed weights of the graph of predictions are those of the last step. */
  #isInferenceReady = false;

  constructor({ graph, updates = null, random = null, ...options }: GraphTrainStepOptions) {
    const variables = options.model.weights.map((weight) => weight.read() as Variable);
    const [{ shape: first }] = graph.nodes as [GraphNode];
    const input = random?.inputShape ?? first;
    const { head, trained } = graph;
    const update = updates ? null : planUpdateOf(options.optimizer.config);
    super(options, { input, head, variables, trained, update });
    this.#update = update;
    this.#updates = updates;
    this.#random = random;
    this.#graph = graph;
    this.#statistics = new BatchStatistics(options.kernels);
  }

  protected override async createJobs(): Promise<JobRunner<GraphProgram>> {
    const { kernels, threads } = this.options;
    const { exports } = kernels;
    const { programs: weights } = this.weights;
    const inputs = {
      graph: this.#graph,
      weights,
      images: this.maxImages,
      threads,
      isTraining: this.#isTraining,
    };
    const jobs = await JobRunner.create(kernels, (arena) => placeGraph(exports, inputs, arena));
    const { training, inference } = jobs.program;
    for (const graph of [training, inference]) if (graph) writeConstants(kernels.memory, graph);
    this.#isInferenceReady = false;
    return jobs;
  }

  protected override async prepared(images: Images, key: number, budget: TimeBudget): Promise<Images> {
    return this.#random ? this.#random.prepare(images, key, budget) : images;
  }

  protected override weightsLoaded(): void {
    this.#isInferenceReady = false;
  }

  protected override isReady({ training }: GraphProgram): boolean {
    return training !== null || !this.#isTraining;
  }

  /** Writes the numbers that layers draw in a step. */
  async #writeDraws({ nodes }: PlacedGraph, { images, key }: Pass, budget: TimeBudget): Promise<void> {
    for (const node of nodes) {
      if (node.kind !== 'draws') continue;
      const values = this.weights.values((node.value as Place).at, images * volume(node.shape));
      await this.#random?.draw(node, { images, key, values }, budget);
    }
  }

  protected override pixelsAt(program: GraphProgram, key: number): Address {
    return ((graphOf(program, key).nodes[0] as NodeProgram).value as Place).at;
  }

  protected override async forward(
    jobs: JobRunner<GraphProgram>,
    pass: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    const isInference = pass.key === 0;
    const graph = graphOf(jobs.program, pass.key);
    const { nodes, forward } = graph;
    if (!isInference || !this.#isInferenceReady) {
      await this.#writeStatistics(graph, budget);
      await jobs.run({ kind: 'pack', layer: 0, items: nodes.length, ...pass }, { budget, signal });
      this.#isInferenceReady = isInference;
    }
    await this.#writeDraws(graph, pass, budget);
    for (const [layer, steps] of forward.entries()) {
      await jobs.run({ kind: 'forward', layer, items: jobs.program.lanes, ...pass }, { budget, signal });
      for (const { node, part } of steps) {
        if (part !== 'moments') continue;
        this.#statistics.measure(nodes[node] as NodeOf<'normalization'>, pass.images);
        await budget.spend(signal);
      }
    }
    const last = nodes.at(-1) as NodeProgram;
    return this.weights.values((last.value as Place).at, pass.images * volume(last.shape)).slice();
  }

  /** Writes what follows from moving statistics. */
  async #writeStatistics({ nodes }: PlacedGraph, budget: TimeBudget): Promise<void> {
    for (const node of nodes) {
      if (node.kind === 'normalization' && node.isInference) this.#statistics.useMoving(node);
      if (!('folding' in node) || !node.folding) continue;
      fold(this.options.kernels.memory, node, node.folding);
      await budget.spend();
    }
  }

  /** A step whose backward pass lost a thread starts again: nothing that it reads has changed. */
  protected override async train(
    batch: Batch,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<StepResult> {
    for (;;) {
      try {
        return await this.#train(batch, budget, signal);
      } catch (error) {
        if (!(error instanceof JobAbandoned)) throw error;
      } finally {
        this.#statistics.drop();
      }
    }
  }

  async #train(batch: Batch, budget: TimeBudget, signal?: AbortSignal): Promise<StepResult> {
    this.#isTraining = true;
    const { optimizer, seed } = this.options;
    const pass = { images: batch.size, key: dropoutKey(seed, optimizer.iterations + 1) };
    const { logits, jobs } = await this.logitsOf(batch, pass.key, budget, signal);
    const { lanes } = jobs.program;
    const graph = jobs.program.training as PlacedGraph;
    const { gradient } = graph.nodes.at(-1) as NodeProgram;
    const result = this.score(batch, logits, this.weights.values((gradient as Place).at, logits.length));
    const ofNormalizations = await this.#backward(jobs, pass, budget, signal);
    const gradients = await this.#gradientsOf(graph, lanes, ofNormalizations, budget);
    // From here on the signal is ignored: either all weights are updated or none.
    this.#isInferenceReady = false;
    if (this.#updates) return this.#updateVariables(this.#updates, gradients, result, budget);
    this.weights.areChanged = true;
    optimizer.beginStep();
    const rates = ratesOf(optimizer);
    const { exports } = this.options.kernels;
    const { name, nesterov } = this.#update as PlanUpdate;
    for (const [weight, gradient] of gradients) {
      update(exports, { optimizer: name, nesterov }, rates, weight, gradient);
      await budget.spend();
    }
    this.#statistics.commit();
    return result;
  }

  async #backward(
    jobs: JobRunner<GraphProgram>,
    pass: Pass,
    budget: TimeBudget,
    signal?: AbortSignal,
  ): Promise<NormalizationGradients> {
    const { nodes, backward } = jobs.program.training as PlacedGraph;
    const { lanes } = jobs.program;
    const ofNormalizations: NormalizationGradients = new Map();
    for (const [layer, steps] of backward.entries()) {
      const options = { budget, signal, mayRestart: false };
      await jobs.run({ kind: 'backward', layer, items: lanes, ...pass }, options);
      for (const { node: value, part } of steps) {
        const node = nodes[value] as NodeProgram;
        if (node.kind !== 'normalization' || part !== (node.isInference ? 'backward' : 'sums')) continue;
        const { gamma, beta } = this.#statistics.sumGradients(node, pass.images);
        if (node.isTrained && node.gamma) addTo(ofNormalizations, node.gamma, gamma);
        if (node.isTrained && node.beta) addTo(ofNormalizations, node.beta, beta);
        await budget.spend(signal);
      }
    }
    return ofNormalizations;
  }

  /** Returns the addresses of the gradients. Sums the lanes in order. */
  async #gradientsOf(
    { sums: all, normalizationGradients }: PlacedGraph,
    lanes: number,
    ofNormalizations: NormalizationGradients,
    budget: TimeBudget,
  ): Promise<Map<WeightProgram, Address>> {
    const { exports } = this.options.kernels;
    const gradients = new Map<WeightProgram, Address>();
    for (const { weight, sums, bytes } of all) {
      exports.addColumns(sums + bytes, lanes - 1, bytes / FLOAT, sums);
      gradients.set(weight, sums);
      await budget.spend();
    }
    let at = normalizationGradients;
    for (const [weight, values] of ofNormalizations) {
      this.weights.values(at, weight.count).set(values);
      gradients.set(weight, at);
      at += FLOAT * weight.count;
    }
    return gradients;
  }

  /** Leaves the update to tfjs, which changes the model's variables. */
  async #updateVariables(
    updates: VariableUpdates,
    gradients: Map<WeightProgram, Address>,
    result: StepResult,
    budget: TimeBudget,
  ): Promise<StepResult> {
    const { trained } = this.#graph;
    const inOrder = this.weights.programs.slice(0, trained).map((weight) => {
      const at = gradients.get(weight);
      return at === undefined ? null : this.weights.values(at, weight.count);
    });
    const penalty = await updates.apply(inOrder, budget);
    this.#statistics.commit();
    await this.weights.store(trained, budget);
    return { ...result, loss: result.loss + penalty };
  }

  override slots(reuse: TrainState['slots'] | null = null): Promise<TrainState['slots']> {
    const updates = this.#updates;
    return updates ? this.enqueue(() => updates.slots()) : super.slots(reuse);
  }

  finalize(): void {
    this.#updates?.finalize();
  }
}
