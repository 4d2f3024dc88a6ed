// Makes the histories that the browser test looks at: node histories.mjs KIND FILE
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';

const STEP = 100_000;

/** Two clients are both told that they made version 1; before it, and in every name, what a page must not run. */
function hostile(file) {
  const script = '</script><script>window.attacked = 1</script>';
  const image = '<img src=x onerror="window.attacked = 1">';
  const lines = [];
  const add = (event) => lines.push(JSON.stringify({ ...event, index: lines.length, time: lines.length * STEP }));
  const put = (type, process, value, version, more) => add({ process, type, f: 'put', key: image, value: { value, version }, client: `client_${process} ${script}`, op: 1, attempt: 1, ...more });
  add({ process: 'nemesis', type: 'info', f: 'kill', value: { node: image, phase: 'begin' } });
  put('invoke', 0, script, 0);
  put('invoke', 1, image, 0);
  add({ process: 'fault', type: 'info', f: image, key: image, value: { invoke: 1 } });
  put('ok', 0, script, 1);
  put('ok', 1, image, 1);
  add({ process: 'nemesis', type: 'info', f: 'kill', value: { node: image, phase: 'end' } });
  put('invoke', 2, 'needle', 1);
  put('info', 2, 'needle', 1, { error: script });
  writeFileSync(file, lines.join('\n') + '\n');
}

/** The directory of a run whose every text is what a page must not run. */
function run(directory) {
  const script = '<script>window.attacked = 1</script>';
  const image = '<img src=x onerror="window.attacked = 1">';
  mkdirSync(directory, { recursive: true });
  hostile(directory + '/history.jsonl');
  writeFileSync(`${directory}/${image.replace('/', '')}.txt`, script);
  const write = (name, json) => writeFileSync(`${directory}/${name}`, JSON.stringify(json));
  write('run.json', {
    name: script, model: 'versioned-kv', seed: image, outcome: image, failure: script, rerun: script, missing: [script],
    start: '2020-01-01T00:00:00Z', end: '2020-01-01T00:00:01Z', system: { kind: image, address: script },
    config: { bug: image, storage: script, [image]: script }, counts: { operations: 3, attempts: 3, faults: { [image]: 1 } },
    versions: { minos: script, java: image },
  });
  write('results.json', {
    verdict: 'NOT_LINEARIZABLE', exit: 1, model: script, engine: image, operations: 3, keys: 1, 'bad-keys': [image],
    claims: { total: 1, proved: 0, undecided: 0, false: 1 }, 'first-bad-op': 5, warnings: [script],
    counterexample: { key: image, 'first-bad-op': 5, operation: script, conclusion: image, evidence: [{ index: 4, operation: image, shows: script }] },
    'false-recoveries': [{ index: 8, key: image, client: script, evidence: image }],
  });
}

const million = (file) => correct(file, 1_000_000);

/** Writes that overlap, all in any order, and two reads that no order explains: more orders than fit into a little memory. */
function hard(file) {
  const lines = [];
  const add = (process, type, f, value) => lines.push(JSON.stringify({ index: lines.length, time: lines.length * STEP, process, type, f, value }));
  const writers = Array.from({ length: 24 }, (_, i) => i);
  writers.forEach((i) => add(i, 'invoke', 'write', i + 1));
  writers.forEach((i) => add(i, 'ok', 'write', i + 1));
  for (const value of [1, 2]) {
    add(0, 'invoke', 'read', null);
    add(0, 'ok', 'read', value);
  }
  writeFileSync(file, lines.join('\n') + '\n');
}

/** Operations of twenty clients on a thousand keys, as a correct store would have answered them. */
async function correct(file, operations) {
  const clients = 20, keys = 1000;
  let seed = 42;
  const random = (n) => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor(seed / 2 ** 32 * n); };
  const store = Array.from({ length: keys }, () => ({ value: null, version: 0 }));
  const open = new Array(clients).fill(null), process = Array.from({ length: clients }, (_, c) => c);
  const out = createWriteStream(file);
  let index = 0, called = 0, time = 0, text = '';
  const add = (event) => {
    time += 10_000 + random(20_000);
    text += JSON.stringify({ ...event, index: index++, time }) + '\n';
  };
  while (called < operations || open.some((each) => each)) {
    const c = random(clients);
    const p = process[c];
    if (!open[c]) {
      if (called === operations) continue;
      const key = random(keys);
      open[c] = random(2) ? { f: 'get', key } : { f: 'put', key, value: `v${called}`, version: store[key].version };
      called++;
      add({ process: p, type: 'invoke', f: open[c].f, key: `k${key}`, ...(open[c].f === 'put' ? { value: { value: open[c].value, version: open[c].version } } : {}) });
    } else {
      const { f, key, value, version } = open[c];
      open[c] = null;
      const now = store[key];
      const lost = random(100) === 0;
      const applies = f === 'put' && now.version === version;
      if (applies) store[key] = { value, version: version + 1 };
      if (lost) {
        add({ process: p, type: 'info', f, key: `k${key}`, error: 'deadline-exceeded' });
        process[c] += clients;
      } else if (f === 'get') add({ process: p, type: 'ok', f, key: `k${key}`, value: now.version ? now : null });
      else if (applies) add({ process: p, type: 'ok', f, key: `k${key}`, value: store[key] });
      else add({ process: p, type: 'fail', f, key: `k${key}`, error: now.version ? ['version-mismatch', now.version] : 'key-not-found' });
    }
    if (text.length > 1 << 20) {
      if (!out.write(text)) await new Promise((resolve) => { out.once('drain', resolve); });
      text = '';
    }
  }
  out.end(text);
  await new Promise((resolve) => { out.on('close', resolve); });
}

const [, , kind, file] = process.argv;
await { hostile, hard, million, run }[kind](file);
