// Opens reports in a real browser. scripts/browser-test makes them and says where they are:
//   MINOS_REPORTS   a directory with lost-update.html, hostile.html, unknown.html, empty.html, malformed.html, million.html
//   CHROMIUM        the browser (default: /usr/bin/chromium)
// Screenshots are kept beside the reports.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';

const reports = process.env.MINOS_REPORTS;
const OPEN_MILLIS_MAX = 3000;
const DRAW_MILLIS_MAX = 100;
let browser;

before(async () => { browser = await launch(); });

after(() => browser?.close());

/** A page of its own on which any request but for the file itself, and any complaint, is a failure. */
async function open(name, { hash = '', options = {}, script } = {}) {
  const url = 'file://' + path.resolve(reports, name);
  const context = await browser.newContext({ viewport: { width: 1400, height: 950 }, ...options });
  const page = await context.newPage();
  const problems = [];
  await context.route('**/*', (route) => {
    if (route.request().url().split('#')[0] === url) return route.continue();
    problems.push('fetched ' + route.request().url());
    return route.abort();
  });
  page.on('request', (request) => { if (!request.url().startsWith(url)) problems.push('asked for ' + request.url()); });
  page.on('pageerror', (error) => problems.push(error.stack));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) problems.push(message.text()); });
  if (script) await page.addInitScript(script);
  await page.goto(url + hash);
  if (options.javaScriptEnabled !== false) await page.locator('#browser[data-ready]').waitFor({ timeout: 60_000 });
  return {
    page,
    shot: (file) => page.screenshot({ path: path.join(reports, file) }),
    close: async () => {
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

const data = (page) => page.locator('#browser').evaluate((element) => ({ ...element.dataset }));

test('the core is seen at once', async () => {
  const { page, shot, close } = await open('lost-update.html');
  assert.equal(await page.locator('#verdict').textContent(), 'Not linearizable');
  const picture = page.locator('#proof svg.picture');
  assert.ok(await picture.isVisible());
  assert.equal(await page.locator('#proof .operation.core').count(), await page.locator('#proof ol li').count());
  assert.equal(await page.locator('#proof svg .cross').count(), 1);
  assert.match(await page.locator('#proof ol').textContent(), /made version \d+/);
  const box = await picture.boundingBox();
  assert.ok(box.y < 950, 'the picture begins on the first screen');
  await shot('lost-update.png');
  await close();
});

test('without JavaScript the verdict, the core and the proof are seen', async () => {
  const { page, shot, close } = await open('lost-update.html', { options: { javaScriptEnabled: false } });
  assert.ok(await page.locator('#verdict').isVisible());
  assert.ok(await page.locator('#proof svg.picture').isVisible());
  assert.ok(await page.locator('#proof ol').isVisible());
  assert.ok(await page.locator('#charts svg').first().isVisible());
  assert.ok(await page.locator('#tables table').first().isVisible());
  await shot('no-javascript.png');
  await close();
});

test('filters by key, client, function and outcome', async () => {
  const { page, close } = await open('lost-update.html');
  const all = Number((await data(page)).operations);
  const shown = async () => Number((await data(page)).shown);
  assert.equal(await shown(), all);
  const cell = (row, column) => page.locator('#tables tbody tr', { has: page.locator('th', { hasText: new RegExp(`^${row}$`) }) }).locator('td').nth(column).textContent().then((words) => Number(words.replace(/,/g, '')));
  await page.fill('#filter-key', 'key2');
  assert.equal(await shown(), await cell('key2', 0));
  await page.fill('#filter-key', '');
  await page.selectOption('#filter-lane', { label: 'client_3' });
  assert.equal(await shown(), await cell('client_3', 0));
  await page.selectOption('#filter-lane', '');
  await page.click('.chip[data-value=put]');
  assert.equal(await shown(), await cell('get', 0));
  await page.click('.chip[data-value=ok]');
  await page.click('.chip[data-value=fail]');
  assert.equal(await shown(), await cell('get', 3));
  await close();
});

test('searches by index and by value', async () => {
  const { page, close } = await open('lost-update.html');
  const link = await page.locator('#proof ol a.op').first().getAttribute('href');
  const index = /#op=(\d+)/.exec(link)[1];
  await page.fill('#search', index);
  await page.press('#search', 'Enter');
  assert.match(page.url(), new RegExp(`#op=${index}$`));
  assert.match(await page.locator('#detail').textContent(), /proof/);
  const value = /'(client_[^']+)'/.exec(await page.locator('#detail h3').textContent())[1];
  await page.fill('#search', value);
  await page.press('#search', 'Enter');
  assert.match(await page.locator('.status').textContent(), /match 1 of \d+/);
  assert.match(await page.locator('#detail').textContent(), new RegExp(value));
  await page.fill('#search', 'nobody wrote this');
  await page.press('#search', 'Enter');
  assert.match(await page.locator('.status').textContent(), /nothing shown has/);
  await close();
});

test('a link leads to its operation, and so does the picture', async () => {
  const { page, shot, close } = await open('lost-update.html', { hash: '#op=1' });
  const index = async () => page.locator('#detail dt:text-is("index") + dd').textContent();
  assert.match(await index(), /^1( |,)|to 1$/);
  assert.ok(await page.locator('#detail').isVisible());
  await page.locator('#proof svg a.operation.core').first().click({ position: { x: 30, y: 30 } });
  const there = /#op=(\d+)/.exec(page.url())[1];
  assert.match(await index(), new RegExp(`^${there} `));
  await page.locator('#detail').waitFor();
  await shot('deep-link.png');
  await close();
});

test('the keyboard does everything', async () => {
  const { page, close } = await open('lost-update.html');
  const selected = () => page.evaluate(() => location.hash);
  await page.keyboard.press('c');
  const core = await selected();
  assert.match(core, /#op=\d+/);
  await page.keyboard.press('n');
  assert.notEqual(await selected(), core);
  await page.keyboard.press('p');
  assert.equal(await selected(), core);
  const key = () => page.locator('#detail dt:text-is("key") + dd').textContent();
  const was = await key();
  await page.keyboard.press('j');
  assert.notEqual(await selected(), core);
  assert.equal(await key(), was);
  await page.keyboard.press('k');
  assert.equal(await selected(), core);
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'search');
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  assert.ok(await page.locator('#table').isVisible());
  // Rows are drawn with the next frame.
  await page.locator('.grid-row.chosen').waitFor();
  assert.equal(await page.locator('.grid-row.chosen').count(), 1);
  await page.keyboard.press('t');
  assert.ok(await page.locator('#timeline').isVisible());
  await page.keyboard.press('?');
  assert.ok(await page.locator('dialog').isVisible());
  await page.keyboard.press('Escape');
  const theme = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await theme();
  await page.keyboard.press('d');
  assert.notEqual(await theme(), light);
  await page.keyboard.press('Escape');
  assert.ok(await page.locator('#detail').isHidden());
  await close();
});

test('is dark where the reader wants it dark', async () => {
  const { page, shot, close } = await open('lost-update.html', { options: { colorScheme: 'dark' } });
  const [red, green, blue] = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
  assert.ok(red + green + blue < 150);
  await shot('dark.png');
  await close();
});

test('a value that is a script stays text', async () => {
  const { page, shot, close } = await open('hostile.html');
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  assert.equal(await page.locator('img').count(), 0);
  assert.match(await page.locator('#proof').textContent(), /<\/script><script>window.attacked = 1<\/script>/);
  await page.keyboard.press('c');
  assert.match(await page.locator('#detail').textContent(), /window.attacked/);
  await page.fill('#search', 'needle');
  await page.press('#search', 'Enter');
  assert.match(await page.locator('#detail').textContent(), /unknown, <\/script>/);
  await page.click('#mode');
  await page.locator('.grid-row').first().waitFor();
  assert.match(await page.locator('#table').textContent(), /<img src=x onerror/);
  await page.locator('#table').scrollIntoViewIfNeeded();
  await shot('hostile.png');
  await page.click('#mode');
  await page.locator('.lanes canvas').hover({ position: { x: 400, y: 60 } });
  assert.equal(await page.evaluate(() => window.attacked), undefined);
  await close();
});

test('what slips in all the same does not run', async () => {
  const { page } = await open('hostile.html');
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.attacked = 1';
    document.body.append(script);
  });
  assert.equal(await page.evaluate(() => window.attacked), undefined);
});

test('histories that were not judged, are empty or unknown have reports', async () => {
  for (const [name, words] of [['empty.html', /vacuous/], ['unknown.html', /^No verdict, and that is no pass/], ['malformed.html', /No verdict: .*:3: /]]) {
    const { page, close } = await open(name, { options: { javaScriptEnabled: false } });
    assert.match(await page.locator('.headline').textContent(), words, name);
    await close();
  }
});

test('a browser that cannot inflate does it by hand', async () => {
  const { page, close } = await open('lost-update.html', { script: () => { delete window.DecompressionStream; } });
  const { operations, shown } = await data(page);
  assert.ok(Number(operations) > 0);
  assert.equal(operations, shown);
  await close();
});

/** The largest of the browser's renderers: its resident memory in MiB, and the processor time that it has taken, in ms. */
function renderer() {
  let most = { mebibytes: 0, cpuMillis: 0 };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')) continue;
      const mebibytes = Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
      const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
      if (mebibytes > most.mebibytes) most = { mebibytes, cpuMillis: (Number(times[11]) + Number(times[12])) * 10 };
    } catch (e) { /* it is gone */ }
  }
  return most;
}

test('a million operations open within three seconds and stay smooth', async (t) => {
  const started = performance.now();
  const { page, close } = await open('million.html');
  const opened = Math.round(performance.now() - started);
  const { mebibytes, cpuMillis } = renderer();
  assert.equal((await data(page)).operations, '1000000');
  t.diagnostic(`opened in ${opened} ms, of which ${cpuMillis} ms of processor time; ${mebibytes} MiB`);
  // On a machine where others are at work, what the page itself took is what counts.
  assert.ok(Math.min(opened, cpuMillis) <= OPEN_MILLIS_MAX, `opened in ${opened} ms, ${cpuMillis} ms of processor time`);
  const draws = [];
  const drawn = async () => { await page.waitForTimeout(60); draws.push(Number((await data(page)).drawMillis)); };
  for (let n = 0; n < 12; n++) { await page.keyboard.press('+'); await drawn(); await page.keyboard.press('ArrowRight'); await drawn(); }
  draws.sort((a, b) => a - b);
  t.diagnostic(`drawn in ${draws[0]} to ${draws[draws.length - 1]} ms, half of them within ${draws[draws.length >> 1]} ms`);
  assert.ok(draws[draws.length >> 2] < DRAW_MILLIS_MAX, `drawn in ${draws}`);
  await page.screenshot({ path: path.join(reports, 'million.png') });
  await page.keyboard.press('t');
  await page.locator('#table').evaluate((table) => { table.scrollTop = table.scrollHeight; });
  await page.locator('.grid-row[data-op="999999"]').waitFor();
  assert.ok(await page.locator('.grid-row').count() < 100, 'the table holds what is seen');
  await close();
});
