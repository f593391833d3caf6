/** A kernel gets `TensorInfo`s; the operations that it is composed of want tensors. */
import { type Tensor, type TensorInfo, engine } from '@tensorflow/tfjs-core';

/** A tensor on the same memory, with a reference of its own: disposing of it leaves the input alone. */
export function toTensor(info: TensorInfo): Tensor {
  engine().backend.incRef(info.dataId);
  return engine().makeTensorFromTensorInfo(info);
}
