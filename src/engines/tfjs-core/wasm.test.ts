/** Runs tfjs-core's own tests of the operations that our kernels implement; see `jasmine-util.testing.ts`. */
import './on-wasm.testing';
import '@tensorflow/tfjs-core/dist/ops/conv1d_test';
import '@tensorflow/tfjs-core/dist/ops/conv2d_test';
import '@tensorflow/tfjs-core/dist/ops/conv2d_separable_test';
import '@tensorflow/tfjs-core/dist/ops/conv2d_transpose_test';
import '@tensorflow/tfjs-core/dist/ops/depthwise_conv2d_test';
import '@tensorflow/tfjs-core/dist/ops/avg_pool_test';
import '@tensorflow/tfjs-core/dist/ops/max_pool_test';
import '@tensorflow/tfjs-core/dist/ops/pool_test';
import '@tensorflow/tfjs-core/dist/ops/mat_mul_test';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_conv2d_test';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_depthwise_conv2d_test';
import '@tensorflow/tfjs-core/dist/ops/fused/fused_mat_mul_test';
import '@tensorflow/tfjs-core/dist/ops/unsorted_segment_sum_test';
