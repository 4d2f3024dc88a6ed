// The browser of a history: reads the columns that stand in this page, draws them by level of detail, finds and filters.
// Whatever comes from the history reaches the page as text (textContent, fillText) and never as markup.
(() => {
  'use strict';

  const OK = 1, FAIL = 2, INFO = 3;
  const OUTCOMES = [null, 'ok', 'fail', 'info'];
  const CLAIMS = ['', 'proved', 'undecided', 'false'];
  const NEVER = 0xffffffff;
  const GUTTER = 118;
  const AXIS = 24;
  const ROW = 25;
  const MAX_SCROLL = 8e6; // browsers end a page somewhere beyond this
  const LISTED = 500;

  const $ = (selector) => document.querySelector(selector);

  /** An element; a child that is no element is text. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, '');
      else if (value !== false && value != null) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  }

  const count = (n) => n.toLocaleString('en-US');

  /** Nanoseconds with three digits and their unit. */
  function nanos(n) {
    if (!Number.isFinite(n)) return '–';
    const units = ['ns', 'µs', 'ms', 's'];
    let unit = 0;
    while (unit < 3 && Math.abs(n) >= 999.5) { n /= 1000; unit++; }
    const decimals = unit === 0 || Math.abs(n) >= 99.95 ? 0 : Math.abs(n) >= 9.995 ? 1 : 2;
    return n.toFixed(decimals) + ' ' + units[unit];
  }

  // ---- light and dark ----------------------------------------------------------------------------------------------

  const root = document.documentElement;
  const darkByDefault = window.matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme || (darkByDefault.matches ? 'dark' : 'light')) === 'dark';
  const remembered = { // a browser may forbid it to pages from disk
    get: () => { try { return localStorage.getItem('minos-theme'); } catch (e) { return null; } },
    set: (theme) => { try { localStorage.setItem('minos-theme', theme); } catch (e) { /* then not */ } },
  };
  const themeListeners = [];

  function setTheme(theme) {
    if (theme) root.dataset.theme = theme;
    $('#theme').textContent = isDark() ? 'Light' : 'Dark';
    themeListeners.forEach((listener) => listener());
  }

  function toggleTheme() {
    const theme = isDark() ? 'light' : 'dark';
    remembered.set(theme);
    setTheme(theme);
  }

  $('#theme').hidden = false;
  $('#theme').addEventListener('click', toggleTheme);
  darkByDefault.addEventListener('change', () => setTheme());
  setTheme(remembered.get());

  const copy = $('#copy');
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText($('#rerun').textContent);
      copy.textContent = 'Copied';
      setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
    });
  }

  const place = $('#browser');
  if (!place) return;

  // ---- the data ----------------------------------------------------------------------------------------------------

  function fromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  async function inflate(bytes) {
    if (typeof DecompressionStream !== 'function') return inflateByHand(bytes);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** RFC 1950 and 1951, for browsers that do not bring it. */
  function inflateByHand(bytes) {
    let at = 2, bits = 0, held = 0, size = 0;
    let out = new Uint8Array(bytes.length * 4 + 1024);
    const need = (more) => {
      if (size + more <= out.length) return;
      const grown = new Uint8Array(Math.max(out.length * 2, size + more));
      grown.set(out.subarray(0, size));
      out = grown;
    };
    const take = (n) => {
      while (held < n) { bits |= bytes[at++] << held; held += 8; }
      const value = bits & ((1 << n) - 1);
      bits >>>= n; held -= n;
      return value;
    };
    const table = (lengths) => {
      const counts = new Uint16Array(16), offsets = new Uint16Array(16), symbols = new Uint16Array(lengths.length);
      lengths.forEach((length) => { counts[length]++; });
      counts[0] = 0;
      for (let i = 1; i < 16; i++) offsets[i] = offsets[i - 1] + counts[i - 1];
      lengths.forEach((length, symbol) => { if (length) symbols[offsets[length]++] = symbol; });
      return { counts, symbols };
    };
    const symbol = ({ counts, symbols }) => {
      let code = 0, first = 0, index = 0;
      for (let length = 1; length < 16; length++) {
        code |= take(1);
        if (code - counts[length] < first) return symbols[index + code - first];
        index += counts[length];
        first = (first + counts[length]) << 1;
        code <<= 1;
      }
      throw new Error('the data of this page are broken');
    };
    const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
    const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    const backBase = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
    const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    for (let last = 0; !last;) {
      last = take(1);
      const type = take(2);
      if (type === 0) {
        bits = held = 0;
        const length = bytes[at] | bytes[at + 1] << 8;
        at += 4;
        need(length);
        out.set(bytes.subarray(at, at + length), size);
        at += length; size += length;
        continue;
      }
      let literals, backs;
      if (type === 1) {
        literals = table(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8)));
        backs = table(new Array(30).fill(5));
      } else {
        const literalCount = take(5) + 257, backCount = take(5) + 1, codeCount = take(4) + 4;
        const codes = new Array(19).fill(0);
        for (let i = 0; i < codeCount; i++) codes[order[i]] = take(3);
        const code = table(codes);
        const lengths = [];
        while (lengths.length < literalCount + backCount) {
          const s = symbol(code);
          if (s < 16) { lengths.push(s); continue; }
          const repeated = s === 16 ? lengths[lengths.length - 1] : 0;
          for (let n = s === 16 ? 3 + take(2) : s === 17 ? 3 + take(3) : 11 + take(7); n > 0; n--) lengths.push(repeated);
        }
        literals = table(lengths.slice(0, literalCount));
        backs = table(lengths.slice(literalCount));
      }
      for (let s = symbol(literals); s !== 256; s = symbol(literals)) {
        if (s < 256) { need(1); out[size++] = s; continue; }
        const length = lengthBase[s - 257] + take(lengthBits[s - 257]);
        const b = symbol(backs);
        const back = backBase[b] + take(b < 2 ? 0 : (b >> 1) - 1);
        need(length);
        for (let i = 0; i < length; i++, size++) out[size] = out[size - back];
      }
    }
    return out.subarray(0, size);
  }

  /** Reads numbers of seven bits a byte. */
  class Reader {
    constructor(bytes, from, to) { this.bytes = bytes; this.at = from; this.end = to; }

    next() {
      const bytes = this.bytes;
      let b = bytes[this.at++];
      if (b < 0x80) return b;
      let value = b & 0x7f, scale = 128;
      do {
        b = bytes[this.at++];
        value += (b & 0x7f) * scale;
        scale *= 128;
      } while (b >= 0x80);
      return value;
    }

    signed() {
      const n = this.next();
      return n % 2 ? -(n + 1) / 2 : n / 2;
    }
  }

  /** Rows by name, client_2 before client_10. */
  function sortLanes(facts) {
    const { compare } = new Intl.Collator('en', { numeric: true });
    const order = facts.lanes.map((_, lane) => lane).sort((a, b) => compare(facts.lanes[a], facts.lanes[b]) || a - b);
    const rowOf = [];
    order.forEach((lane, row) => { rowOf[lane] = row; });
    facts.lanes = order.map((lane) => facts.lanes[lane]);
    facts.laneOfProcess = facts.laneOfProcess.map((lane) => rowOf[lane]);
  }

  /** All operations, a typed array for each kind of field; an operation is a number, in order of calls. */
  class Operations {
    constructor(facts) {
      const n = facts.operations;
      this.facts = facts;
      sortLanes(facts);
      this.size = n;
      this.invoked = new Uint32Array(n);
      this.returned = new Uint32Array(n).fill(NEVER);
      this.from = new Float64Array(n);
      this.to = new Float64Array(n).fill(NaN);
      this.outcome = new Uint8Array(n).fill(INFO);
      this.process = new Uint32Array(n);
      this.lane = new Uint32Array(n);
      this.func = new Uint16Array(n);
      this.key = new Uint32Array(n);
      this.input = new Uint32Array(n);
      this.inputVersion = new Float64Array(n);
      this.output = new Uint32Array(n);
      this.outputVersion = new Float64Array(n);
      this.error = new Uint32Array(n);
      this.logical = new Float64Array(n);
      this.attempt = new Uint16Array(n);
      this.fault = new Uint16Array(n);
      this.claim = new Map();
      this.texts = [];
      this.valueCount = 0;
      this.indexRuns = [[0, 0]];
      this.lateNotes = [];
      this.added = 0;
      this.open = new Int32Array(facts.processes.length).fill(-1);
      this.state = { position: -1, beyond: 0, time: 0, logical: new Float64Array(facts.lanes.length) };
    }

    /** Adds the events of one block; report.js and EventBlocks.java agree about its columns. */
    add(bytes) {
      const head = new Reader(bytes, 0, bytes.length);
      const events = head.next(), columns = head.next(), lengths = [];
      for (let i = 0; i < columns; i++) lengths.push(head.next());
      let at = head.at;
      const readers = lengths.map((length) => { const r = new Reader(bytes, at, at + length); at += length; return r; });
      const [kinds, gaps, indexes, times, processes, functions, keys, logicals, attempts, values, versions, errors, extra, valueLengths, valueText] = readers;
      const firstValue = this.valueCount;
      this.addTexts(valueLengths, valueText);
      const { facts, open, state } = this;
      for (let e = 0; e < events; e++) {
        const kind = kinds.next();
        const position = state.position += gaps.next() + 1;
        const drift = indexes.signed();
        if (drift !== 0) this.indexRuns.push([position, state.beyond += drift]);
        const time = state.time += times.signed();
        const process = processes.next();
        if (kind === 0) {
          const op = this.added++;
          this.invoked[op] = position;
          this.from[op] = time;
          this.process[op] = process;
          const lane = this.lane[op] = facts.laneOfProcess[process];
          this.func[op] = functions.next();
          this.key[op] = keys.next();
          this.logical[op] = state.logical[lane] += logicals.signed();
          this.attempt[op] = attempts.next();
          const value = values.next();
          this.input[op] = value < 2 ? 0 : firstValue + value - 1;
          this.inputVersion[op] = versions.next() - 1;
          this.outputVersion[op] = -1;
          open[process] = op;
        } else if (kind <= 3) {
          const op = open[process];
          const error = errors.next(), value = values.next(), version = versions.next() - 1;
          open[process] = -1;
          this.outcome[op] = kind;
          this.returned[op] = position;
          this.to[op] = time;
          this.error[op] = error;
          this.output[op] = value === 0 ? 0 : value === 1 ? this.input[op] : firstValue + value - 1;
          this.outputVersion[op] = version;
        } else if (kind === 4) {
          this.lateNotes.push([position + state.beyond - extra.signed(), process]);
        } else {
          const names = [];
          for (let n = extra.next(); n > 0; n--) names.push(position + state.beyond - extra.signed());
          names.forEach((index) => this.lateNotes.push([index, -1 - process, position + state.beyond]));
        }
      }
    }

    /** What faults and claims say of operations, once all are there. */
    finish() {
      for (const [index, what, where] of this.lateNotes) {
        const op = this.ofIndex(index);
        if (op < 0) continue;
        if (what >= 0) this.fault[op] = what + 1;
        else this.claim.set(op, { word: CLAIMS[-1 - what], index: where });
      }
      this.lateNotes = [];
      this.lastPosition = this.state.position;
      this.lastTime = this.state.time;
    }

    addTexts(lengths, text) {
      const starts = [0];
      while (lengths.at < lengths.end) starts.push(starts[starts.length - 1] + lengths.next());
      this.texts.push({
        first: this.valueCount + 1,
        starts: Uint32Array.from(starts),
        bytes: text.bytes.slice(text.at, text.end),
      });
      this.valueCount += starts.length - 1;
    }

    /** A value as text; numbers begin with 1, 0 is none. */
    value(number) {
      if (number === 0) return '';
      let low = 0, high = this.texts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.texts[middle].first <= number) low = middle; else high = middle - 1;
      }
      const { first, starts, bytes } = this.texts[low];
      return Operations.decoder.decode(bytes.subarray(starts[number - first], starts[number - first + 1]));
    }

    /** Which values hold a text, as marks by number. */
    valuesWith(text) {
      const wanted = new TextEncoder().encode(text);
      const marks = new Uint8Array(this.valueCount + 1);
      for (const { first, starts, bytes } of this.texts) {
        let value = 0;
        for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
          let n = 1;
          while (n < wanted.length && bytes[at + n] === wanted[n]) n++;
          if (n < wanted.length) continue;
          while (starts[value + 1] <= at) value++;
          if (at + n <= starts[value + 1]) marks[first + value] = 1;
        }
      }
      return marks;
    }

    index(position) {
      const runs = this.indexRuns;
      let low = 0, high = runs.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (runs[middle][0] <= position) low = middle; else high = middle - 1;
      }
      return position + runs[low][1];
    }

    /** The operation that was called at a position; -1 if none was. */
    calledAt(position) {
      let low = 0, high = this.size - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.invoked[middle] < position) low = middle + 1; else high = middle;
      }
      return this.size && this.invoked[low] === position ? low : -1;
    }

    /** The operation whose call or answer has an index; -1 if there is none. */
    ofIndex(index) {
      for (const [, beyond] of this.indexRuns) {
        const op = this.calledAt(index - beyond);
        if (op >= 0 && this.index(this.invoked[op]) === index) return op;
      }
      for (let op = 0; op < this.size; op++) {
        if (this.returned[op] !== NEVER && this.index(this.returned[op]) === index) return op;
      }
      return -1;
    }

    asked(op) {
      const value = this.value(this.input[op]);
      const version = this.inputVersion[op];
      return this.facts.functions[this.func[op]] + (value ? ' ' + value : '') + (version >= 0 ? ' on version ' + version : '');
    }

    answered(op) {
      const version = this.outputVersion[op];
      const error = this.error[op] ? this.facts.errors[this.error[op] - 1] : '';
      if (this.outcome[op] === INFO) return 'unknown' + (error ? ', ' + error : '');
      if (this.outcome[op] === FAIL) return this.failed(op) + (error ? ', ' + error : '') + (version >= 0 ? ', version is ' + version : '');
      const value = this.output[op] && this.output[op] !== this.input[op] ? this.value(this.output[op]) : '';
      return value ? value + (version >= 0 ? ' at version ' + version : '') : version >= 0 ? 'ok, version ' + version : 'ok';
    }

    // How a failed operation failed: refused, never sent, or just failed.
    failed(op) {
      return this.error[op] ? this.facts.failed[this.error[op] - 1] : 'failed';
    }

    caller(op) {
      return this.facts.lanes[this.lane[op]];
    }
  }
  Operations.decoder = new TextDecoder();

  // ---- which operations are shown ----------------------------------------------------------------------------------

  /** The operations by rows, and how many of each outcome pass the filter before each: any stretch is counted at once. */
  class Rows {
    constructor(ops) {
      this.ops = ops;
      const lanes = ops.facts.lanes.length;
      this.start = new Uint32Array(lanes + 1);
      for (let op = 0; op < ops.size; op++) this.start[ops.lane[op] + 1]++;
      for (let lane = 0; lane < lanes; lane++) this.start[lane + 1] += this.start[lane];
      this.order = new Uint32Array(ops.size);
      const next = this.start.slice(0, lanes);
      for (let op = 0; op < ops.size; op++) this.order[next[ops.lane[op]]++] = op;
      this.passes = new Uint8Array(ops.size);
      this.sums = [null, OK, FAIL, INFO].map((o) => o && new Uint32Array(ops.size + 1));
      this.shown = new Uint32Array(0);
      this.filter({});
    }

    /** Lets those pass that have one of the keys, functions and outcomes, and the lane; what is not named is not asked. */
    filter({ keys, lane, functions, outcomes }) {
      const { ops, passes, order, sums } = this;
      let shown = 0;
      for (let op = 0; op < ops.size; op++) {
        const pass = (!keys || keys[ops.key[op]]) && (lane == null || ops.lane[op] === lane)
          && (!functions || functions[ops.func[op]]) && (!outcomes || outcomes[ops.outcome[op]]) ? 1 : 0;
        passes[op] = pass;
        shown += pass;
      }
      const [, ok, fail, info] = sums;
      for (let i = 0; i < order.length; i++) {
        const op = order[i], outcome = passes[op] ? ops.outcome[op] : 0;
        ok[i + 1] = ok[i] + (outcome === OK ? 1 : 0);
        fail[i + 1] = fail[i] + (outcome === FAIL ? 1 : 0);
        info[i + 1] = info[i] + (outcome === INFO ? 1 : 0);
      }
      this.shown = new Uint32Array(shown);
      for (let op = 0, n = 0; op < ops.size; op++) if (passes[op]) this.shown[n++] = op;
    }

    /** The place in the shown ones of the first that is not before an operation. */
    placeOf(op) {
      let low = 0, high = this.shown.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.shown[middle] < op) low = middle + 1; else high = middle;
      }
      return low;
    }
  }

  // ---- drawing -----------------------------------------------------------------------------------------------------

  const colours = {};

  function readColours() {
    const style = getComputedStyle(root);
    for (const name of ['paper', 'ground', 'text', 'faint', 'edge', 'grid', 'accent', 'ok', 'fail', 'info', 'bad', 'band', 'on-ok']) {
      colours[name] = style.getPropertyValue('--' + name).trim();
    }
    colours.outcome = [null, colours.ok, colours.fail, colours.info];
    colours.sans = '12px ' + style.getPropertyValue('--sans');
  }

  /** A canvas as sharp as the screen. */
  function fit(canvas, width, height) {
    const dots = window.devicePixelRatio || 1;
    const w = Math.max(1, Math.round(width * dots)), h = Math.max(1, Math.round(height * dots));
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
    }
    canvas.style.width = width + 'px';
    canvas.style.height = height + 'px';
    const context = canvas.getContext('2d');
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  /** 1, 2 or 5 times a power of ten. */
  function niceStep(span, about) {
    const rough = Math.max(span / about, 1e-9);
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((part) => part * power).find((step) => step >= rough);
  }

  class HistoryBrowser {
    constructor(ops) {
      this.ops = ops;
      this.rows = new Rows(ops);
      this.byTime = ops.facts.hasTimes && ops.lastTime > 0;
      this.selected = -1;
      this.matches = [];
      this.match = -1;
      this.core = new Set();
      this.breaking = new Set();
      for (const { core, bad } of ops.facts.cores) {
        core.forEach((position) => this.core.add(ops.calledAt(position)));
        this.breaking.add(ops.calledAt(bad));
      }
      this.filters = { keyText: '', lane: null, functions: new Set(), outcomes: new Set() };
      this.build();
      this.laneHeight = Math.max(13, Math.min(44, 420 / Math.max(1, ops.facts.lanes.length)));
      this.fitAll();
      this.resize();
      new ResizeObserver(() => this.resize()).observe(this.lanes);
      themeListeners.push(() => { readColours(); this.refresh(); });
      window.addEventListener('hashchange', () => this.openLink());
      document.addEventListener('keydown', (event) => this.onKey(event));
      this.openLink();
    }

    // -- the elements

    build() {
      const { ops } = this;
      const facts = ops.facts;
      this.search = make('input', { type: 'search', id: 'search', placeholder: 'index or value', 'aria-label': 'Search by index or value', title: 'Search by index or value ( / )' });
      this.search.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') { this.find(event.shiftKey ? -1 : 1); event.preventDefault(); }
        if (event.key === 'Escape') this.search.blur();
      });
      this.search.addEventListener('input', () => { this.matches = []; this.match = -1; this.matchesOf = null; this.say(); this.refresh(); });
      this.keyInput = make('input', { type: 'text', id: 'filter-key', list: 'key-names', placeholder: 'all', 'aria-label': 'Filter by key' });
      this.keyInput.addEventListener('input', () => { this.filters.keyText = this.keyInput.value.trim(); this.applyFilters(); });
      const names = make('datalist', { id: 'key-names' });
      facts.keys.slice(0, LISTED).forEach((key) => names.append(make('option', { value: key })));
      this.laneInput = make('select', { id: 'filter-lane', 'aria-label': 'Filter by client' }, make('option', { value: '' }, 'all'));
      facts.lanes.slice(0, 2000).forEach((lane, n) => this.laneInput.append(make('option', { value: n }, lane)));
      this.laneInput.addEventListener('change', () => {
        this.filters.lane = this.laneInput.value === '' ? null : Number(this.laneInput.value);
        this.applyFilters();
      });
      const chip = (words, swatch, hidden, value) => make('button', {
        type: 'button', class: 'chip', 'aria-pressed': 'true', 'data-value': words,
        onclick: (event) => {
          const on = event.currentTarget.getAttribute('aria-pressed') !== 'true';
          event.currentTarget.setAttribute('aria-pressed', on);
          if (on) hidden.delete(value); else hidden.add(value);
          this.applyFilters();
        },
      }, swatch && make('i', { class: 'swatch ' + swatch }), words);
      const outcomes = make('span', { class: 'group', role: 'group', 'aria-label': 'Outcomes' },
        ...[OK, FAIL, INFO].map((o) => chip(OUTCOMES[o], OUTCOMES[o], this.filters.outcomes, o)));
      const functions = make('span', { class: 'group', role: 'group', 'aria-label': 'Functions' },
        ...facts.functions.slice(0, 12).map((name, f) => chip(name, null, this.filters.functions, f)));
      const button = (words, title, action, id) => make('button', { type: 'button', title, id, onclick: action }, words);
      this.modeButton = button('Table', 'Timeline or table (t)', () => this.toggleMode(), 'mode');
      this.axisButton = button('By order', 'Axis: time, or order of events (o)', () => this.toggleAxis(), 'axis');
      this.axisButton.hidden = !this.byTime;
      this.status = make('div', { class: 'status', role: 'status', 'aria-live': 'polite' });
      this.strip = make('canvas', { class: 'overview-strip', 'aria-hidden': 'true' });
      this.canvas = make('canvas', { 'aria-label': 'Timeline of the history. Arrow keys move, + and - zoom, n and p step through operations.', role: 'img' });
      this.spacer = make('div', {});
      this.lanes = make('div', { class: 'lanes', id: 'timeline', tabindex: '0' }, this.canvas, this.spacer);
      this.timeline = make('div', {}, this.strip, this.lanes);
      this.gridHead = make('div', { class: 'grid-head', role: 'row' },
        ...['index', 'time', 'client', 'f', 'key', 'value', 'expected', 'version', 'outcome', 'took'].map((head, n) => make('span', { role: 'columnheader', class: [0, 1, 6, 7, 9].includes(n) ? 'right' : '' }, head)));
      this.gridBody = make('div', {});
      this.grid = make('div', { class: 'grid-table', id: 'table', tabindex: '0', role: 'table', 'aria-label': 'Operations', hidden: true }, this.gridHead, this.gridBody);
      this.detail = make('aside', { class: 'detail', id: 'detail', hidden: true, 'aria-label': 'Operation' });
      this.viewer = make('div', { class: 'viewer' }, make('div', {}, this.timeline, this.grid), this.detail);
      this.tip = make('div', { class: 'tip', hidden: true });
      this.help = this.buildHelp();
      place.replaceChildren(
        make('div', { class: 'tools' },
          this.search,
          make('label', {}, 'key', this.keyInput, names),
          make('label', {}, 'client', this.laneInput),
          functions, outcomes,
          make('span', { class: 'grow' }),
          make('span', { class: 'group' },
            this.core.size ? button('Proof', 'Go to the operations of the proof (c)', () => this.showCore(), 'show-core') : null,
            button('−', 'Zoom out (-)', () => this.zoom(2), 'zoom-out'), button('+', 'Zoom in (+)', () => this.zoom(0.5), 'zoom-in'),
            button('All', 'Show all (0)', () => { this.fitAll(); this.refresh(); }, 'fit'),
            this.axisButton, this.modeButton,
            button('?', 'Keys (?)', () => this.help.showModal(), 'help'))),
        this.status, this.viewer, this.tip, this.help);
      this.onPointers();
      this.grid.addEventListener('scroll', () => this.later());
      this.lanes.addEventListener('scroll', () => this.later());
    }

    buildHelp() {
      const keys = [['/', 'search by index or value; Enter: next'], ['n  p', 'next and previous operation shown'], ['j  k', 'next and previous on the same key'],
        ['← →', 'move in time'], ['+ −', 'zoom; also Ctrl and wheel'], ['0', 'show all'], ['c', 'the operations of the proof, one after another'],
        ['t', 'timeline or table'], ['o', 'axis by time or by order'], ['d', 'light or dark'], ['Esc', 'close'], ['?', 'this']];
      const list = make('dl', { class: 'keys' });
      keys.forEach(([key, words]) => list.append(make('dt', {}, make('kbd', {}, key)), make('dd', {}, words)));
      const dialog = make('dialog', { id: 'keys', 'aria-label': 'Keys' }, make('h3', {}, 'Keys'), list,
        make('p', { class: 'faint small' }, 'Drag to move, Ctrl and wheel to zoom, click for the whole operation. The address of a chosen operation (#op=…) can be sent to others.'),
        make('button', { type: 'button', onclick: () => dialog.close() }, 'Close'));
      return dialog;
    }

    // -- what is seen of the axis

    get last() { return Math.max(1, this.byTime ? this.ops.lastTime : this.ops.lastPosition); }
    begin(op) { return this.byTime ? this.ops.from[op] : this.ops.invoked[op]; }

    end(op) {
      if (this.ops.returned[op] === NEVER) return this.last;
      return this.byTime ? this.ops.to[op] : this.ops.returned[op];
    }

    fitAll() {
      const edge = this.last * 0.005;
      this.view = { from: -edge, to: this.last + edge };
    }

    setView(from, to) {
      const span = Math.min(Math.max(to - from, this.byTime ? 200 : 4), this.last * 1.02);
      const middle = (from + to) / 2;
      let left = middle - span / 2;
      left = Math.max(-this.last * 0.01 - span * 0.1, Math.min(left, this.last * 1.01 - span * 0.9));
      this.view = { from: left, to: left + span };
      this.later();
    }

    zoom(factor, at = (this.view.from + this.view.to) / 2) {
      const { from, to } = this.view;
      this.setView(at - (at - from) * factor, at + (to - at) * factor);
    }

    pan(part) {
      const by = (this.view.to - this.view.from) * part;
      this.setView(this.view.from + by, this.view.to + by);
    }

    toggleAxis() {
      const middle = (this.view.from + this.view.to) / 2;
      const near = this.nearestTo(middle);
      const wasAll = this.view.to - this.view.from > this.last * 0.98;
      this.byTime = !this.byTime;
      this.axisButton.textContent = this.byTime ? 'By order' : 'By time';
      if (wasAll || near < 0) this.fitAll(); else this.focus(this.selected >= 0 ? this.selected : near);
      this.refresh();
    }

    nearestTo(x) {
      let low = 0, high = this.ops.size - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.begin(middle) < x) low = middle + 1; else high = middle;
      }
      return this.ops.size ? low : -1;
    }

    /** Moves the view so that an operation and some before and behind it are seen. */
    focus(op) {
      const lasted = this.end(op) - this.begin(op);
      const around = Math.max(12, Math.min(60, this.ops.facts.lanes.length * 4));
      const before = this.begin(Math.max(0, op - around)), after = this.begin(Math.min(this.ops.size - 1, op + around));
      const span = Math.max(lasted * 1.2, Math.min(after - before, Math.max(lasted * 12, (after - before) / 3)), this.byTime ? 1000 : 8);
      const middle = this.begin(op) + Math.min(lasted, span) / 2;
      this.setView(middle - span / 2, middle + span / 2);
      const y = this.ops.lane[op] * this.laneHeight;
      const room = this.lanes.clientHeight - AXIS;
      if (y < this.lanes.scrollTop || y + this.laneHeight > this.lanes.scrollTop + room) this.lanes.scrollTop = y - room / 2;
    }

    // -- drawing

    resize() {
      const lanes = this.ops.facts.lanes.length;
      const whole = AXIS + lanes * this.laneHeight + 6;
      this.height = Math.min(whole, 460);
      this.lanes.style.height = this.height + 2 + 'px';
      this.spacer.style.height = Math.max(0, whole - this.height) + 'px';
      this.width = this.lanes.clientWidth;
      this.refresh();
    }

    /** Something changed that is drawn everywhere. */
    refresh() {
      this.stripPicture = null;
      this.later();
    }

    later() {
      if (this.pending) return;
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        if (this.grid.hidden) this.draw(); else this.drawTable();
      });
    }

    draw() {
      const before = performance.now();
      const { ops, rows, view, width, height } = this;
      if (!width) return;
      const g = fit(this.canvas, width, height);
      const inner = width - GUTTER;
      this.scale = inner / (view.to - view.from);
      const x = (value) => GUTTER + (value - view.from) * this.scale;
      const top = this.lanes.scrollTop;
      g.font = colours.sans;
      g.textBaseline = 'middle';
      this.drawGround(g, x);
      const first = Math.max(0, Math.floor((top - AXIS) / this.laneHeight));
      const last = Math.min(ops.facts.lanes.length - 1, Math.ceil((top + height) / this.laneHeight));
      g.save();
      g.beginPath();
      g.rect(GUTTER, AXIS, inner, height - AXIS);
      g.clip();
      for (let lane = first; lane <= last; lane++) this.drawLane(g, lane, this.laneTop(lane));
      this.drawMarks(g, x);
      g.restore();
      this.drawNames(g, first, last);
      this.drawAxis(g, x);
      this.drawStrip();
      this.drawMillis = performance.now() - before;
      place.dataset.drawMillis = this.drawMillis.toFixed(1);
    }

    laneTop(lane) { return AXIS + 3 + lane * this.laneHeight - this.lanes.scrollTop; }

    drawGround(g, x) {
      const { facts } = this.ops;
      g.fillStyle = colours.band;
      this.bandsSeen = [];
      let free = 0;
      for (const band of facts.bands) {
        const from = x(this.byTime ? band.from : band.fromPosition);
        const to = band.toPosition < 0 ? this.width : x(this.byTime ? band.to : band.toPosition);
        if (to < GUTTER || from > this.width) continue;
        const left = Math.max(GUTTER, from);
        g.globalAlpha = 0.28;
        g.fillRect(left, AXIS, Math.max(1.5, to - left), this.height - AXIS);
        if (left >= free) {
          this.bandsSeen.push([left, band.label]);
          free = left + band.label.length * 6.5 + 10;
        }
      }
      g.globalAlpha = 1;
    }

    drawLane(g, lane, y) {
      const { ops, rows, view } = this;
      const { order, passes, sums: [, ok, fail, info] } = rows;
      const start = rows.start[lane], end = rows.start[lane + 1];
      const begin = this.byTime ? ops.from : ops.invoked;
      const h = Math.max(6, Math.min(24, this.laneHeight - 8));
      const top = y + (this.laneHeight - h) / 2;
      const lower = (value, low, high) => {
        while (low < high) {
          const middle = (low + high) >> 1;
          if (begin[order[middle]] < value) low = middle + 1; else high = middle;
        }
        return low;
      };
      const stop = lower(view.to, start, end);
      const column = 2 / this.scale;
      for (let i = Math.max(start, lower(view.from, start, end) - 1); i < stop;) {
        const op = order[i], from = begin[op];
        const next = i + 1 < end ? begin[order[i + 1]] : Infinity;
        if ((next - from) * this.scale >= 4) {
          if (passes[op]) this.drawBar(g, op, top, h, next);
          i++;
          continue;
        }
        // Too many to see: of those that begin within two dots of the screen, how many ended how.
        const cell = Math.floor((from - view.from) * this.scale / 2);
        const edge = view.from + (cell + 1) * column;
        let step = 1, high = i + 1;
        while (high < end && begin[order[high]] < edge) { high += step; step *= 2; }
        const j = lower(edge, i + 1, Math.min(high, end));
        const counts = [ok[j] - ok[i], fail[j] - fail[i], info[j] - info[i]];
        const all = counts[0] + counts[1] + counts[2];
        if (all) {
          const left = GUTTER + 2 * cell, wide = 2;
          g.globalAlpha = 0.62;
          g.fillStyle = colours.ok;
          g.fillRect(left, top, wide, h);
          g.globalAlpha = 1;
          let base = top + h;
          for (const o of [FAIL, INFO]) {
            const n = counts[o - 1];
            if (!n) continue;
            const tall = counts[0] === 0 && n === all ? h : Math.max(2, h * n / all);
            g.fillStyle = colours.outcome[o];
            if (o === FAIL) { g.fillRect(left, base - tall, wide, tall); base -= tall; } else g.fillRect(left, top, wide, tall);
          }
        }
        i = j;
      }
    }

    drawBar(g, op, top, h, next) {
      const { ops, view } = this;
      const outcome = ops.outcome[op];
      const left = GUTTER + (this.begin(op) - view.from) * this.scale;
      const right = Math.max(left + 2, GUTTER + (this.end(op) - view.from) * this.scale);
      if (right < GUTTER) return;
      const wide = right - left;
      const colour = colours.outcome[outcome];
      g.fillStyle = g.strokeStyle = colour;
      g.lineWidth = 1.2;
      if (outcome === OK) {
        if (wide > 5 && g.roundRect) { g.beginPath(); g.roundRect(left, top, wide, h, Math.min(4, wide / 3)); g.fill(); } else g.fillRect(left, top, wide, h);
      } else if (outcome === FAIL) {
        g.globalAlpha = 0.18; g.fillRect(left, top, wide, h); g.globalAlpha = 1;
        g.strokeRect(left + 0.6, top + 0.6, Math.max(1, wide - 1.2), h - 1.2);
        if (wide > 7 && ops.failed(op) !== 'never sent') {
          g.save();
          g.beginPath(); g.rect(left, top, wide, h); g.clip();
          g.beginPath();
          for (let s = Math.max(left, GUTTER) - h; s < Math.min(right, this.width); s += 6) { g.moveTo(s, top + h); g.lineTo(s + h, top); }
          g.globalAlpha = 0.45; g.stroke(); g.globalAlpha = 1;
          g.restore();
        }
      } else {
        const tip = Math.min(8, Math.max(3, wide / 2));
        g.setLineDash(wide > 8 ? [4, 2.5] : []);
        g.beginPath();
        g.moveTo(right - tip, top + 0.6); g.lineTo(left + 0.6, top + 0.6); g.lineTo(left + 0.6, top + h - 0.6); g.lineTo(right - tip, top + h - 0.6);
        g.lineTo(right, top + h / 2); g.closePath();
        g.globalAlpha = 0.22; g.fill(); g.globalAlpha = 1;
        g.stroke();
        g.setLineDash([]);
      }
      if (ops.fault[op] && wide > 3) {
        g.fillStyle = colours.bad;
        g.beginPath(); g.moveTo(left + 1, top - 3); g.lineTo(left + 8, top - 3); g.lineTo(left + 4.5, top + 3); g.closePath(); g.fill();
      }
      if (wide > 30 && h >= 12) {
        const from = Math.max(left, GUTTER) + 5, room = Math.min(right, this.width) - from - (outcome === INFO ? 10 : 4);
        if (room > 20) {
          g.fillStyle = outcome === OK ? colours['on-ok'] : colours.text;
          const words = this.label(op);
          const fits = Math.floor(room / 6.3);
          g.fillText(words.length <= fits ? words : words.slice(0, Math.max(1, fits - 1)) + '…', from, top + h / 2 + 0.5);
        }
      }
    }

    /** A bar's label: what matters first, since most have room for little. */
    label(op) {
      const { ops } = this;
      const f = ops.facts.functions[ops.func[op]];
      const asked = ops.inputVersion[op], got = ops.outputVersion[op];
      const key = ops.facts.keys[ops.key[op]];
      const where = key && !this.oneKey ? ' ' + key : '';
      const versions = asked >= 0 ? (got >= 0 && ops.outcome[op] === OK ? ` v${asked}→v${got}` : ` v${asked}`) : got >= 0 ? ` v${got}` : '';
      const value = ops.value(ops.outcome[op] === OK && ops.output[op] ? ops.output[op] : ops.input[op]);
      return f + where + versions + (value ? ' ' + value : '');
    }

    drawMarks(g, x) {
      const h = Math.max(6, Math.min(24, this.laneHeight - 8));
      const ring = (op, colour, wide) => {
        const left = x(this.begin(op)), right = Math.max(left + 3, x(this.end(op)));
        if (right < GUTTER - 4 || left > this.width + 4) return;
        const top = this.laneTop(this.ops.lane[op]) + (this.laneHeight - h) / 2;
        g.strokeStyle = colour;
        g.lineWidth = wide;
        g.strokeRect(left - 3, top - 3, right - left + 6, h + 6);
        if (right - left < 10) {
          g.fillStyle = colour;
          g.beginPath(); g.moveTo(left - 5, top - 12); g.lineTo(left + 7, top - 12); g.lineTo(left + 1, top - 4); g.closePath(); g.fill();
        }
      };
      if (this.selected >= 0) {
        g.strokeStyle = colours.accent;
        g.globalAlpha = 0.5;
        g.lineWidth = 1;
        g.beginPath();
        for (const edge of [this.begin(this.selected), this.end(this.selected)]) { g.moveTo(x(edge), AXIS); g.lineTo(x(edge), this.height); }
        g.stroke();
        g.globalAlpha = 1;
      }
      this.core.forEach((op) => ring(op, colours.bad, this.breaking.has(op) ? 2.6 : 1.6));
      if (this.match >= 0) ring(this.matches[this.match], colours.accent, 1.5);
      if (this.selected >= 0) ring(this.selected, colours.accent, 2.4);
    }

    drawNames(g, first, last) {
      g.fillStyle = colours.paper;
      g.fillRect(0, 0, GUTTER, this.height);
      g.fillStyle = colours.text;
      for (let lane = first; lane <= last; lane++) {
        const name = this.ops.facts.lanes[lane];
        g.fillText(name.length > 16 ? name.slice(0, 15) + '…' : name, 10, this.laneTop(lane) + this.laneHeight / 2, GUTTER - 16);
      }
      g.strokeStyle = colours.edge;
      g.lineWidth = 1;
      g.beginPath(); g.moveTo(GUTTER - 0.5, 0); g.lineTo(GUTTER - 0.5, this.height); g.stroke();
    }

    drawAxis(g, x) {
      const { view } = this;
      g.fillStyle = colours.paper;
      g.fillRect(0, 0, this.width, AXIS);
      g.strokeStyle = colours.edge;
      g.lineWidth = 1;
      g.beginPath(); g.moveTo(0, AXIS - 0.5); g.lineTo(this.width, AXIS - 0.5);
      const step = niceStep(view.to - view.from, (this.width - GUTTER) / 120);
      g.fillStyle = colours.faint;
      g.textAlign = 'left';
      for (let value = Math.ceil(Math.max(0, view.from) / step) * step; value <= view.to; value += step) {
        const at = x(value);
        g.moveTo(at + 0.5, AXIS - 6); g.lineTo(at + 0.5, AXIS);
        g.fillText(this.tick(value, step), at + 4, AXIS / 2);
      }
      g.stroke();
      g.fillText(this.byTime ? 'time' : 'order', 10, AXIS / 2);
      for (const [left, label] of this.bandsSeen) {
        g.fillStyle = colours.text;
        g.fillText('▾ ' + label, left + 3, AXIS + 8);
      }
    }

    tick(value, step) {
      if (!this.byTime) return count(Math.round(value));
      const decimals = (unit) => Math.max(0, Math.min(9, -Math.floor(Math.log10(step / unit) + 1e-9)));
      if (step >= 1e6 || value >= 1e9) return (value / 1e9).toFixed(decimals(1e9)) + ' s';
      if (step >= 1e3) return (value / 1e6).toFixed(decimals(1e6)) + ' ms';
      return (value / 1e3).toFixed(decimals(1e3)) + ' µs';
    }

    drawStrip() {
      const width = this.timeline.clientWidth - 2, height = 46;
      if (!width) return;
      const g = fit(this.strip, width, height);
      if (this.stripPicture?.width !== width) this.stripPicture = { width, ...this.countStrip(width - GUTTER) };
      const { counts, most } = this.stripPicture;
      for (const band of this.ops.facts.bands) {
        const from = GUTTER + (this.byTime ? band.from : band.fromPosition) / this.last * (width - GUTTER);
        const to = band.toPosition < 0 ? width : GUTTER + (this.byTime ? band.to : band.toPosition) / this.last * (width - GUTTER);
        g.globalAlpha = 0.3; g.fillStyle = colours.band; g.fillRect(from, 0, Math.max(1.5, to - from), height); g.globalAlpha = 1;
      }
      for (let column = 0; column < width - GUTTER; column++) {
        let base = height;
        for (const o of [INFO, FAIL, OK]) {
          const n = counts[column * 3 + o - 1];
          if (!n) continue;
          const tall = Math.max(1, n / most * (height - 8));
          g.globalAlpha = o === OK ? 0.5 : 1;
          g.fillStyle = colours.outcome[o];
          g.fillRect(GUTTER + column, base - tall, 1, tall);
          base -= tall;
        }
      }
      g.globalAlpha = 1;
      const mark = (op, colour) => {
        const at = GUTTER + this.begin(op) / this.last * (width - GUTTER);
        g.fillStyle = colour;
        g.beginPath(); g.moveTo(at - 4.5, 0); g.lineTo(at + 4.5, 0); g.lineTo(at, 8); g.closePath(); g.fill();
        g.fillRect(at - 0.6, 0, 1.2, height);
      };
      this.matches.slice(0, LISTED).forEach((op) => mark(op, colours.accent));
      this.core.forEach((op) => mark(op, colours.bad));
      const left = Math.max(GUTTER, GUTTER + this.view.from / this.last * (width - GUTTER));
      const right = Math.min(width - 1, GUTTER + this.view.to / this.last * (width - GUTTER));
      g.fillStyle = colours.accent;
      g.globalAlpha = 0.13;
      g.fillRect(left, 0, Math.max(2, right - left), height);
      g.globalAlpha = 1;
      g.strokeStyle = colours.accent;
      g.lineWidth = 1.5;
      g.strokeRect(left, 1, Math.max(3, right - left), height - 2);
      g.font = colours.sans;
      g.fillStyle = colours.faint;
      g.textBaseline = 'middle';
      g.fillText('all', 10, height / 2);
    }

    countStrip(columns) {
      const counts = new Uint32Array(Math.max(1, columns) * 3);
      const { ops, rows } = this;
      const perColumn = columns / this.last;
      for (let n = 0; n < rows.shown.length; n++) {
        const op = rows.shown[n];
        const column = Math.max(0, Math.min(columns - 1, Math.floor(this.begin(op) * perColumn)));
        counts[column * 3 + ops.outcome[op] - 1]++;
      }
      let most = 1;
      for (let i = 0; i < counts.length; i += 3) most = Math.max(most, counts[i] + counts[i + 1] + counts[i + 2]);
      return { counts, most };
    }

    // -- the table

    toggleMode() {
      const toTable = this.grid.hidden;
      this.grid.hidden = !toTable;
      this.timeline.hidden = toTable;
      this.modeButton.textContent = toTable ? 'Timeline' : 'Table';
      if (toTable) this.scrollTableTo(this.selected >= 0 ? this.selected : this.nearestTo(this.view.from));
      this.resize();
    }

    /** How far the table scrolls, and how many rows a dot of it stands for. */
    tableScale() {
      const rows = this.rows.shown.length * ROW;
      const room = Math.max(1, this.grid.clientHeight - ROW);
      const height = Math.min(rows, MAX_SCROLL);
      return { rows, room, height, factor: height > room ? (rows - room) / (height - room) : 1 };
    }

    scrollTableTo(op) {
      if (op < 0) return;
      const { room, factor } = this.tableScale();
      this.gridBody.style.height = this.tableScale().height + 'px';
      this.grid.scrollTop = (this.rows.placeOf(op) * ROW - room / 2) / factor;
      this.later();
    }

    drawTable() {
      const { ops, rows } = this;
      const { height, factor, room } = this.tableScale();
      this.gridBody.style.height = height + 'px';
      const offset = this.grid.scrollTop * factor;
      const first = Math.max(0, Math.floor(offset / ROW) - 4);
      const last = Math.min(rows.shown.length, Math.ceil((offset + room) / ROW) + 4);
      const fragment = document.createDocumentFragment();
      for (let n = first; n < last; n++) {
        const op = rows.shown[n];
        const outcome = OUTCOMES[ops.outcome[op]];
        const error = ops.error[op] ? ' ' + ops.facts.errors[ops.error[op] - 1] : '';
        const version = (v) => (v >= 0 ? String(v) : '');
        const cell = (words, cls) => make('span', { class: cls || '', role: 'cell', title: words }, words);
        const row = make('div', { class: 'grid-row' + (op === this.selected ? ' chosen' : '') + (this.core.has(op) ? ' core' : ''), role: 'row', 'data-op': op, 'aria-rowindex': n + 2 },
          cell(String(ops.index(ops.invoked[op])), 'right'),
          cell(ops.facts.hasTimes ? (ops.from[op] / 1e9).toFixed(6) : '', 'right'),
          cell(ops.caller(op)), cell(ops.facts.functions[ops.func[op]]), cell(ops.facts.keys[ops.key[op]]),
          cell(ops.value(ops.output[op] || ops.input[op])),
          cell(version(ops.inputVersion[op]), 'right'), cell(version(ops.outputVersion[op]), 'right'),
          cell(outcome + error, 'outcome-' + outcome),
          cell(ops.facts.hasTimes && ops.returned[op] !== NEVER ? nanos(ops.to[op] - ops.from[op]) : '', 'right'));
        row.style.top = this.grid.scrollTop + n * ROW - offset + 'px';
        fragment.append(row);
      }
      this.gridBody.replaceChildren(fragment);
      this.gridBody.style.position = 'relative';
      this.grid.setAttribute('aria-rowcount', rows.shown.length + 1);
    }

    // -- filters and search

    applyFilters() {
      const { ops, filters } = this;
      const { keys } = ops.facts;
      let wanted = null;
      this.oneKey = false;
      if (filters.keyText) {
        wanted = new Uint8Array(keys.length);
        const exact = keys.indexOf(filters.keyText);
        this.oneKey = exact >= 0;
        if (exact >= 0) wanted[exact] = 1;
        else keys.forEach((key, n) => { if (key.includes(filters.keyText)) wanted[n] = 1; });
      }
      const without = (size, hidden) => (hidden.size ? Uint8Array.from({ length: size }, (_, n) => (hidden.has(n) ? 0 : 1)) : null);
      this.rows.filter({
        keys: wanted, lane: filters.lane,
        functions: without(ops.facts.functions.length, filters.functions), outcomes: without(4, filters.outcomes),
      });
      this.matchesOf = null;
      this.say();
      this.refresh();
    }

    say() {
      const { ops, rows } = this;
      place.dataset.shown = rows.shown.length;
      const parts = [rows.shown.length === ops.size ? count(ops.size) + ' operations' : count(rows.shown.length) + ' of ' + count(ops.size) + ' operations'];
      if (this.matchesOf != null) {
        parts.push(this.matches.length
          ? 'match ' + count(this.match + 1) + ' of ' + count(this.matches.length) + ' for “' + this.matchesOf + '”'
          : 'nothing shown has “' + this.matchesOf + '” as index, or in value, key, client or reason');
      }
      this.status.textContent = parts.join(' · ');
    }

    find(step) {
      const text = this.search.value.trim();
      if (!text) return;
      if (text !== this.matchesOf) {
        this.matches = this.findAll(text);
        this.matchesOf = text;
        this.match = step > 0 ? -1 : 0;
      }
      if (this.matches.length) {
        this.match = (this.match + step + this.matches.length) % this.matches.length;
        this.select(this.matches[this.match], true);
      }
      this.say();
      this.refresh();
    }

    /** The operation of that index first, then all that hold the text. */
    findAll(text) {
      const { ops, rows } = this;
      const found = [];
      const number = /^#?(\d+)$/.exec(text);
      const indexed = number ? ops.ofIndex(Number(number[1])) : -1;
      if (indexed >= 0) found.push(indexed);
      const values = ops.valuesWith(text);
      const having = (names) => Uint8Array.from(names, (name) => (name.includes(text) ? 1 : 0));
      const keys = having(ops.facts.keys), lanes = having(ops.facts.lanes), errors = having(ops.facts.errors);
      for (let n = 0; n < rows.shown.length; n++) {
        const op = rows.shown[n];
        if (op !== indexed && (values[ops.input[op]] || values[ops.output[op]] || keys[ops.key[op]] || lanes[ops.lane[op]]
          || (ops.error[op] && errors[ops.error[op] - 1]))) found.push(op);
      }
      return found;
    }

    // -- one operation

    select(op, move) {
      this.selected = op;
      this.showDetail();
      if (op >= 0) {
        const hash = '#op=' + this.ops.index(this.ops.invoked[op]);
        if (location.hash !== hash) {
          try { history.replaceState(null, '', hash); } catch (e) { /* a browser that forbids it on disk */ }
        }
        if (move) {
          if (this.grid.hidden) this.focus(op); else this.scrollTableTo(op);
        }
      }
      this.refresh();
    }

    openLink() {
      const match = /^#op=(\d+)$/.exec(location.hash);
      if (!match) return;
      const op = this.ops.ofIndex(Number(match[1]));
      if (op < 0) {
        this.status.textContent = 'there is no operation of index ' + match[1];
        return;
      }
      this.select(op, true);
      $('#history').scrollIntoView({ block: 'start' });
    }

    showCore() {
      const core = [...this.core].filter((op) => op >= 0).sort((a, b) => a - b);
      if (!core.length) return;
      const at = core.indexOf(this.selected);
      this.select(core[(at + 1) % core.length], true);
    }

    /** The next operation that is shown, or the next on the same key. */
    step(by, sameKey) {
      const { ops, rows } = this;
      if (!rows.shown.length) return;
      if (this.selected < 0) { this.select(rows.shown[Math.min(rows.shown.length - 1, rows.placeOf(Math.max(0, this.nearestTo(this.view.from))))], true); return; }
      let n = rows.placeOf(this.selected);
      if (by > 0 && rows.shown[n] !== this.selected) n--;
      for (n += by; n >= 0 && n < rows.shown.length; n += by) {
        if (!sameKey || ops.key[rows.shown[n]] === ops.key[this.selected]) { this.select(rows.shown[n], true); return; }
      }
    }

    showDetail() {
      const { ops, detail } = this;
      const op = this.selected;
      const was = this.detail.hidden;
      detail.hidden = op < 0;
      this.viewer.classList.toggle('with-detail', op >= 0);
      if (was !== detail.hidden) this.width = this.lanes.clientWidth;
      if (op < 0) return;
      const outcome = OUTCOMES[ops.outcome[op]];
      const facts = make('dl', {});
      const fact = (name, words, cls) => { if (words !== '' && words != null) facts.append(make('dt', {}, name), make('dd', { class: cls || '' }, words)); };
      fact('answer', ops.answered(op));
      fact('key', ops.facts.keys[ops.key[op]]);
      fact('client', ops.caller(op));
      fact('process', ops.facts.processes[ops.process[op]]);
      if (ops.attempt[op] > 0) fact('attempt', ops.attempt[op] + ' of operation ' + ops.logical[op]);
      const returned = ops.returned[op] === NEVER ? null : ops.index(ops.returned[op]);
      fact('index', ops.index(ops.invoked[op]) + (returned == null ? ', never completed' : ' to ' + returned));
      if (ops.facts.hasTimes) {
        fact('called at', (ops.from[op] / 1e9).toFixed(6) + ' s');
        if (returned != null) fact(ops.outcome[op] === INFO ? 'gave up after' : 'took', nanos(ops.to[op] - ops.from[op]));
      }
      if (ops.fault[op]) fact('fault', ops.facts.errors[ops.fault[op] - 1], 'flag');
      const claim = ops.claim.get(op);
      if (claim) fact('recovery', 'claimed at index ' + claim.index + (claim.word ? ': ' + claim.word : ''), claim.word === 'false' ? 'flag' : '');
      if (this.core.has(op)) fact('proof', this.breaking.has(op) ? 'it breaks here' : 'it is part of the proof', 'flag');
      const seen = ops.output[op] || ops.input[op];
      const button = (words, action) => make('button', { type: 'button', onclick: action }, words);
      detail.replaceChildren(
        make('div', { class: 'group' }, make('span', { class: 'outcome-' + outcome }, outcome)),
        make('h3', {}, ops.asked(op)), facts,
        make('div', { class: 'steps' },
          button('‹ key', () => this.step(-1, true)), button('key ›', () => this.step(1, true)),
          button('this key only', () => { this.keyInput.value = this.filters.keyText = ops.facts.keys[ops.key[op]]; this.applyFilters(); this.select(op, true); }),
          seen ? button('this value', () => { this.search.value = ops.value(seen); this.find(1); }) : null,
          button('close', () => this.select(-1))));
    }

    // -- pointer and keys

    onPointers() {
      const value = (event) => this.view.from + (event.clientX - this.canvas.getBoundingClientRect().left - GUTTER) / this.scale;
      let drag = null;
      this.canvas.addEventListener('pointerdown', (event) => {
        drag = { x: event.clientX, y: event.clientY, view: this.view, top: this.lanes.scrollTop, moved: false };
        this.canvas.setPointerCapture(event.pointerId);
      });
      this.canvas.addEventListener('pointermove', (event) => {
        if (!drag) { this.hover(event, value(event)); return; }
        const dx = event.clientX - drag.x;
        drag.moved = drag.moved || Math.abs(dx) > 3 || Math.abs(event.clientY - drag.y) > 3;
        if (!drag.moved) return;
        this.tip.hidden = true;
        this.canvas.classList.add('dragging');
        this.lanes.scrollTop = drag.top - (event.clientY - drag.y);
        this.setView(drag.view.from - dx / this.scale, drag.view.to - dx / this.scale);
      });
      const up = (event) => {
        if (drag && !drag.moved) {
          const op = this.at(event, value(event));
          this.select(op === this.selected ? -1 : op);
        }
        drag = null;
        this.canvas.classList.remove('dragging');
      };
      this.canvas.addEventListener('pointerup', up);
      this.canvas.addEventListener('pointercancel', () => { drag = null; });
      this.canvas.addEventListener('pointerleave', () => { this.tip.hidden = true; });
      this.canvas.addEventListener('dblclick', (event) => this.zoom(0.25, value(event)));
      this.canvas.addEventListener('wheel', (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          this.zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) * 0.01), value(event));
        } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          event.preventDefault();
          this.pan((event.deltaX || event.deltaY) / 1000);
        }
      }, { passive: false });
      let stripped = false;
      const toStrip = (event) => {
        const box = this.strip.getBoundingClientRect();
        const at = (event.clientX - box.left - GUTTER) / (box.width - GUTTER) * this.last;
        const half = (this.view.to - this.view.from) / 2;
        this.setView(at - half, at + half);
      };
      this.strip.addEventListener('pointerdown', (event) => {
        stripped = true;
        this.strip.setPointerCapture(event.pointerId);
        if (this.view.to - this.view.from > this.last * 0.9) { // all is seen: go there, closer
          const box = this.strip.getBoundingClientRect();
          const at = (event.clientX - box.left - GUTTER) / (box.width - GUTTER) * this.last;
          this.setView(at - this.last * 0.025, at + this.last * 0.025);
        } else toStrip(event);
      });
      this.strip.addEventListener('pointermove', (event) => { if (stripped) toStrip(event); });
      this.strip.addEventListener('pointerup', () => { stripped = false; });
      this.gridBody.addEventListener('click', (event) => {
        const row = event.target.closest('.grid-row');
        if (row) this.select(Number(row.dataset.op));
      });
    }

    /** The operation under the pointer that is shown; -1 if there is none. */
    at(event, value) {
      const { rows, ops } = this;
      const y = event.clientY - this.canvas.getBoundingClientRect().top;
      const lane = Math.floor((y - AXIS - 3 + this.lanes.scrollTop) / this.laneHeight);
      if (lane < 0 || lane >= ops.facts.lanes.length || y < AXIS) return -1;
      let low = rows.start[lane], high = rows.start[lane + 1];
      const start = low, end = high;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.begin(rows.order[middle]) <= value) low = middle + 1; else high = middle;
      }
      let best = -1, nearest = 5 / this.scale;
      for (let i = Math.max(start, low - 40); i < Math.min(end, low + 40); i++) {
        const op = rows.order[i];
        if (!rows.passes[op]) continue;
        const away = Math.max(0, this.begin(op) - value, value - this.end(op));
        if (away < nearest || (away === nearest && best < 0)) { nearest = away; best = op; }
      }
      return best;
    }

    hover(event, value) {
      const op = this.at(event, value);
      this.tip.hidden = op < 0;
      if (op < 0) return;
      const { ops } = this;
      const took = ops.facts.hasTimes && ops.returned[op] !== NEVER ? ' · ' + nanos(ops.to[op] - ops.from[op]) : '';
      this.tip.replaceChildren(make('b', {}, ops.asked(op)), make('div', {}, '→ ' + ops.answered(op)),
        make('div', {}, ops.caller(op) + (ops.facts.keys[ops.key[op]] ? ' · ' + ops.facts.keys[ops.key[op]] : '') + ' · index ' + ops.index(ops.invoked[op]) + took
          + (ops.fault[op] ? ' · ' + ops.facts.errors[ops.fault[op] - 1] : '')));
      const box = this.tip.getBoundingClientRect();
      this.tip.style.left = Math.max(4, Math.min(event.clientX + 14, window.innerWidth - box.width - 8)) + 'px';
      this.tip.style.top = (event.clientY + 18 + box.height > window.innerHeight ? event.clientY - box.height - 10 : event.clientY + 18) + 'px';
    }

    onKey(event) {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
      if (typing || event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
      const inBrowser = place.contains(event.target) || event.target === document.body;
      const actions = {
        '/': () => { this.search.focus(); this.search.select(); },
        '?': () => this.help.showModal(),
        n: () => this.step(1), p: () => this.step(-1), j: () => this.step(1, true), k: () => this.step(-1, true),
        c: () => this.showCore(), t: () => this.toggleMode(), d: toggleTheme,
        o: () => { if (!this.axisButton.hidden) this.toggleAxis(); },
        '+': () => this.zoom(0.5), '=': () => this.zoom(0.5), '-': () => this.zoom(2), '0': () => { this.fitAll(); this.refresh(); },
        Escape: () => this.select(-1),
      };
      if (inBrowser && this.grid.hidden) {
        actions.ArrowLeft = () => this.pan(-0.2);
        actions.ArrowRight = () => this.pan(0.2);
      }
      const action = actions[event.key];
      if (action) { action(); event.preventDefault(); }
    }
  }

  // ---- opening -----------------------------------------------------------------------------------------------------

  const pause = () => new Promise((resolve) => setTimeout(resolve));

  async function open() {
    const started = performance.now();
    const progress = make('p', { class: 'status' }, 'Opening the history …');
    place.replaceChildren(progress);
    readColours();
    await pause();
    const facts = JSON.parse(new TextDecoder().decode(await inflate(fromBase64($('.data-facts').textContent))));
    const ops = new Operations(facts);
    const blocks = [...document.querySelectorAll('.data-events')];
    let shown = performance.now();
    let ahead = blocks.length ? inflate(fromBase64(blocks[0].textContent)) : null;
    for (let n = 0; n < blocks.length; n++) {
      const bytes = await ahead;
      blocks[n].remove();
      ahead = n + 1 < blocks.length ? inflate(fromBase64(blocks[n + 1].textContent)) : null;
      ops.add(bytes);
      if (performance.now() - shown > 100) { // let the page be read meanwhile
        progress.textContent = 'Opening the history: ' + Math.round(100 * (n + 1) / blocks.length) + ' % …';
        await pause();
        shown = performance.now();
      }
    }
    ops.finish();
    if (!ops.size) {
      place.replaceChildren(make('p', { class: 'faint' }, 'It holds no operation.'));
    } else {
      const browser = new HistoryBrowser(ops);
      browser.say();
      linkCharts(browser);
    }
    place.dataset.operations = ops.size;
    place.dataset.openMillis = Math.round(performance.now() - started);
    place.dataset.ready = 'true';
  }

  /** A click into a chart shows the history then. */
  function linkCharts(browser) {
    if (!browser.byTime) return;
    for (const chart of document.querySelectorAll('.chart')) {
      chart.classList.add('linked');
      chart.addEventListener('click', (event) => {
        const box = chart.getBoundingClientRect();
        const x = (event.clientX - box.left) / box.width * chart.viewBox.baseVal.width;
        const { left, right, nanos: across } = chart.dataset;
        const at = Math.max(0, Math.min(1, (x - left) / (right - left))) * across;
        if (!browser.grid.hidden) browser.toggleMode();
        if (!browser.byTime) browser.toggleAxis();
        browser.setView(at - across / 100, at + across / 100);
        $('#history').scrollIntoView({ block: 'start' });
      });
    }
  }

  open().catch((problem) => {
    place.replaceChildren(make('p', { class: 'note' }, 'The history cannot be shown: ' + problem.message));
  });
})();
