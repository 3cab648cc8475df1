/** Holds a process to a part of a core, by the kernel's control groups of either version. Linux, as root. */
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where groups are made: version 1 has a tree for computing time alone, version 2 one for everything. */
const ofVersion1 = '/sys/fs/cgroup/cpu';
const ofVersion2 = '/sys/fs/cgroup';

/** In microseconds: short, so that a process that has had its part waits a few milliseconds for the next. */
const period = 10_000;

/**
 * @param share in hundredths of a core
 * @returns what takes the hold away again, once the process has ended
 * @throws when this machine or this user cannot
 */
export function holdToPart(pid: number, share: number): () => void {
  const isVersion1 = existsSync(join(ofVersion1, 'cpu.shares'));
  const group = join(isVersion1 ? ofVersion1 : ofVersion2, `weir-bench-${pid}`);
  const quota = (period * share) / 100;
  try {
    mkdirSync(group);
    if (isVersion1) {
      writeFileSync(join(group, 'cpu.cfs_period_us'), `${period}`);
      writeFileSync(join(group, 'cpu.cfs_quota_us'), `${quota}`);
    } else {
      writeFileSync(join(group, 'cpu.max'), `${quota} ${period}`);
    }
    writeFileSync(join(group, 'cgroup.procs'), `${pid}`);
  } catch (error) {
    throw new Error('A process cannot be held to a part of a core here: that takes root and control groups with "cpu".', {
      cause: error,
    });
  }
  return () => rmdirSync(group);
}
