/** Measures the browser's peak memory over all processes from `/proc` (Linux only; null elsewhere). */
import { clearInterval, setInterval } from 'node:timers';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

const EVERY_MS = 200;

/** Samples the memory of all descendant processes until `stop`, which returns the peak of their sum in MiB. */
export function peakMemory() {
  let peak = null;
  const sample = () => {
    const sum = memoryOf();
    if (sum !== null) peak = Math.max(peak ?? 0, sum);
  };
  const timer = setInterval(sample, EVERY_MS);
  sample();
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function memoryOf() {
  if (!existsSync('/proc/self/smaps_rollup')) return null;
  const parents = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = read(`/proc/${pid}/status`, /^PPid:\s*(\d+)/m);
    if (parent) parents.set(pid, parent);
  }
  const isOurs = (parent) =>
    parent === String(process.pid) || (parents.has(parent) && isOurs(parents.get(parent)));
  // PSS divides shared memory among the processes that share it.
  const own = (pid) => Number(read(`/proc/${pid}/smaps_rollup`, /^Pss:\s*(\d+)/m) ?? 0);
  return (
    [...parents]
      .filter(([, parent]) => isOurs(parent))
      .map(([pid]) => pid)
      .reduce((sum, pid) => sum + own(pid), 0) / 1024
  );
}

/** Returns null if the process has ended in the meantime. */
function read(file, pattern) {
  try {
    return pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
