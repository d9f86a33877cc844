import { readdir, readFile } from 'node:fs/promises';

/** Milliseconds that all CPUs together were busy since the machine began; null where there is no /proc. */
export async function readBusyMs(): Promise<number | null> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => null);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] =
    /^cpu +(.*)$/m
      .exec(text ?? '')?.[1]
      ?.split(' ')
      .map(Number) ?? [];
  return text === null ? null : (user + nice + system + irq + softIrq) * tickMs;
}

/**
 * Milliseconds of CPU time of a process and of all its children, those that have ended included; null where there is
 * no /proc. PostgreSQL is measured by this: its first process waits for every other one.
 */
export async function readFamilyCpuMs(pid: number): Promise<number | null> {
  const root = await readStat(pid);
  if (root === null) return null;
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(processes.map((name) => readStat(Number(name))));
  const children = stats.flatMap((stat) => (stat?.parent === pid ? [stat.ticks] : []));
  return [root.ticks, ...children].reduce((sum, ticks) => sum + ticks, 0) * tickMs;
}

/** The process that a process was started by. */
export async function findParent(pid: number): Promise<number | null> {
  return (await readStat(pid))?.parent ?? null;
}

type Stat = { readonly parent: number; readonly ticks: number };

/** The fields behind the name, which may itself hold blanks and parentheses: see proc_pid_stat(5). */
async function readStat(pid: number): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = [11, 12, 13, 14].map((index) => Number(fields[index] ?? 0));
  return { parent: Number(fields[1]), ticks: ticks.reduce((sum, count) => sum + count, 0) };
}

/** Linux counts for programs in hundredths of a second, on every architecture of today. */
const tickMs = 10;
