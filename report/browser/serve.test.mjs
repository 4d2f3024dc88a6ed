// Looks at the pages of minos serve in a real browser. scripts/browser-test makes the runs, serves them, and says where:
//   MINOS_SERVE     the address, such as http://127.0.0.1:8080/
//   MINOS_REPORTS   a directory that takes the screenshots
// The runs: "sound" (seed 1, linearizable), "wrong" (seed 2, bug lost-update), "naive" (seed 3, a false recovery), "going" (seed
// 4, which goes on all the while), and "hostile", whose name, seed and every text are scripts.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';

const base = new URL(process.env.MINOS_SERVE);
const reports = process.env.MINOS_REPORTS;
/** Of a machine where others are at work. */
const PATIENCE_MILLIS = 120_000;
let browser;

before(async () => { browser = await launch(); });
after(() => browser?.close());

/** A page on which any request to elsewhere, any complaint, and any script of a run is a failure. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(PATIENCE_MILLIS);
  const page = await context.newPage();
  const problems = [];
  const watch = (opened) => {
    opened.on('pageerror', (error) => problems.push(error.stack));
    opened.on('console', (message) => { if (['error', 'warning'].includes(message.type())) problems.push(message.text()); });
    opened.on('dialog', (dialog) => { problems.push('a dialog: ' + dialog.message()); dialog.dismiss(); });
  };
  context.on('page', watch);
  watch(page);
  await context.route('**/*', (route) => {
    if (route.request().url().startsWith(base.href)) return route.continue();
    problems.push('fetched ' + route.request().url());
    return route.abort();
  });
  await page.goto(new URL(address, base).href);
  return {
    page,
    shot: (file) => page.screenshot({ path: path.join(reports, file) }),
    close: async () => {
      assert.equal(await page.evaluate(() => window.attacked).catch(() => undefined), undefined);
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

const names = (page) => page.locator('.runs tbody td.name a').allTextContents();
const row = (page, name) => page.locator('.runs tbody tr', { has: page.locator('td.name a', { hasText: new RegExp(`^${name}$`) }) });
const shown = (page, expected) => page.waitForFunction(
  (wanted) => JSON.stringify([...document.querySelectorAll('.runs tbody td.name a')].map((a) => a.textContent).sort()) === wanted,
  JSON.stringify([...expected].sort()));

test('the table holds every run, the newest first', async () => {
  const { page, shot, close } = await open('/');
  assert.equal((await names(page)).length, 5);
  assert.equal((await names(page))[0], 'going');
  assert.equal(await row(page, 'sound').locator('.badge').textContent(), 'linearizable');
  assert.equal(await row(page, 'wrong').locator('.badge').textContent(), 'not linearizable');
  assert.equal(await row(page, 'naive').locator('.badge').textContent(), 'false recovery');
  assert.equal(await row(page, 'going').locator('.badge').textContent(), 'running');
  await shot('serve-table.png');
  await close();
});

test('sorts by a column, and the other way round', async () => {
  const { page, close } = await open('/');
  const seeds = async () => (await page.locator('.runs tbody td.seed').allTextContents()).filter((seed) => /^\d+$/.test(seed)).map(Number);
  await page.click('th a:text-is("Seed")');
  await page.locator('th[aria-sort]:has(a:text-is("Seed")):not([aria-sort=none])').waitFor();
  const once = await seeds();
  assert.equal(once.length, 4);
  await page.click('th a:text-is("Seed")');
  await page.waitForURL(/order=desc/);
  assert.deepEqual(await seeds(), [...once].reverse());
  assert.deepEqual([...once].sort(), once);
  await close();
});

test('filters by verdict', async () => {
  const { page, close } = await open('/');
  await page.click('.chip:has-text("not linearizable")');
  await shown(page, ['wrong', '<script>window.attacked = 1</script>']);
  await page.click('.chip:has-text("all")');
  await page.waitForFunction(() => document.querySelectorAll('.runs tbody tr').length === 5);
  await close();
});

test('searches by verdict, name, time, bug and seed while one types', async () => {
  const { page, close } = await open('/');
  const started = await row(page, 'sound').locator('time').getAttribute('datetime');
  for (const [words, expected] of [['false recovery', ['naive']], ['WRO', ['wrong']], [started, ['sound']], ['bug:lost', ['wrong']], ['seed:1', ['sound']]]) {
    await page.fill('#q', words);
    await shown(page, expected);
  }
  await page.fill('#q', 'nobody is called so');
  await page.locator('text=No run matches.').waitFor();
  assert.match(page.url(), /q=nobody/);
  await close();
});

test('a run leads to its report, which works there', async () => {
  const { page, shot, close } = await open('/?q=wrong');
  await page.click('td.name a');
  assert.equal(await page.locator('h1').first().textContent(), 'Not linearizable');
  assert.match(await page.locator('main').textContent(), /cannot all be true, whatever the other operations answered/);
  await shot('serve-run.png');
  await page.click('text=Open the report');
  await page.locator('#browser[data-ready]').waitFor();
  assert.equal(await page.locator('#verdict').textContent(), 'Not linearizable');
  await page.keyboard.press('c');
  assert.match(page.url(), /#op=\d+$/);
  await shot('serve-report.png');
  await close();
});

test('compares the two that are ticked', async () => {
  const { page, shot, close } = await open('/');
  assert.ok(await page.locator('#compare-button').isDisabled());
  await row(page, 'sound').locator('.pick input').check();
  await row(page, 'wrong').locator('.pick input').check();
  await page.click('#compare-button');
  const bug = page.locator('.compare tr.differs', { has: page.locator('th', { hasText: /^bug$/ }) });
  assert.match(await bug.textContent(), /lost-update/);
  await page.click('text=Only differences');
  // Another page: until it is there the old one, and then nothing, may be seen.
  await page.locator('.compare tr.same').first().waitFor({ state: 'detached' });
  await page.locator('.compare tr.differs').nth(3).waitFor();
  assert.equal(await page.locator('.compare tr.same').count(), 0);
  assert.ok(await page.locator('.compare tr.differs').count() > 3);
  await shot('serve-compare.png');
  await close();
});

test('a file of a run can be taken away', async () => {
  const { page, close } = await open('/?q=sound');
  await page.click('td.name a');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('.files tr', { hasText: 'history.jsonl' }).locator('text=Download').click()]);
  assert.equal(download.suggestedFilename(), 'history.jsonl');
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
  assert.equal(JSON.parse(lines[lines.length - 1]).index, lines.length - 1);
  await close();
});

test('a run that goes on is seen going on', async () => {
  const { page, shot, close } = await open('/?q=going');
  await page.click('.links a:text-is("Live")');
  const operations = async () => Number((await page.locator('.tile', { hasText: 'operations' }).locator('b').first().textContent()).replace(/,/g, ''));
  const before = await operations();
  await page.waitForFunction((was) => Number(document.querySelector('.tile b').textContent.replace(/,/g, '')) > was, before);
  assert.ok(await operations() > before);
  await page.locator('text=/Nothing wrong in the first [0-9,]+ operations/').waitFor();
  assert.match(await page.locator('.progress').textContent(), /s of /);
  assert.equal(await page.locator('svg.picture polyline').count(), 3);
  await shot('serve-live.png');
  await close();
});

test('without JavaScript all of it is there', async () => {
  const { page, close } = await open('/?q=bug:lost', { javaScriptEnabled: false });
  assert.deepEqual(await names(page), ['wrong']);
  await page.fill('#q', 'seed:1');
  await page.click('#search button');
  assert.deepEqual(await names(page), ['sound']);
  await page.click('td.name a');
  assert.equal(await page.locator('h1').first().textContent(), 'Linearizable');
  await close();
});

test('a text that is a script stays text on every page', async () => {
  const { page, shot, close } = await open('/?q=' + encodeURIComponent('<script>'));
  const script = '<script>window.attacked = 1</script>';
  assert.deepEqual(await names(page), [script]);
  assert.equal(await page.locator('main img').count(), 0);
  const sides = [await page.locator('.pick input').getAttribute('value')];
  await page.click('td.name a');
  assert.ok((await page.locator('main').textContent()).includes(script));
  assert.equal(await page.locator('main img').count(), 0);
  await shot('serve-hostile.png');
  await page.goto(base.href);
  sides.push(await row(page, 'sound').locator('.pick input').getAttribute('value'));
  await page.goto(new URL('compare?' + sides.map((id) => 'run=' + encodeURIComponent(id)).join('&'), base).href);
  assert.ok((await page.locator('main').textContent()).includes(script));
  await page.goto(new URL('live/' + sides[0] + '/', base).href);
  assert.ok((await page.locator('main').textContent()).includes('<img'));
  assert.equal(await page.locator('main img').count(), 0);
  await close();
});

test('is dark where the reader wants it dark, and fits a telephone', async () => {
  const dark = await open('/', { colorScheme: 'dark' });
  const [red, green, blue] = await dark.page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
  assert.ok(red + green + blue < 150);
  await dark.close();
  const small = await open('/', { viewport: { width: 390, height: 800 } });
  assert.ok(await small.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'only the table scrolls sideways');
  await small.shot('serve-small.png');
  await small.close();
});

/** As no browser would ask. */
const ask = (target, { method = 'GET', host = base.host } = {}) => new Promise((resolve, reject) => {
  const asked = request({ host: base.hostname, port: base.port, path: target, method, headers: { Host: host } }, (answer) => {
    let body = '';
    answer.on('data', (part) => { body += part; });
    answer.on('end', () => resolve({ status: answer.statusCode, body }));
  });
  asked.on('error', reject);
  asked.end();
});

test('sends nothing from outside, to no other name, and changes nothing', async () => {
  assert.equal((await ask('/')).status, 200);
  for (const target of ['/files/../../pom.xml', '/files/%2e%2e/%2e%2e/pom.xml', '/files/..%2f..%2fpom.xml', '/assets/../../pom.xml']) {
    const { status, body } = await ask(target);
    assert.ok([400, 404].includes(status), `${target}: ${status}`);
    assert.ok(!body.includes('<modelVersion>'), target);
  }
  for (const host of ['evil.example', 'evil.example:' + base.port, '127.0.0.1.evil.example']) {
    const { status, body } = await ask('/', { host });
    assert.equal(status, 421, host);
    assert.ok(!body.includes('sound'), host);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    assert.equal((await ask('/', { method })).status, 405, method);
  }
});
