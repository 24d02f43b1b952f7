// What the drivers in JavaScript share: the work, the clock, and the verdict (work.py says more).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

export const [workPath, folder, libraries] = process.argv.slice(2);
export const require = createRequire(path.join(libraries, 'node_modules', 'x.js'));
export const job = JSON.parse(fs.readFileSync(workPath, 'utf8'));
export const tables = Object.keys(job.columns);
const took = {};

/** A row as an object of its columns. */
export const asObject = (kind, row) => Object.fromEntries(job.columns[kind].map((column, n) => [column, row[n]]));

/** One way of an exchange, timed by the clock and by the processor's; times of the same part add up. */
export async function carry(part, exported, applied) {
  const [started, worked] = [performance.now(), process.cpuUsage()];
  const carried = await exported();
  await applied(carried);
  const { user, system } = process.cpuUsage(worked);
  took[part] = (took[part] ?? 0) + (performance.now() - started) / 1e3;
  took[`${part} cpu`] = (took[`${part} cpu`] ?? 0) + (user + system) / 1e6;
  if (carried) fs.appendFileSync(path.join(folder, part), carried);
}

/** Prints the verdict. `kept`: losing values the peer itself still has and can list. */
export function told(name, here, there, kept) {
  const { version } = JSON.parse(fs.readFileSync(path.join(libraries, 'node_modules', name, 'package.json'), 'utf8'));
  const different = [...job.mine.slice(0, job.disjoint), ...job.theirs.slice(0, job.disjoint)];
  const visible = Math.min(
    ...[here, there].map((side) => different.filter(([k, i, c, value]) => side[k][i][c] === value).length),
  );
  const converged = isDeepStrictEqual(here, there);
  console.log(JSON.stringify({ version: `${name} ${version}`, took, converged, visible, kept }));
}
