// cr-sqlite in its WebAssembly build: rows of crsql_changes as JSON between two databases in memory.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { asObject, carry, job, libraries, tables, told } from './work.mjs';

const home = path.join(libraries, 'node_modules', '@vlcn.io', 'wa-sqlite');
const load = (...parts) => import(pathToFileURL(path.join(home, ...parts)).href);
const SQLite = await load('src', 'sqlite-api.js');
const { default: build } = await load('dist', 'crsqlite-sync.mjs');
const sqlite = SQLite.Factory(await build({ wasmBinary: fs.readFileSync(path.join(home, 'dist', 'crsqlite-sync.wasm')) }));

const COLUMNS = '"table", pk, cid, val, col_version, db_version, site_id, cl, seq';

/** One statement for many lots of values; the rows it found. */
async function run(db, sql, lots = [[]]) {
  const found = [];
  const text = sqlite.str_new(db, sql);
  const { stmt } = await sqlite.prepare_v2(db, sqlite.str_value(text));
  for (const values of lots) {
    values.forEach((value, n) => sqlite.bind(stmt, n + 1, value));
    while ((await sqlite.step(stmt)) === SQLite.SQLITE_ROW) found.push(sqlite.row(stmt));
    await sqlite.reset(stmt);
  }
  await sqlite.finalize(stmt);
  sqlite.str_finish(text);
  return found;
}

async function together(db, work) {
  await sqlite.exec(db, 'BEGIN');
  await work();
  await sqlite.exec(db, 'COMMIT');
}

async function open() {
  const db = await sqlite.open_v2(':memory:');
  for (const [kind, columns] of Object.entries(job.columns)) {
    const named = columns.map((c) => (c === 'id' ? '"id" PRIMARY KEY NOT NULL' : `"${c}"`));
    await sqlite.exec(db, `CREATE TABLE ${kind} (${named})`);
    await sqlite.exec(db, `SELECT crsql_as_crr('${kind}')`);
  }
  return db;
}

const insert = (db, rows) => together(db, async () => {
  for (const [kind, lines] of Object.entries(rows))
    await run(db, `INSERT INTO ${kind} VALUES (${job.columns[kind].map(() => '?')})`, lines);
});

const edit = (db, edits) => together(db, async () => {
  for (const [kind, id, column, value] of edits)
    await run(db, `UPDATE ${kind} SET "${column}" = ? WHERE id = ?`, [[value, id]]);
});

const now = async (db) => (await run(db, 'SELECT crsql_db_version()'))[0][0];

async function news(db, since) {
  const own = 'db_version > ? AND site_id = crsql_site_id()';
  const rows = await run(db, `SELECT ${COLUMNS} FROM crsql_changes WHERE ${own}`, [[since]]);
  const plain = (value) => (ArrayBuffer.isView(value) ? { bytes: Buffer.from(value).toString('base64') } : value);
  return Buffer.from(JSON.stringify(rows.map((row) => row.map(plain)), (_, v) => (typeof v === 'bigint' ? Number(v) : v)));
}

function take(db, carried) {
  const back = (value) => (value?.bytes === undefined ? value : new Uint8Array(Buffer.from(value.bytes, 'base64')));
  const rows = JSON.parse(carried.toString()).map((row) => row.map(back));
  const sql = `INSERT INTO crsql_changes (${COLUMNS}) VALUES (${COLUMNS.split(',').map(() => '?')})`;
  return together(db, () => run(db, sql, rows));
}

async function state(db) {
  const side = {};
  for (const kind of tables)
    side[kind] = Object.fromEntries((await run(db, `SELECT * FROM ${kind}`)).map((row) => [row[0], asObject(kind, row)]));
  return side;
}

const [here, there] = [await open(), await open()];
await insert(here, job.rows);
await carry('a', () => news(here, 0), (carried) => take(there, carried));
let since = await now(here);
await edit(here, job.edits);
await insert(here, { visit: job.visits });
await carry('b', () => news(here, since), (carried) => take(there, carried));
since = await now(here);
const sinceThere = await now(there);
await edit(here, job.mine);
await edit(there, job.theirs);
const [toThere, toHere] = [await news(here, since), await news(there, sinceThere)];
await carry('c', () => toThere, (carried) => take(there, carried));
await carry('c', () => toHere, (carried) => take(here, carried));
told('@vlcn.io/crsqlite-wasm', await state(here), await state(there), 0);
