/**
 * Trains a plan or a graph on WebGPU, on the device that tfjs uses. Buffers, pipelines and bind groups are created once. A step
 * copies its batch into a mapped buffer and submits one command buffer, without waiting for the GPU: the result arrives
 * while the next step is pending. Equal inputs give equal bits on the same device.
 *
 * The weights are private copies until `sync`.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { Batch, Images } from '../../../core/batch';
import type { Failure } from '../../../core/failure';
import { assertImageSize } from '../../../training/image-size';
import { PREDICT_BATCH_SIZE, slicesOf } from '../../../training/image-slices';
import { type PlanUpdate, planUpdateOf, ratesOf } from '../../../training/optimizers';
import { resolveLoss } from '../../../options/resolve-loss';
import { applyHead } from '../../../training/head';
import type { GraphNode } from '../../../plan/graph/graph';
import { dropoutKey } from '../../../plan/mix';
import type { ImageShape } from '../../../plan/stages';
import { stepDisposed } from '../../../training/step-disposed';
import type { EvaluatedBatch, StepResult, TrainState, TrainStep } from '../../../training/train-step';
import { labelsOf } from '../crossentropy';
import { packParams } from '../kernel';
import { limitsOf } from '../device';
import { causeOf, deviceFailure } from './device-failure';
import { KeptState } from './kept-state';
import { type Pace, paceOf, stepsAhead, uploadBufferCount } from './pace';
import { type Program, type ProgramInputs, makeProgram } from './program';
import { submitAndRead } from './read-values';
import { Recording, type Section, makeParams, pixelsOf, withPixels } from './recording';
import { ResultReader } from './result-reader';
import { UploadRing, wholeWords } from './upload-ring';
import { type WeightLayout, layOutWeights } from './weight-layout';
import { WeightStore } from './weight-store';
import type { WebGpuTrainStepOptions } from './webgpu-train-step-options';

/** Inputs of a step other than the pixels. */
interface Inputs {
  /** As the kernel of the loss reads them. Null: none. */
  labels: Float32Array | null;
  slot: number;
  /** Key of the step's dropout masks; 0 for no dropout. */
  key: number;
}

/** The `TrainStep` of a plan or a graph on WebGPU. */
export class WebGpuTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: WebGpuTrainStepOptions;
  readonly #device: GPUDevice;
  readonly #update: PlanUpdate;
  /** The weights that are read, the trained ones first. */
  readonly #variables: Variable[];
  readonly #layout: WeightLayout;
  /** Shape of a picture. */
  readonly #input: ImageShape;
  readonly #params: GPUBuffer;
  readonly #results: ResultReader;
  readonly #failure: Failure;
  readonly #stopListening = new AbortController();
  readonly #keptState: KeptState;
  #weights: WeightStore | null = null;
  #recording: Recording | null = null;
  #uploads: UploadRing | null = null;
  #pace: Pace = 'prompt';
  #batchBytes = Infinity;
  #hasUnsyncedWeights = false;
  /** Calls run one at a time, in order. */
  #queue: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(options: WebGpuTrainStepOptions) {
    this.path = options.path ?? 'fused plan on WebGPU';
    this.#options = options;
    const { device, model, plan, optimizer } = options;
    this.#device = device;
    const isGraph = 'nodes' in plan;
    this.#input = isGraph ? (plan.nodes[0] as GraphNode).shape : plan.input;
    const weights = isGraph ? model.weights : model.trainableWeights;
    this.#variables = weights.map((weight) => weight.read() as Variable);
    const sizes = this.#variables.map(({ size }) => size);
    this.#update = planUpdateOf(optimizer.config);
    this.#layout = layOutWeights(plan, sizes, this.#update);
    this.#params = makeParams(device);
    this.#results = new ResultReader(device);
    this.#keptState = new KeptState(options.stateIntervalMs);
    this.#failure = deviceFailure(device, this.#stopListening.signal);
  }

  get stepsAhead(): number {
    return stepsAhead(this.#pace, this.#batchBytes);
  }

  /** Weights and optimizer state as read back last, to resume elsewhere. Null before the first batch. */
  get state(): TrainState | null {
    return this.#keptState.state;
  }

  /**
   * Creates everything needed for batches of up to `images`.
   *
   * @throws {PupilaError} 'device-lost' when the device is out of memory or lost.
   */
  prepare(images: number): Promise<void> {
    return this.#enqueue(async () => void (await this.#build(images)));
  }

  run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, ['forward', 'score', 'backward', 'update'], signal);
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, ['forward', 'score'], signal);
  }

  evaluateAndPredict(batch: Batch): Promise<EvaluatedBatch> {
    const { head } = this.#options.plan;
    return this.#enqueue(async () => {
      assertImageSize(this.#input, batch);
      await this.#build(batch.size);
      const slot = this.#results.takeSlot();
      const logits = await this.#compute(batch, ['forward', 'score'], {
        labels: labelsOfBatch(batch),
        slot,
        key: 0,
      });
      const result = this.#results.read(slot, 1);
      return { ...(await result), outputs: applyHead(head, logits, batch.size) };
    });
  }

  /** Predicts in slices that fit the existing buffers, because training may use nearly all of the GPU's memory. */
  predict(images: Images): Promise<Float32Array> {
    const { head } = this.#options.plan;
    return this.#enqueue(async () => {
      assertImageSize(this.#input, images);
      const sliceSize = this.#recording?.program.images ?? Math.min(images.size, PREDICT_BATCH_SIZE);
      const recording = await this.#build(sliceSize);
      const { units } = recording.program;
      const logits = new Float32Array(images.size * units);
      let at = 0;
      for (const slice of slicesOf(images, sliceSize)) {
        logits.set(await this.#compute(slice, ['forward'], { labels: null, slot: 0, key: 0 }), at);
        at += slice.size * units;
      }
      return applyHead(head, logits, images.size);
    });
  }

  flush(): void {
    // Enqueued, so that it runs after steps that are already submitted.
    void this.#enqueue(() => Promise.resolve(this.#results.flush())).catch(() => undefined);
  }

  async sync(): Promise<void> {
    // With nothing to copy, `sync` succeeds even if the device was lost. A disposed step still rejects.
    if (!this.#hasUnsyncedWeights && !this.#isDisposed) return;
    await this.#enqueue(() => this.#sync());
  }

  load(assign: () => void): Promise<void> {
    return this.#enqueue(async () => {
      // `assign` may change some variables only, or read them.
      if (this.#hasUnsyncedWeights) await this.#sync();
      assign();
      await this.#uploadAssigned();
    });
  }

  slots(): Promise<TrainState['slots']> {
    const { optimizer, slots } = this.#options;
    return this.#enqueue(async () => {
      const read = await this.#weights?.read(optimizer.iterations);
      if (read) return read.slots;
      const sizes = this.#variables.slice(0, this.#layout.trained.count).map(({ size }) => size);
      const zeros = Array.from({ length: this.#layout.slots }, () => sizes.map((n) => new Float32Array(n)));
      return slots ?? zeros;
    });
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.#queue.then(async () => {
      await this.#results.dispose();
      this.#stopListening.abort();
      this.#keptState.state = null;
      this.#release();
      this.#weights?.dispose();
      this.#params.destroy();
      this.#options.optimizer.dispose();
    });
  }

  async #sync(): Promise<void> {
    const weights = this.#weights as WeightStore;
    weights.assign(await this.#keptState.read(weights, this.#options.optimizer.iterations));
    this.#hasUnsyncedWeights = false;
  }

  /** Uploads variables that were assigned, if there are weights on the GPU already. */
  async #uploadAssigned(): Promise<void> {
    const weights = this.#weights;
    if (await weights?.uploadAssigned())
      await this.#keptState.read(weights as WeightStore, this.#options.optimizer.iterations);
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) return Promise.reject(stepDisposed());
    const result = this.#queue.then(() => {
      // Calls queued behind a failure must not count as updates.
      this.#failure.throwIfFailed();
      return this.#withDeviceFailure(work());
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Awaits work. If it fails because of the device, rejects with the device's failure. */
  async #withDeviceFailure<T>(work: Promise<T>): Promise<T> {
    try {
      return await this.#failure.race(work);
    } catch (error) {
      throw await causeOf(error, this.#failure);
    }
  }

  /** Returns the logits. */
  async #compute(images: Images, sections: Section[], inputs: Inputs): Promise<Float32Array> {
    const recording = this.#recording as Recording;
    const { logits, units } = recording.program;
    const encoder = this.#device.createCommandEncoder();
    const submitted = await this.#encodeInputs(encoder, images, inputs);
    recording.encode(encoder, withPixels(images, sections), images.size);
    const values = submitAndRead(this.#device, encoder, recording.buffer(logits), images.size * units);
    submitted();
    return values;
  }

  async #score(batch: Batch, sections: Section[], signal?: AbortSignal): Promise<StepResult> {
    const { optimizer } = this.#options;
    // The promise is wrapped in an object, so that the queue does not wait for it.
    const { result } = await this.#enqueue(async () => {
      signal?.throwIfAborted();
      assertImageSize(this.#input, batch);
      await this.#build(batch.size);
      const trains = sections.includes('update');
      if (trains) {
        optimizer.beginStep();
        this.#hasUnsyncedWeights = true;
      }
      const submitted = await this.#submit(batch, sections, trains);
      if (trains) this.#keptState.readWhenDue(this.#weights as WeightStore, optimizer.iterations);
      return submitted;
    });
    return this.#withDeviceFailure(result);
  }

  async #submit(
    batch: Batch,
    sections: Section[],
    trains: boolean,
  ): Promise<{ result: Promise<StepResult> }> {
    const recording = this.#recording as Recording;
    const slot = this.#results.takeSlot();
    const encoder = this.#device.createCommandEncoder();
    const { optimizer, seed = 0 } = this.#options;
    const key = trains ? dropoutKey(seed, optimizer.iterations) : 0;
    const submitted = await this.#encodeInputs(encoder, batch, { labels: labelsOfBatch(batch), slot, key });
    recording.encode(encoder, withPixels(batch, sections), batch.size);
    const outputs = this.#submitFor(encoder, batch.size);
    submitted();
    this.#batchBytes = batch.x.byteLength;
    // Results are read when half of the allowed steps are waiting; the other half keeps the GPU busy meanwhile.
    const scores = this.#results.read(slot, Math.ceil(this.stepsAhead / 2));
    const result = outputs
      ? Promise.all([scores, outputs]).then(([score, values]) => ({ ...score, outputs: values }))
      : scores;
    result.catch(() => undefined);
    return { result };
  }

  /** Submits a step. Returns its outputs if they are asked for. */
  #submitFor(encoder: GPUCommandEncoder, images: number): Promise<Float32Array> | null {
    const { plan, withOutputs = false } = this.#options;
    if (!withOutputs) {
      this.#device.queue.submit([encoder.finish()]);
      return null;
    }
    const recording = this.#recording as Recording;
    const { logits, units } = recording.program;
    const values = submitAndRead(this.#device, encoder, recording.buffer(logits), images * units);
    return values.then((read) => applyHead(plan.head, read, images));
  }

  #encodeInputs(
    encoder: GPUCommandEncoder,
    images: Images,
    { labels, slot, key }: Inputs,
  ): Promise<() => void> {
    const { x, scale = 1, size } = images;
    const recording = this.#recording as Recording;
    const rates = ratesOf(this.#options.optimizer);
    const params = packParams({ images: size, slot, rates, scale, key });
    const to = {
      params: this.#params,
      x: recording.buffer(pixelsOf(images)),
      labels: recording.buffer('labels'),
    };
    const ring = this.#ringFor(wholeWords(x.byteLength) + (labels?.byteLength ?? 0));
    return ring.encode(encoder, { x, labels, params }, to);
  }

  /** Returns an upload ring for inputs of up to `bytes`. */
  #ringFor(bytes: number): UploadRing {
    if (this.#uploads && this.#uploads.bytes >= bytes) return this.#uploads;
    this.#uploads?.dispose();
    return (this.#uploads = new UploadRing(this.#device, bytes, uploadBufferCount(this.#pace, bytes)));
  }

  /** Returns the recording for batches of this size, and uploads assigned weights. */
  async #build(images: number): Promise<Recording> {
    if (!this.#recording || this.#recording.program.images < images) await this.#record(images);
    await this.#uploadAssigned();
    return this.#recording as Recording;
  }

  async #record(images: number): Promise<void> {
    const { device, plan, loss, slots = null, onCompiled = () => undefined } = this.#options;
    const limits = limitsOf(device);
    const inputs = {
      loss: resolveLoss(loss),
      optimizer: this.#update,
      weights: this.#layout,
      images,
      limits,
    };
    const program = await programOf(plan, inputs);
    this.#release();
    this.#weights ??= await WeightStore.make(device, this.#variables, this.#layout, slots);
    const weights = this.#weights;
    const { results } = this.#results;
    const get = (name: string) => (name === 'results' ? results : weights.buffer(name));
    const shared = { params: this.#params, get };
    this.#recording = await Recording.make(device, program, shared, onCompiled);
    this.#pace = await paceOf(device);
  }

  #release(): void {
    this.#uploads?.dispose();
    this.#recording?.dispose();
    this.#uploads = this.#recording = null;
  }
}

const labelsOfBatch = ({ y, sampleWeight = null, size }: Batch): Float32Array =>
  labelsOf(y as Float32Array, sampleWeight, size);

/** Compiles a plan or a graph. The kernels of graphs are loaded when they are needed. */
async function programOf(
  plan: WebGpuTrainStepOptions['plan'],
  inputs: Omit<ProgramInputs, 'plan'>,
): Promise<Program> {
  if (!('nodes' in plan)) return makeProgram({ ...inputs, plan });
  const { makeGraphProgram } = await import('../graph/graph-program');
  return makeGraphProgram({ ...inputs, plan });
}
