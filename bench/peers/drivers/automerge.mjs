// Automerge: one document, a map of rows for each table; in memory. A whole document is saved and loaded, then changes go.
import { asObject, carry, job, require, tables, told } from './work.mjs';

const Automerge = require('@automerge/automerge');

const insert = (doc, rows) =>
  Automerge.change(doc, (it) => {
    for (const [kind, lines] of Object.entries(rows)) {
      it[kind] ??= {};
      for (const line of lines) it[kind][line[0]] = asObject(kind, line);
    }
  });

const edit = (doc, edits) =>
  Automerge.change(doc, (it) => {
    for (const [kind, id, column, value] of edits) it[kind][id][column] = value;
  });

const bytes = (changes) => Buffer.concat(changes);

let here = insert(Automerge.init(), job.rows);
let there;
await carry('a', () => Automerge.save(here), (saved) => { there = Automerge.load(saved); });

let known = Automerge.getHeads(there);
here = insert(edit(here, job.edits), { visit: job.visits });
const news = (doc) => Automerge.getChangesSince(doc, known);
const take = (doc, changes) => Automerge.applyChanges(doc, changes)[0];
let changes;
await carry('b', () => bytes((changes = news(here))), () => { there = take(there, changes); });

known = Automerge.getHeads(there);
here = edit(here, job.mine);
there = edit(there, job.theirs);
const [toThere, toHere] = [news(here), news(there)];
await carry('c', () => bytes(toThere), () => { there = take(there, toThere); });
await carry('c', () => bytes(toHere), () => { here = take(here, toHere); });

const kept = Math.min(...[here, there].map((doc) =>
  job.mine.slice(job.disjoint).filter(([kind, id, column]) =>
    Object.keys(Automerge.getConflicts(doc[kind][id], column) ?? {}).length === 2).length));
const state = (doc) => Object.fromEntries(tables.map((kind) => [kind, Automerge.toJS(doc)[kind]]));
told('@automerge/automerge', state(here), state(there), kept);
