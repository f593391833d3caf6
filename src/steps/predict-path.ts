/** Selects what computes the outputs of a model that is not trained: kernels on WebAssembly, else tfjs. */
import { type Tensor, getBackend, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Images, floatsOf } from '../core/batch';
import { type InputLayout, reordersValues } from '../core/picture-shape';
import type { BackendReport } from '../engines/select';
import { FusedTrainStep } from '../engines/wasm/engine/fused-train-step';
import { GraphTrainStep } from '../engines/wasm/graph/graph-train-step';
import { registerWasmKernels } from '../engines/wasm/register';
import { inputTensor } from '../models/input-tensor';
import { TRAINING_TABLE } from '../options/training-table';
import { graphFor } from '../plan/graph/graph-for';
import { planFor } from '../plan/plan';
import { Optimizer } from '../training/optimizers';
import type { TrainStep } from '../training/train-step';
import { randomLayersFor } from './random-layers';

/** Computes a model's outputs. */
export type PredictPath = Pick<TrainStep, 'path' | 'predict' | 'dispose'>;

/** What `makePredictPath` reads. */
export interface PredictPathOptions {
  /** The started backend. */
  backend: BackendReport;
  model: LayersModel;
  /** How the model takes the images. */
  layout: InputLayout;
}

/** Returns the fastest way to compute a model's outputs. */
export async function makePredictPath(options: PredictPathOptions): Promise<PredictPath> {
  const { backend, model, layout } = options;
  if (backend.backend !== 'wasm' || reordersValues(layout.shape)) return byTfjs(options);
  const planned = planFor(model);
  const compiled = 'plan' in planned ? planned : graphFor(model, layout.shape);
  if ('reason' in compiled) return byTfjs(options);
  const common = {
    model,
    kernels: await registerWasmKernels(),
    threads: backend.threads,
    timeBudgetMs: TRAINING_TABLE.timeBudgetMs.default,
    // A prediction reads neither.
    optimizer: new Optimizer({ name: 'sgd' }),
    loss: 'mean_squared_error',
  } as const;
  const step =
    'plan' in compiled
      ? new FusedTrainStep({ ...common, plan: compiled.plan })
      : new GraphTrainStep({
          ...{ ...common, graph: compiled.graph },
          random: randomLayersFor(model, compiled.graph, layout),
        });
  return {
    path: step.path,
    // A run may have started another backend since, where the model's weights are then.
    predict: (images) =>
      getBackend() === 'wasm' ? step.predict(images) : outputsByTfjs(model, images, layout),
    dispose: () => step.dispose(),
  };
}

function byTfjs({ model, layout }: PredictPathOptions): PredictPath {
  return {
    path: 'tfjs',
    predict: async (images) => outputsByTfjs(model, images, layout),
    dispose: () => undefined,
  };
}

async function outputsByTfjs(model: LayersModel, images: Images, layout: InputLayout): Promise<Float32Array> {
  const { size } = images;
  const output = tidy(
    () => model.predict(inputTensor(floatsOf(images), size, layout), { batchSize: size }) as Tensor,
  );
  const values = (await output.data()) as Float32Array;
  output.dispose();
  return values;
}
