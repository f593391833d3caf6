/**
 * Trains a plan on WebGPU, on the device that tfjs uses. Buffers, pipelines and bind groups are made once; a step copies
 * its batch into a mapped buffer and submits one command buffer. It waits for nothing: the result comes when the GPU is
 * done, while the next step is under way. Equal inputs give equal bits on one device.
 *
 * The weights are copies of its own until `sync`.
 */
import type { Variable } from '@tensorflow/tfjs-core';
import type { Batch, Images } from '../../../core/batch';
import type { Failure } from '../../../core/failure';
import { refuseOtherSizes } from '../../../training/image-size';
import { PREDICTED_AT_ONCE, slicesOf } from '../../../training/image-slices';
import { ratesOf } from '../../../training/optimizers';
import { applyHead } from '../../../plan/crossentropy';
import { chanceKey } from '../../../plan/mix';
import { stepDisposed } from '../../../training/step-disposed';
import type { StepResult, TrainState, TrainStep } from '../../../training/train-step';
import { packParams } from '../kernel';
import { limitsOf } from '../device';
import { causeOf, deviceFailure } from './device-failure';
import { KeptState } from './kept-state';
import { type Pace, paceOf, stepsAhead, uploadsOf } from './pace';
import { type Program, makeProgram } from './program';
import { submitAndRead } from './read-values';
import { Recording, type Section, makeParams, pixelsOf, withPixels } from './recording';
import { ResultReader } from './result-reader';
import { UploadRing, wholeWords } from './upload-ring';
import { type WeightLayout, layOutWeights } from './weight-layout';
import { WeightStore } from './weight-store';
import type { WebGpuTrainStepOptions } from './webgpu-train-step-options';

/** What goes in beside the batch's own pixels. */
interface Inputs {
  labels: Float32Array | null;
  slot: number;
  /** Of the step's chance; 0 where nothing is dropped. */
  key: number;
}

/** The `TrainStep` of a plan on WebGPU. */
export class WebGpuTrainStep implements TrainStep {
  readonly path: string;
  readonly #options: WebGpuTrainStepOptions;
  readonly #device: GPUDevice;
  readonly #layout: WeightLayout;
  readonly #params: GPUBuffer;
  readonly #results: ResultReader;
  readonly #failure: Failure;
  readonly #over = new AbortController();
  readonly #kept: KeptState;
  #weights: WeightStore | null = null;
  #recording: Recording | null = null;
  #uploads: UploadRing | null = null;
  #pace: Pace = 'prompt';
  #batchBytes = Infinity;
  #trained = false;
  /** Commands are submitted one piece after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(options: WebGpuTrainStepOptions) {
    this.path = options.path ?? 'fused plan on WebGPU';
    this.#options = options;
    const { device, model, plan, optimizer } = options;
    this.#device = device;
    const sizes = model.trainableWeights.map((weight) => (weight.read() as Variable).size);
    this.#layout = layOutWeights(plan, sizes, optimizer.config);
    this.#params = makeParams(device);
    this.#results = new ResultReader(device);
    this.#kept = new KeptState(options.keepEveryMs);
    this.#failure = deviceFailure(device, this.#over.signal);
  }

  get stepsAhead(): number {
    return stepsAhead(this.#pace, this.#batchBytes);
  }

  /** Weights and optimizer as they were read back last, to go on from elsewhere; null before the first batch. */
  get state(): TrainState | null {
    return this.#kept.state;
  }

  /**
   * Makes everything that batches of up to `images` need.
   *
   * @throws {PupilaError} 'device-lost' when the device has no memory for it or is gone.
   */
  prepare(images: number): Promise<void> {
    return this.#inTurn(async () => void (await this.#build(images)));
  }

  run(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, ['forward', 'score', 'backward', 'update'], signal);
  }

  evaluate(batch: Batch, signal?: AbortSignal): Promise<StepResult> {
    return this.#score(batch, ['forward', 'score'], signal);
  }

  /** In slices that the GPU holds: training may be near the end of its memory. */
  predict(images: Images): Promise<Float32Array> {
    const { head, input } = this.#options.plan;
    return this.#inTurn(async () => {
      refuseOtherSizes(input, images);
      const most = this.#recording?.program.images ?? Math.min(images.size, PREDICTED_AT_ONCE);
      const recording = await this.#build(most);
      const { units } = recording.program;
      const logits = new Float32Array(images.size * units);
      let at = 0;
      for (const slice of slicesOf(images, most)) {
        logits.set(await this.#infer(slice, recording), at);
        at += slice.size * units;
      }
      return applyHead(head, logits, images.size);
    });
  }

  flush(): void {
    // Behind the steps that were given.
    void this.#inTurn(() => Promise.resolve(this.#results.flush())).catch(() => undefined);
  }

  async sync(): Promise<void> {
    // Also on a device that was lost meanwhile.
    if (!this.#trained && !this.#isDisposed) return;
    await this.#inTurn(async () => {
      const weights = this.#weights as WeightStore;
      weights.assign(await this.#kept.read(weights, this.#options.optimizer.iterations));
      this.#trained = false;
    });
  }

  slots(): Promise<TrainState['slots']> {
    const { model, optimizer, slots } = this.#options;
    return this.#inTurn(async () => {
      const read = await this.#weights?.read(optimizer.iterations);
      if (read) return read.slots;
      const sizes = model.trainableWeights.map((weight) => (weight.read() as Variable).size);
      const zeros = Array.from({ length: this.#layout.slots }, () => sizes.map((n) => new Float32Array(n)));
      return slots ?? zeros;
    });
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    void this.#turn.then(async () => {
      await this.#results.dispose();
      this.#over.abort();
      this.#kept.state = null;
      this.#release();
      this.#weights?.dispose();
      this.#params.destroy();
      this.#options.optimizer.dispose();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDisposed) return Promise.reject(stepDisposed());
    const result = this.#turn.then(() => {
      // What waits behind a failure must not count as an update.
      this.#failure.throwIfHappened();
      return this.#orFailure(work());
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What fails because the device is gone, fails for that reason. */
  async #orFailure<T>(work: Promise<T>): Promise<T> {
    try {
      return await this.#failure.race(work);
    } catch (error) {
      throw await causeOf(error, this.#failure);
    }
  }

  /** The logits. */
  async #infer(images: Images, recording: Recording): Promise<Float32Array> {
    const { logits, units } = recording.program;
    const encoder = this.#device.createCommandEncoder();
    const submitted = await this.#encodeInputs(encoder, images, { labels: null, slot: 0, key: 0 });
    recording.encode(encoder, withPixels(images, ['forward']), images.size);
    const values = submitAndRead(this.#device, encoder, recording.buffer(logits), images.size * units);
    submitted();
    return values;
  }

  async #score(batch: Batch, sections: Section[], signal?: AbortSignal): Promise<StepResult> {
    const { optimizer, plan } = this.#options;
    // The result is wrapped: the next step need not wait for it.
    const { result } = await this.#inTurn(async () => {
      signal?.throwIfAborted();
      refuseOtherSizes(plan.input, batch);
      await this.#build(batch.size);
      const trains = sections.includes('update');
      if (trains) {
        optimizer.beginStep();
        this.#trained = true;
      }
      const submitted = await this.#submit(batch, sections, trains);
      if (trains) this.#kept.readWhenDue(this.#weights as WeightStore, optimizer.iterations);
      return submitted;
    });
    return this.#orFailure(result);
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
    const key = trains ? chanceKey(seed, optimizer.iterations) : 0;
    const submitted = await this.#encodeInputs(encoder, batch, { labels: batch.y, slot, key });
    recording.encode(encoder, withPixels(batch, sections), batch.size);
    this.#device.queue.submit([encoder.finish()]);
    submitted();
    this.#batchBytes = batch.x.byteLength;
    // Half of the steps are given while the others' results are on their way.
    const result = this.#results.read(slot, Math.ceil(this.stepsAhead / 2));
    result.catch(() => undefined);
    return { result };
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
    return this.#ringFor(wholeWords(x.byteLength) + (labels?.byteLength ?? 0)).encode(
      ...([encoder, { x, labels, params }, to] as const),
    );
  }

  /** The ring for batches of so many bytes. */
  #ringFor(bytes: number): UploadRing {
    if (this.#uploads && this.#uploads.bytes >= bytes) return this.#uploads;
    this.#uploads?.dispose();
    return (this.#uploads = new UploadRing(this.#device, bytes, uploadsOf(this.#pace, bytes)));
  }

  /** The recording for batches of this size, with the weights that it trains. */
  async #build(images: number): Promise<Recording> {
    if (!this.#recording || this.#recording.program.images < images) await this.#record(images);
    const weights = this.#weights as WeightStore;
    if (await weights.take()) await this.#kept.read(weights, this.#options.optimizer.iterations);
    return this.#recording as Recording;
  }

  async #record(images: number): Promise<void> {
    const {
      device,
      model,
      plan,
      optimizer,
      loss,
      slots = null,
      onCompiled = () => undefined,
    } = this.#options;
    const limits = limitsOf(device);
    const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
    const inputs = { plan, loss, optimizer: optimizer.config, weights: this.#layout, images, limits };
    const program: Program = makeProgram(inputs);
    this.#release();
    this.#weights ??= await WeightStore.make(device, variables, this.#layout, slots);
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
