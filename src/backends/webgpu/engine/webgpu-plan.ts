/** The plans that the engine on WebGPU computes: a part of all plans. */
import type { Planned } from '../../../trainer/plan/plan';
import type { DenseStage, ImageStage, Plan, PooledConvolutionStage } from '../../../trainer/plan/stages';

/** Dense, linear or ReLU. */
export interface WebGpuDenseStage extends DenseStage {
  activation: 'linear' | 'relu';
}

/** Convolutions with a 2 × 2 max pooling, then dense layers; nothing is dropped. */
export interface WebGpuPlan extends Plan {
  images: PooledConvolutionStage[];
  dense: WebGpuDenseStage[];
}

/** A plan for WebGPU, or why there is none. */
export type WebGpuPlanned = { plan: WebGpuPlan } | { reason: string };

/** Narrows what `planFor` found. */
export function webGpuPlan(planned: Planned): WebGpuPlanned {
  if ('reason' in planned) return planned;
  const { plan } = planned;
  const dropping = [...plan.images, ...plan.dense].find(({ dropout }) => dropout > 0);
  if (dropping)
    return { reason: `the plan on WebGPU has no dropout, and ${dropping.layer} is followed by it` };
  if (!plan.images.every(isPooledConvolution)) {
    const other = plan.images.find((stage) => !isPooledConvolution(stage)) as ImageStage;
    return {
      reason: `${other.layer} is no convolution with ReLU or no activation and a 2 × 2 max pooling: the plan on WebGPU has no other`,
    };
  }
  if (!plan.dense.every(isKnown)) {
    const { layer, activation } = plan.dense.find((stage) => !isKnown(stage)) as DenseStage;
    return { reason: `the plan on WebGPU has no ${activation}, which ${layer} uses` };
  }
  return { plan: { ...plan, images: plan.images, dense: plan.dense } };
}

function isPooledConvolution(stage: ImageStage): stage is PooledConvolutionStage {
  return stage.kind === 'pooledConvolution';
}

function isKnown(stage: DenseStage): stage is WebGpuDenseStage {
  return stage.activation === 'linear' || stage.activation === 'relu';
}
