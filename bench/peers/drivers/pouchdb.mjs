// PouchDB: a document for each row, LevelDB files, replicated within one process; nothing is written to be carried.
import path from 'node:path';
import { asObject, carry, folder, job, require, tables, told } from './work.mjs';

const PouchDB = require('pouchdb-node');
const [here, there] = ['here', 'there'].map((name) => new PouchDB(path.join(folder, name)));
const name = (kind, id) => `${kind}/${id}`;

async function insert(db, rows) {
  for (const [kind, lines] of Object.entries(rows))
    await db.bulkDocs(lines.map((line) => ({ _id: name(kind, line[0]), ...asObject(kind, line) })));
}

async function edit(db, edits) {
  for (const [kind, id, column, value] of edits) {
    const doc = await db.get(name(kind, id));
    await db.put({ ...doc, [column]: value });
  }
}

async function state(db) {
  const sides = Object.fromEntries(tables.map((kind) => [kind, {}]));
  for (const { doc } of (await db.allDocs({ include_docs: true })).rows)
    sides[doc._id.split('/')[0]][doc.id] = doc;
  return sides;
}

async function kept(db) {
  const { rows } = await db.allDocs({ include_docs: true, conflicts: true });
  const split = new Set(rows.filter(({ doc }) => doc._conflicts).map(({ id }) => id));
  return job.mine.slice(job.disjoint).filter(([kind, id]) => split.has(name(kind, id))).length;
}

const options = { batch_size: 1000, batches_limit: 10 };
const replicate = (from, to) => () => PouchDB.replicate(from, to, options);
await insert(here, job.rows);
await carry('a', () => null, replicate(here, there));
await edit(here, job.edits);
await insert(here, { visit: job.visits });
await carry('b', () => null, replicate(here, there));
await edit(here, job.mine);
await edit(there, job.theirs);
await carry('c', () => null, replicate(here, there));
await carry('c', () => null, replicate(there, here));
told('pouchdb-node', await state(here), await state(there), Math.min(await kept(here), await kept(there)));
