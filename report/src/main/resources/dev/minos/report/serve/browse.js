// What the pages of `minos serve` can do besides: search while you type, keep up with a run that goes on, keys. Every page
// works without it. Whatever is put into a page was escaped by the server, and the policy lets nothing else run.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('script');
  const byId = (id) => document.getElementById(id);
  const rows = () => [...document.querySelectorAll('.runs tbody tr')];
  let here = -1;
  let chosen = [];
  let asked = 0;

  /** Fetches a page, and puts one element of it in the place of ours, if it is wanted still. Whether it did. */
  async function replace(address, id, isWanted = () => true) {
    const answer = await fetch(address, { headers: { Accept: 'text/html' } });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
    const old = byId(id);
    if (!isWanted()) {
      return false;
    }
    if (!fresh || !old) {
      throw new Error('no ' + id);
    }
    old.replaceWith(fresh);
    return true;
  }

  // The table.

  function picked() {
    return [...document.querySelectorAll('.pick input:checked')];
  }

  function settle() {
    const button = byId('compare-button');
    if (button) {
      button.disabled = picked().length !== 2;
    }
  }

  /**
   * The boxes that were ticked and the row that was marked stay so when the table comes anew. An answer that comes after a
   * later question is dropped.
   */
  async function refresh(address, mine = ++asked) {
    let ticked = new Set();
    let marked = null;
    const isWanted = () => {
      ticked = new Set(picked().map((box) => box.value));
      marked = here >= 0 && rows()[here] ? rows()[here].dataset.run : null;
      return mine === asked;
    };
    if (!await replace(address, 'runs', isWanted)) {
      return;
    }
    for (const box of document.querySelectorAll('.pick input')) {
      box.checked = ticked.has(box.value);
    }
    here = rows().findIndex((row) => row.dataset.run === marked);
    mark(here, false);
    settle();
  }

  function mark(at, scroll = true) {
    rows().forEach((row, i) => row.classList.toggle('here', i === at));
    here = at;
    if (scroll && rows()[at]) {
      rows()[at].scrollIntoView({ block: 'nearest' });
    }
  }

  document.addEventListener('change', (event) => {
    if (!event.target.matches('.pick input')) {
      return;
    }
    chosen = chosen.filter((box) => box.isConnected && box.checked && box !== event.target);
    if (event.target.checked) {
      chosen.push(event.target);
    }
    // A third takes the place of the first.
    while (chosen.length > 2) {
      chosen.shift().checked = false;
    }
    settle();
  });

  const search = byId('search');
  if (search) {
    let waiting = 0;
    const words = byId('q');
    const address = () => {
      const parameters = new URLSearchParams(location.search);
      parameters.delete('page');
      if (words.value.trim()) {
        parameters.set('q', words.value.trim());
      } else {
        parameters.delete('q');
      }
      return '/' + (parameters.toString() ? '?' + parameters : '');
    };
    const ask = async () => {
      const mine = ++asked;
      const where = address();
      history.replaceState(null, '', where);
      try {
        await refresh(where, mine);
      } catch (problem) {
        if (mine === asked) {
          search.submit();
        }
      }
    };
    words.addEventListener('input', () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, 150);
    });
    search.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(waiting);
      ask();
    });
    settle();
  }

  // What goes on by itself.

  let misses = 0;
  async function keepUp() {
    const runs = byId('runs');
    const live = byId('live');
    try {
      if (!document.hidden && runs && 'live' in runs.dataset) {
        await refresh(location.pathname + location.search);
      } else if (!document.hidden && live && 'live' in live.dataset) {
        await replace(location.pathname + '?part', 'live');
      }
      misses = 0;
    } catch (problem) {
      misses++;
    }
    setTimeout(keepUp, (byId('live') ? 1000 : 3000) * Math.min(10, 1 + misses));
  }
  setTimeout(keepUp, 1000);

  document.addEventListener('click', async (event) => {
    const copy = event.target.closest('[data-copy]');
    if (copy) {
      try {
        await navigator.clipboard.writeText(copy.dataset.copy);
        copy.textContent = 'Copied';
      } catch (problem) {
        getSelection().selectAllChildren(copy.previousElementSibling);
        copy.textContent = 'Selected';
      }
      setTimeout(() => { copy.textContent = 'Copy'; }, 1500);
    }
    if (event.target.closest('[data-keys]')) {
      keys();
    }
  });

  // Keys.

  const KEYS = [
    ['/', 'Search'],
    ['j  k', 'Next and previous run'],
    ['Enter', 'Open the run'],
    ['r', 'Open its report'],
    ['x', 'Choose it, to be compared'],
    ['c', 'Compare the two that are chosen'],
    ['u', 'Back to all runs'],
    ['?', 'These keys'],
  ];

  function keys() {
    let dialog = byId('keys');
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.id = 'keys';
      const title = document.createElement('h2');
      title.textContent = 'Keys';
      const list = document.createElement('dl');
      for (const [key, what] of KEYS) {
        const dt = document.createElement('dt');
        for (const each of key.split('  ')) {
          const kbd = document.createElement('kbd');
          kbd.textContent = each;
          dt.append(kbd, ' ');
        }
        const dd = document.createElement('dd');
        dd.textContent = what;
        list.append(dt, dd);
      }
      const close = document.createElement('button');
      close.textContent = 'Close';
      close.addEventListener('click', () => dialog.close());
      dialog.append(title, list, close);
      document.body.append(dialog);
    }
    if (!dialog.open) {
      dialog.showModal();
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (byId('keys') && byId('keys').open)) {
      return;
    }
    if (event.target.matches('input[type="search"]')) {
      if (event.key === 'Escape') {
        event.target.blur();
      }
      return;
    }
    const row = rows()[here];
    const act = {
      '/': () => byId('q') && byId('q').select(),
      'j': () => mark(Math.min(here + 1, rows().length - 1)),
      'k': () => mark(Math.max(here - 1, 0)),
      'Enter': () => row && !event.target.closest('a, button, input') && row.querySelector('a.open').click(),
      'r': () => {
        const report = row ? row.querySelector('.links a') : document.querySelector('[data-key="r"]');
        if (report) {
          report.click();
        }
      },
      'x': () => row && row.querySelector('.pick input').click(),
      'c': () => byId('compare-button') && byId('compare-button').click(),
      'u': () => { location.href = '/'; },
      '?': keys,
    }[event.key];
    if (act) {
      const passed = event.key === 'Enter' && (!row || event.target.closest('a, button, input'));
      if (!passed) {
        event.preventDefault();
        act();
      }
    }
  });
})();
