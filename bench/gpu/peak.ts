/** Measures the card's peak as WGSL reaches it: multiply-adds in registers, and copies between buffers. */
const THREADS = 256;
/** Fewer on software drivers, which are slower by orders of magnitude. */
const WORKGROUPS = { hardware: 4096, software: 16 };
const LOOPS = 512;
/** Independent sums per thread. */
const SUMS = 8;
const COPY_BYTES = 2 ** 26;
const COPIES = 8;

export interface Peak {
  teraflops: number;
  gigabytesPerSecond: number;
}

export async function measurePeak(device: GPUDevice, kind: keyof typeof WORKGROUPS): Promise<Peak> {
  const workgroups = WORKGROUPS[kind];
  const flop = workgroups * THREADS * LOOPS * SUMS * 4 * 2;
  const sums = await bestSeconds(device, await multiplyAdds(device, workgroups));
  const copies = await bestSeconds(device, copy(device));
  return { teraflops: flop / sums / 1e12, gigabytesPerSecond: (2 * COPIES * COPY_BYTES) / copies / 1e9 };
}

async function multiplyAdds(
  device: GPUDevice,
  workgroups: number,
): Promise<(encoder: GPUCommandEncoder) => void> {
  const names = Array.from({ length: SUMS }, (_, i) => `s${i}`);
  const code = `@group(0) @binding(0) var<storage, read_write> result: array<vec4f>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = vec4f(f32(id.x) * 1e-9);
  ${names.map((name, i) => `var ${name} = a + vec4f(${i}.0);`).join(' ')}
  for (var i = 0u; i < ${LOOPS}u; i++) { ${names.map((name) => `${name} = fma(${name}, a, a);`).join(' ')} }
  result[id.x % 256u] = ${names.join(' + ')};
}`;
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
  });
  const buffer = device.createBuffer({ size: 4096, usage: GPUBufferUsage.STORAGE });
  const entries = [{ binding: 0, resource: { buffer } }];
  const bindGroup = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return (encoder) => {
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(workgroups);
    pass.end();
  };
}

function copy(device: GPUDevice): (encoder: GPUCommandEncoder) => void {
  const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const [from, to] = [0, 1].map(() => device.createBuffer({ size: COPY_BYTES, usage })) as [
    GPUBuffer,
    GPUBuffer,
  ];
  return (encoder) => {
    for (let i = 0; i < COPIES; i++) encoder.copyBufferToBuffer(from, 0, to, 0, COPY_BYTES);
  };
}

async function bestSeconds(device: GPUDevice, encode: (encoder: GPUCommandEncoder) => void): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < 4; i++) {
    const encoder = device.createCommandEncoder();
    encode(encoder);
    const commands = encoder.finish();
    await device.queue.onSubmittedWorkDone();
    const start = performance.now();
    device.queue.submit([commands]);
    await device.queue.onSubmittedWorkDone();
    best = Math.min(best, (performance.now() - start) / 1e3);
  }
  return best;
}
